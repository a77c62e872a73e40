import { afterAll, beforeAll, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { anAccount } from "../in-registry.ts";
import { newSite } from "./new-site.ts";
import { entriesOf } from "./someone-who-leaves.ts";
import { untilDirectMessage, untilEmail } from "./until.ts";
import { answerToCommand } from "./until-more.ts";

const usernames = ["ben", "zoe", "noether", "robin"];
const site = await newSite({
  entries: `${entriesOf(usernames)}
dn: cn=optics,${LDAP.groupsDn}
objectClass: posixGroup
cn: optics
gidNumber: 6001
${usernames.map((username) => `memberUid: ${username}\n`).join("")}`,
});
const { database } = site;
const pi = { piName: "Henrik Hopper", piEmail: "hopper@example.org", piUser: "slack:U0HOPPER" };
for (const [number, username] of usernames.entries())
  await anAccount(database.db, username, {
    uidNumber: 30_000 + number,
    project: { name: "optics", gidNumber: 6001, ...pi },
  });

/** The end dates, as they were set some time ago. */
const ends = { ben: "-1 hour", robin: "-40 days", zoe: "1 hour", noether: null };
for (const [username, end] of Object.entries(ends))
  await database.query(
    "update memberships set ends_at = now() + $2::interval where account_id = (select id from accounts where username = $1)",
    [username, end],
  );
beforeAll(async () => {
  await site.start();
});
afterAll(() => site.stop());

const groupOf = async (name: string) =>
  [...((await site.slapd?.search(`(cn=${name})`, "memberUid")) ?? "").matchAll(/^memberUid: (\S+)/gm)]
    .map(([, uid]) => uid)
    .sort();
const roster = async () =>
  (
    await database.query<{ who: string }>(
      `select coalesce(a.username, p.email) as who from memberships m join people p on p.id = m.person_id
       left join accounts a on a.id = m.account_id join projects j on j.id = m.project_id where j.name = 'optics' order by 1`,
    )
  ).map(({ who }) => who);

it("A membership whose end date is over ends in the directory and in the registry, without an undo period, and no other one does", async () => {
  await expect.poll(() => groupOf("optics")).toEqual(["noether", "zoe"]);
  await expect.poll(roster).toEqual(["hopper@example.org", "noether", "zoe"]);
  // They keep their account and their other projects.
  expect(await groupOf("astro")).toEqual([...usernames].sort());
  expect(await site.slapd?.search("(uid=ben)", "loginShell")).toContain("/bin/bash");
  await expect
    .poll(() =>
      database.query("select username, status from requests where kind = 'removal' order by username"),
    )
    .toEqual([
      { username: "ben", status: "closed" },
      { username: "robin", status: "closed" },
    ]);
});

it("The person and the PI are told, in the chat or by email, and the history says that acct did it", async () => {
  await untilEmail(site, "ben@example.org", "membership-ended");
  await untilEmail(site, "robin@example.org", "membership-ended");
  await untilDirectMessage(site, "U0HOPPER", "membership-ended");
  const events = await database.query(
    "select actor, note from events where kind = 'member-removed' order by note",
  );
  expect(events).toMatchObject([
    { actor: "acct", note: expect.stringContaining("ben") },
    { actor: "acct", note: expect.stringContaining("robin") },
  ]);
  const shown = JSON.stringify(
    (await answerToCommand(site, "U0HOPPER", "C0GENERAL", "/acct project optics")).blocks,
  );
  expect(shown).toContain("(zoe)");
  expect(shown).not.toContain("(ben)");
});
