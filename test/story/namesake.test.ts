import { afterAll, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { approveAsAdmin, approveAsPi, ask, mailsTo, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail } from "./until.ts";

const stranger = (uid: string, uidNumber: number, mail: string) => `
dn: uid=${uid},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${uid}
cn: Somebody Else
sn: Else
mail: ${mail}
uidNumber: ${uidNumber}
gidNumber: 5001
homeDirectory: /home/${uid}
`;

const site = await newSite({
  entries: [
    astro,
    stranger("aash", 1, "else@example.org"),
    stranger("taken", 20_000, "other@example.org"),
  ].join("\n"),
});
afterAll(() => site.stop());
await site.start();

const inspect = async (uid: string) => (await site.slapd?.search(`(uid=${uid})`, "*", "+")) ?? "";

it("A person who already has the username in the directory keeps it, and a UID number that is taken there is skipped", async () => {
  const before = await inspect("aash");
  expect(await ask(site, "U0AMY")).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await untilEmail(site, "amy@example.org", "welcome");
  expect(await inspect("aash2")).toMatch(/^uidNumber: 20001$/m);
  expect(await inspect("aash")).toBe(before);
});

it("The form rejects a username that is taken, and stays open so that the requester can choose another one", async () => {
  expect(await ask(site, "U0ZOE", { username: "taken" })).toBe("errors");
  expect(site.sandbox.modal("U0ZOE")?.errors).toMatchObject({ username: expect.stringContaining("taken") });
  site.sandbox.workspace.modals.clear();
});

it("If a namesake gets the username between approval and creation, the requester gets the next one, and only the admins are told why", async () => {
  expect(await ask(site, "U0BEN")).toBe("closed");
  await approveAsAdmin(site, "Ben Birch");
  await site.slapd?.add(stranger("bbirch", 2, "birch@elsewhere.example"));
  const before = await inspect("bbirch");
  await approveAsPi(site, "Ben Birch");
  await untilEmail(site, "ben@example.org", "welcome");
  expect(await inspect("bbirch")).toBe(before);
  expect(await inspect("bbirch2")).toMatch(/^mail: ben@example.org$/m);
  await site.sandbox.until(
    () =>
      site.sandbox.messages(ADMIN_CHANNEL).find((one) => /\bbbirch\b[\s\S]*\bbbirch2\b/.test(readText(one))),
    "a message to the admins about both names",
  );
  expect(toldTo("U0BEN", "ben@example.org")).not.toMatch(/elsewhere|bbirch\b/);
  expect(await refusals("U0BEN")).toEqual([]);
});

it("If someone else gets the chosen username before creation, the admins decide on another one, and the requester is not refused", async () => {
  expect(await ask(site, "U0LAYLA", { username: "layla" })).toBe("closed");
  await approveAsAdmin(site, "ليلى");
  await site.slapd?.add(stranger("layla", 3, "layla@elsewhere.example"));
  await approveAsPi(site, "ليلى");
  const requests = () =>
    site.database.query<{ stage: string; status: string; username: string; warnings: string[] }>(
      "select stage, status, username, warnings from requests where requester_user = 'slack:U0LAYLA'",
    );
  await expect.poll(requests).toMatchObject([{ stage: "await-admin", status: "waiting" }]);
  const [row] = await requests();
  expect(row?.username).not.toBe("layla");
  expect(row?.warnings).toContainEqual(expect.stringMatching(/\blayla\b/));
  expect(toldTo("U0LAYLA", "layla@example.org")).not.toContain("elsewhere");
  expect(await refusals("U0LAYLA")).toEqual([]);
  await approveAsAdmin(site, "ليلى", "U0GRACE");
  await untilEmail(site, "layla@example.org", "welcome");
  expect(await inspect(row?.username ?? "")).toMatch(/^mail: layla@example.org$/m);
});

it("A username is also taken if an entry of another class has it, anywhere in the directory", async () => {
  await site.slapd?.add(
    `dn: cn=Zoe Other,ou=services,${LDAP.suffix}\nobjectClass: inetOrgPerson\ncn: Zoe Other\nsn: Other\nuid: zoneillzizek\n`,
    "root",
  );
  expect(await ask(site, "U0ZOE")).toBe("closed");
  await expect
    .poll(() => site.database.query("select username from requests where requester_user = 'slack:U0ZOE'"))
    .toEqual([{ username: "zoneillzizek2" }]);
});

/** The messages that told this person that their request was refused. */
const refusals = (user: string) =>
  site.database.query(
    "select 1 from notifications n join requests r on r.id = n.request_id where template = 'refused' and requester_user = $1",
    [`slack:${user}`],
  );

/** Everything that this person has been told, in the chat and by email. */
function toldTo(user: string, address: string): string {
  const said = site.sandbox.messages(user).map(readText);
  const written = mailsTo(site, address, /./).map(({ subject, text }) => `${subject}\n${text}`);
  return [...said, ...written].join("\n");
}

it.each([
  ["named by uid", `uid=cown,${LDAP.peopleDn}`],
  ["named by cn", `cn=Clara Own,${LDAP.peopleDn}`],
])(
  "A person whose directory entry (%s) is not a login account is told so before anyone decides, and the entry stays unchanged",
  async (_, dn) => {
    const mail = `${dn.slice(0, 2)}.own@example.org`;
    const entry = `dn: ${dn}\nobjectClass: inetOrgPerson\ncn: Clara Own\nsn: Own\nuid: cown\nmail: ${mail}\nuserPassword: her own quiet otters 7\n`;
    await site.slapd?.add(entry);
    const inspectOwn = () => site.slapd?.search(`(mail=${mail})`, "*", "+");
    const before = await inspectOwn();
    await importRows(site, [{ email: mail, givenName: "Clara", familyName: "Own" }]);
    const request = () =>
      site.database.query("select status, stage, problem from requests where email = $1", [mail]);
    await expect.poll(request).toEqual([
      {
        status: "refused",
        stage: "verify-identity",
        problem: expect.any(String),
      },
    ]);
    const email = await untilEmail(site, mail, "refused");
    expect(email.text).toContain("help@example.org");
    expect(site.sandbox.messages(ADMIN_CHANNEL).some((one) => readText(one).includes(mail))).toBe(false);
    expect(await inspectOwn()).toBe(before);
  },
);
