import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { freePort } from "../../dev/local-stack/child.ts";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { startKeystonePager } from "../../dev/local-stack/keystone-pager.ts";
import type { Source } from "../../src/provisioners/found.ts";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { type OpenStackConfig, openStack } from "../../src/provisioners/openstack/openstack.ts";
import { holdsSourceContract, projectsOf, readAll } from "../contracts/source.contract.ts";

const keystone = await startKeystone({ folder: join(inject("folder"), "list-keystone") });
/** Keystone that cuts its lists. */
const limited = await startKeystone({
  folder: join(inject("folder"), "list-keystone-limited"),
  policy: "[DEFAULT]\nlist_limit = 4\n",
});
afterAll(() => Promise.all([keystone.stop(), limited.stop()]));

const config: OpenStackConfig = {
  authUrl: keystone.url,
  ...keystone.admin,
  project: "admin",
  domain: "Default",
  interface: "public",
  maxConcurrent: 4,
  userName: "username",
  role: "member",
};
const admin = keystoneClient(config);

type Kind = "user" | "project" | "group" | "domain";
async function create(kind: Kind, fields: object, client = admin): Promise<string> {
  const made = await client.send<Record<string, { id: string }>>("POST", `/${kind}s`, { [kind]: fields });
  return made[kind]?.id ?? "";
}
const { roles } = await admin.get<{ roles: { id: string; name: string }[] }>("/roles");
const roleId = (name: string) => roles.find((role) => role.name === name)?.id;
const give = (project: string, who: string, role: string) =>
  admin.send("PUT", `/projects/${project}/${who}/roles/${roleId(role)}`);

const domain_id = "default";
const partner = await create("domain", { name: "partner" });
const users = {
  jmuessig: await create("user", { name: "jmuessig", email: "j\u00fcrgen@example.org", domain_id }),
  gone: await create("user", { name: "gone", email: "gone@example.org", enabled: false, domain_id }),
  ingroup: await create("user", { name: "ingroup", domain_id }),
  reader: await create("user", { name: "reader", domain_id }),
  partner: await create("user", { name: "jmuessig", email: "other@partner.example", domain_id: partner }),
  unrelated: await create("user", { name: "unrelated", domain_id: partner }),
};
const projects = {
  bio: await create("project", { name: "bio", description: "Biology", domain_id }),
  closed: await create("project", { name: "closed", enabled: false, domain_id }),
};
await create("project", { name: "bio", domain_id: partner });
const group = await create("group", { name: "lab", domain_id });
await admin.send("PUT", `/groups/${group}/users/${users.ingroup}`);
await give(projects.bio, `users/${users.jmuessig}`, "member");
await give(projects.bio, `users/${users.gone}`, "member");
await give(projects.bio, `groups/${group}`, "member");
await give(projects.bio, `users/${users.reader}`, "reader");
await give(projects.closed, `users/${users.partner}`, "member");
const limitedAdmin = keystoneClient({ ...config, authUrl: limited.url, ...limited.admin });
for (const name of ["a", "b", "c", "d", "e"]) await create("user", { name, domain_id }, limitedAdmin);

const sourceOf = (but: Partial<OpenStackConfig> = {}): Source => {
  const cloud = openStack({ ...config, ...but });
  return { system: cloud.name, read: (onProgress) => cloud.list?.(onProgress) ?? Promise.reject() };
};

holdsSourceContract(() => ({
  source: sourceOf(),
  accounts: {
    gone: { state: "disabled", emails: ["gone@example.org"], id: `default/${users.gone}` },
    ingroup: { emails: [], state: "active" },
    reader: {},
  },
  projects: {
    bio: { members: ["gone", "ingroup", "jmuessig"], owners: [] },
    closed: { members: ["jmuessig"], owners: [] },
  },
  left: ["unrelated"],
  inspect: async () =>
    JSON.stringify(
      await Promise.all([admin.get("/users"), admin.get("/projects"), admin.get("/role_assignments")]),
    ),
  cut: async () => ({ source: sourceOf({ authUrl: limited.url }), close: async () => undefined }),
  away: async () => sourceOf({ authUrl: `http://127.0.0.1:${await freePort()}/v3` }),
}));

it("Users with one name in two domains are two accounts, and a project of another domain is not read", async () => {
  const reading = await readAll(sourceOf());
  const named = reading.accounts.filter(({ username }) => username === "jmuessig");
  expect(named.map(({ id, emails }) => [id, emails])).toEqual([
    [`default/${users.jmuessig}`, ["j\u00fcrgen@example.org"]],
    [`${partner}/${users.partner}`, ["other@partner.example"]],
  ]);
  expect(reading.projects.filter(({ name }) => name === "bio")).toMatchObject([
    { id: `default/${projects.bio}`, description: "Biology" },
  ]);
  expect(reading.projects.find(({ name }) => name === "closed")?.members).toEqual([
    `${partner}/${users.partner}`,
  ]);
});

it("People with another role only are no members, and are named", async () => {
  const reading = await readAll(sourceOf());
  expect(reading.remarks).toContainEqual(expect.stringMatching(/ in bio: reader\.$/));
  expect(reading.remarks).toContainEqual(expect.stringMatching(/ closed is disabled/));
  const readers = projectsOf(await readAll(sourceOf({ role: "reader" })));
  expect(readers.bio?.members).toEqual(["gone", "ingroup", "jmuessig", "reader"]);
});

it("A domain whose users come from a directory is marked, so that no one expects acct to change them", async () => {
  expect((await readAll(sourceOf())).accounts.some(({ isReadOnly }) => isReadOnly)).toBe(false);
  const ldapConfig = { identity: { driver: "ldap" }, ldap: { url: "ldap://127.0.0.1:1" } };
  await admin.send("PUT", "/domains/default/config", { config: ldapConfig });
  const { accounts, remarks } = await readAll(sourceOf());
  await admin.send("DELETE", "/domains/default/config");
  expect(accounts.find(({ username }) => username === "gone")?.isReadOnly).toBe(true);
  expect(accounts.find(({ id }) => id.startsWith(partner))?.isReadOnly).toBeUndefined();
  expect(remarks).toContainEqual(expect.stringMatching(/from ldap/));
});

it("A Keystone that divides its lists into pages is read to the end, and its links lead to no other server", async () => {
  const pager = await startKeystonePager(keystone.url, 2);
  const paged = await readAll(sourceOf({ authUrl: pager.url }));
  await pager.close();
  expect(paged).toEqual(await readAll(sourceOf()));
  expect(paged.accounts.length).toBeGreaterThan(4);
});
