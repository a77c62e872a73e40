import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { parseRecords } from "../../src/intake/parse-records.ts";
import { eyeOn } from "../keystone-inspector.ts";
import { newSite } from "../story/new-site.ts";

/** Everyone is in LDAP, the first 30 in the cloud, the first 40 in Slurm. */
const PEOPLE = 60;
const names = Array.from({ length: PEOPLE }, (_, n) => `p${n}`);
/** Who can't log in is in LDAP only. */
const EXPIRED = "p50";
const PLANTED: Readonly<Record<string, string>> = {
  // The same name, and someone else.
  "OpenStack p1": "other-address",
  // Two addresses, exchanged.
  "OpenStack p2": "other-address",
  "OpenStack p3": "other-address",
  // Active in one system only.
  "OpenStack p4": "state",
  // No address to compare.
  "OpenStack p5": "no-address",
  // One number for two people.
  "LDAP p51": "shared-number",
  "LDAP p52": "shared-number",
  // Two people with one address.
  "LDAP p53": "shared-address",
  "LDAP p54": "shared-address",
  // A user of Slurm whom no one knows.
  "Slurm stray": "not-in-directory",
};
const UID_NUMBERS: Readonly<Record<string, number>> = { p52: 2051 };
const IN_LDAP: Readonly<Record<string, string>> = { p54: "p53@example.org" };
const IN_CLOUD: Readonly<Record<string, string | undefined>> = {
  p1: "stranger@example.org",
  p2: "p3@example.org",
  p3: "p2@example.org",
  p5: undefined,
};
const emailIn = (changes: Readonly<Record<string, string | undefined>>, name: string) =>
  name in changes ? changes[name] : `${name}@example.org`;

const people = names.map(
  (name, n) => `dn: uid=${name},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
objectClass: shadowAccount
uid: ${name}
cn: Pat ${name}
givenName: Pat
sn: ${name}
mail: ${emailIn(IN_LDAP, name)}
uidNumber: ${UID_NUMBERS[name] ?? 2000 + n}
gidNumber: 100
homeDirectory: /old/${name}
loginShell: /bin/bash
${name === EXPIRED ? "shadowExpire: 1\n" : ""}`,
);
const astro = `dn: cn=astro,${LDAP.groupsDn}
objectClass: posixGroup
cn: astro
gidNumber: 7000
${names.map((name) => `memberUid: ${name}\n`).join("")}`;

const folder = inject("folder");
const [keystone, slurm] = await Promise.all([
  startKeystone({ folder: join(folder, "planted-keystone") }),
  startSlurm({ folder: join(folder, "planted-slurm") }),
]);
const { SLURM_CONF, LD_LIBRARY_PATH } = slurm.env;
const libraries = LD_LIBRARY_PATH ? [`LD_LIBRARY_PATH=${LD_LIBRARY_PATH}`] : [];
const site = await newSite({
  entries: [...people, astro].join("\n"),
  variables: { OPENSTACK_PASSWORD: keystone.admin.password },
  settings: {
    openstack: { authUrl: keystone.url, username: keystone.admin.username, userName: "username" },
    slurm: { command: ["/usr/bin/env", `SLURM_CONF=${SLURM_CONF}`, ...libraries, slurm.sacctmgrPath] },
  },
});
afterAll(async () => {
  await site.stop();
  await Promise.all([keystone.stop(), slurm.stop()]);
});

await slurm.sacctmgr("-i", "add", "account", "name=astro", "organization=campus");
await slurm.sacctmgr(
  "-i",
  "add",
  "user",
  `name=${[...names.slice(0, 40), "stray"].join(",")}`,
  "account=astro",
);
const eye = eyeOn(keystone);
const { project } = await eye.send<{ project: { id: string } }>("POST", "/projects", {
  project: { name: "astro", domain_id: "default" },
});
const { roles } = await eye.get<{ roles: { id: string }[] }>("/roles?name=member");
for (const name of names.slice(0, 30)) {
  const { user } = await eye.send<{ user: { id: string } }>("POST", "/users", {
    user: { name, email: emailIn(IN_CLOUD, name), enabled: name !== "p4", domain_id: "default" },
  });
  await eye.send("PUT", `/projects/${project.id}/users/${user.id}/roles/${roles[0]?.id}`);
}

it("Of 60 people in a real slapd, Keystone, and Slurm, every planted conflict is listed, everyone else is adopted, and reconcile finds no drift", async () => {
  const list = join(folder, "planted-conflicts.csv");
  expect(await site.run("adopt", "--decide", list)).toMatchObject({ code: 1, stderr: "" });
  const [titles = [], ...rows] = parseRecords(await readFile(list, "utf8"));
  const cell = (row: readonly string[], title: string) => row[titles.indexOf(title)];
  expect(
    Object.fromEntries(
      rows.map((row) => [`${cell(row, "system")} ${cell(row, "name")}`, cell(row, "conflict")]),
    ),
  ).toEqual(PLANTED);

  // The four accounts of the conflicts within LDAP are the only ones who are not there at all.
  const accounts = await site.database.query<{ username: string; closed: boolean }>(
    "select username, removed_at is not null as closed from accounts order by username",
  );
  expect(accounts).toHaveLength(PEOPLE - 4);
  expect(accounts.filter(({ closed }) => closed)).toEqual([{ username: EXPIRED, closed: true }]);

  expect(await site.run("reconcile")).toMatchObject({ code: 0, stdout: "" });
  const again = await site.run("adopt");
  expect(again).toMatchObject({ code: 1, stderr: "" });
  expect(await site.database.query("select count(*)::int as count from accounts")).toEqual([
    { count: PEOPLE - 4 },
  ]);
});
