import { afterAll, beforeAll, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { approveAsAdmin, approveAsPi, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { answerToCommand } from "./until-more.ts";

const site = await newSite({ entries: astro });
beforeAll(async () => {
  await site.start();
});
afterAll(() => site.stop());

/** Imports requests from three people of this family. */
async function threeRequests(family: string): Promise<string[]> {
  const given = ["Ann", "Bob", "Cat"];
  const rows = given.map((name) => ({
    email: `${name}.${family}@example.org`,
    givenName: name,
    familyName: family,
  }));
  const { code, stderr } = await importRows(site, rows);
  expect(stderr).toBe("");
  expect(code).toBe(0);
  return given.map((name) => `${name} ${family}`);
}

/** The messages to the admin channel about the requests of this family, apart from the cards. */
const announcements = (family: string) =>
  site.database.query(
    `select key from notifications n join requests r on r.id = n.request_id
     where n.template = 'needs-attention' and r.family_name = $1 and n.sent_at is not null`,
    [family],
  );

const untilAll = (family: string, condition: string) =>
  expect
    .poll(() =>
      site.database.query(`select 1 from requests where family_name = '${family}' and ${condition}`),
    )
    .toHaveLength(3);

/** Waits until every notification has been sent. */
const untilAllSent = () =>
  expect
    .poll(() => site.database.query("select key from notifications where run_at is not null"))
    .toEqual([]);

it("If several requests go back to the admins because more would be created than was approved, the admins get one message", async () => {
  const people = await threeRequests("Rewound");
  for (const name of people) await approveAsAdmin(site, name);
  await untilAll("Rewound", "stage = 'await-pi' and status = 'waiting'");
  await site.slapd?.modify(`dn: cn=astro,${LDAP.groupsDn}\nchangetype: delete\n`);
  for (const name of people) await approveAsPi(site, name);
  await untilAll(
    "Rewound",
    `stage = 'await-admin' and status = 'waiting' and approvals @> '[{"name": "pi"}]'`,
  );
  await untilAllSent();
  expect(await announcements("Rewound")).toHaveLength(1);
  await site.slapd?.add(astro);
});

it("If namesakes take the usernames of several requests before creation, the admins get one message", async () => {
  const people = await threeRequests("Namesake");
  for (const name of people) await approveAsAdmin(site, name);
  await untilAll("Namesake", "stage = 'await-pi' and status = 'waiting'");
  const names = await site.database.query<{ username: string }>(
    "select username from requests where family_name = 'Namesake' order by username",
  );
  for (const [at, { username }] of names.entries()) {
    await site.slapd?.add(`
dn: uid=${username},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${username}
cn: Somebody Else
sn: Else
uidNumber: ${at + 1}
gidNumber: 5001
homeDirectory: /home/${username}
`);
  }
  for (const name of people) await approveAsPi(site, name);
  await untilAll("Namesake", "stage = 'hand-over' and status = 'waiting'");
  await untilAllSent();
  expect(await announcements("Namesake")).toHaveLength(1);
});

it("If several emails are rejected for the same reason, the admins get one message, which says how to list the requests", async () => {
  for (const name of ["ann", "bob", "cat"]) site.mailCatcher.refused.set(`${name}.refused@example.org`, 550);
  const people = await threeRequests("Refused");
  await untilAllSent();
  expect(await announcements("Refused")).toHaveLength(1);
  const messages = site.sandbox.messages(ADMIN_CHANNEL).map(readText);
  expect(messages.filter((text) => text.includes("/acct list undelivered"))).toHaveLength(1);
  const list = await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct list undelivered");
  for (const name of people) expect(readText(list)).toContain(name);
});
