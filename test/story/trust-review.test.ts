import { afterAll, expect, it } from "vitest";
import { startGitLab } from "../../dev/local-stack/gitlab/start-gitlab.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { press, readText } from "../../dev/local-stack/people.ts";
import { newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";

const dnOf = (uid: string) => `uid=${uid},${LDAP.peopleDn}`;
const GROUP = `cn=staff,${LDAP.groupsDn}`;
const person = (uid: string) => `dn: ${dnOf(uid)}
objectClass: inetOrgPerson
uid: ${uid}
cn: ${uid} Example
sn: Example
mail: ${uid}@example.org
`;
const entries = `${["ann", "bea", "cal"].map(person).join("\n")}
dn: ${GROUP}
objectClass: posixGroup
cn: staff
gidNumber: 5002
memberUid: ann
memberUid: bea
memberUid: cal
`;

const gitlab = await startGitLab();
const site = await newSite({
  entries,
  settings: {
    gitlab: { url: gitlab.url, poll: "1s", providers: { ldapmain: "ldap" } },
    rules: { staff: { for: ["gitlab-account"], when: { ldapGroup: "staff" }, approve: "admin", mode: "on" } },
  },
  variables: { GITLAB_ACCESS_TOKEN: gitlab.token },
});
await site.start();
afterAll(async () => {
  await site.stop();
  await gitlab.stop();
});

const stateOf = (id: number) => gitlab.state.users.get(id)?.state;

/** Someone signs up in GitLab with their LDAP account, and the rule approves them. */
async function signUp(uid: string, name: string): Promise<number> {
  const { id } = gitlab.addUser({
    ...{ username: uid, name, state: "blocked_pending_approval", email: `${uid}@example.org` },
    identities: [{ provider: "ldapmain", extern_uid: dnOf(uid) }],
  });
  await untilRequest(site, name, { status: "closed" });
  expect(stateOf(id)).toBe("active");
  return id;
}

const reviews = () =>
  site.database.query<{ name: string; status: string }>(
    "select given_name as name, status from requests where kind = 'trust-review' order by given_name",
  );

/** A day passes. A process that starts then runs the job right away, and remembers no earlier answer of the directory. */
async function nextDay(): Promise<void> {
  await site.database.query("delete from cron_slots where name = 'review-trust'");
  await site.start();
  await expect
    .poll(() => site.database.query("select 1 from cron_slots where name = 'review-trust'"))
    .toHaveLength(1);
}

it("Where the evidence is gone, the admins are asked whether the account stays, and what they decide happens", async () => {
  const ann = await signUp("ann", "Ann Example");
  const bea = await signUp("bea", "Bea Example");
  const cal = await signUp("cal", "Cal Example");
  for (const uid of ["ann", "bea"])
    await site.slapd?.modify(`dn: ${GROUP}\nchangetype: modify\ndelete: memberUid\nmemberUid: ${uid}\n`);
  await nextDay();

  const card = readText(
    await untilRequest(site, "Ann Example", { stage: "review-trust", waitsFor: "admin" }),
  );
  expect(card).toContain("@ann");
  expect(card).toMatch(/By the rule staff in request \d+/);
  expect(card).toContain(dnOf("ann"));
  await press(site, "U0ADA", "suspend-trust", "Ann Example");
  await untilRequest(site, "Ann Example", { stage: "review-trust", status: "closed" });
  expect(stateOf(ann)).toBe("blocked");

  await untilRequest(site, "Bea Example", { stage: "review-trust", waitsFor: "admin" });
  await press(site, "U0ADA", "keep-trust", "Bea Example");
  await untilRequest(site, "Bea Example", { stage: "review-trust", status: "closed" });
  expect(stateOf(bea)).toBe("active");

  await nextDay();
  expect(await reviews()).toEqual([
    { name: "Ann", status: "closed" },
    { name: "Bea", status: "closed" },
  ]);
  expect(stateOf(cal)).toBe("active");
  expect(gitlab.calls.filter((call) => call.startsWith("DELETE"))).toEqual([]);
  const mails = site.mailCatcher.mails.filter(({ to }) => to.includes("ann@example.org"));
  expect(mails.filter(({ text }) => /trust/i.test(text))).toEqual([]);
});
