import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { startOpenStack } from "../../dev/local-stack/openstack.ts";
import { type ApiAnswer, type ApiCall, startSimulatedApi } from "../../dev/local-stack/simulated-api.ts";
import { countOwned } from "../../src/provisioners/openstack/count-owned.ts";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { openStack } from "../../src/provisioners/openstack/openstack.ts";
import type { KeystoneUser } from "../../src/provisioners/openstack/users.ts";
import type { Person } from "../../src/provisioners/provisioner.ts";
import { aFailure } from "../a-failure.ts";

/* What someone who leaves has in OpenStack, counted with the real Keystone, Nova, and Cinder. */

const cloud = await startOpenStack({ folder: join(inject("folder"), "openstack-belongings") });
afterAll(() => cloud.stop());

const config = {
  authUrl: cloud.keystone.url,
  ...cloud.keystone.admin,
  project: "admin",
  domain: "Default",
  interface: "public",
  maxConcurrent: 4,
  userName: "username" as const,
  role: "member",
};
const accounts = openStack(config);
const inspector = keystoneClient(config);
let next = 1;
const aPerson = (username: string): Person => ({
  username,
  uidNumber: next++,
  givenName: "Amy",
  familyName: "Ash",
  email: `${username}@example.org`,
});
const aProject = (name: string) => ({ name, gidNumber: next++, description: "Stars", adopted: false });
const PASSWORD = "quiet otters 9 read";

it("The volumes that someone created count, those of others in the same project don't, and Nova knows no servers of theirs", async () => {
  const [amy, bob] = [aPerson("amy"), aPerson("bob")];
  const [alone, shared] = [aProject("alone"), aProject("shared")];
  await accounts.ensure(amy, alone);
  for (const person of [amy, bob]) await accounts.ensure(person, shared);
  const { projects } = await inspector.get<{ projects: { id: string }[] }>("/projects?name=shared");
  const [amyId, bobId] = [await idOf(amy), await idOf(bob)];
  for (const userId of [amyId, bobId, bobId]) cloud.addVolume(projects[0]?.id ?? "", userId);
  expect(await accounts.belongings?.count(amy, [])).toEqual([
    { what: "projects without another member", count: 1, fate: "stays" },
    { what: "volumes", count: 1, fate: "stays" },
  ]);
  expect(await accounts.belongings?.count(bob, [])).toEqual([{ what: "volumes", count: 2, fate: "stays" }]);
});

it("An acct that isn't allowed to see the servers of others counts nothing: it is a failure", async () => {
  const [cat, project] = [aPerson("cat"), aProject("cats")];
  await accounts.ensure(cat, project);
  await accounts.setPassword(cat, PASSWORD);
  const keystone = keystoneClient({ ...config, username: "cat", password: PASSWORD, project: "cats" });
  const [user] = await find(cat);
  // Keystone rejects a token of the second in which the password was set.
  const count = () => countOwned(keystone, nowhere, user as KeystoneUser).catch(String);
  await expect.poll(count).toMatch(/give the user in openstack\.username the right/);
});

/**
 * Nova's and Cinder's lists in pages of two (Compute API "List Servers", Block Storage API v3 "List accessible volumes"), whose
 * filter for the user does nothing for someone who isn't an administrator.
 */
async function startLists(ids: readonly string[], isAdmin = true) {
  const answer = ({ method, path, query }: ApiCall): ApiAnswer => {
    const what = path.split("/").at(-1);
    if (method !== "GET" || (what !== "servers" && what !== "volumes")) throw new Error("unexpected call");
    if (query.get("all_tenants") !== "1") throw new Error("only the servers of acct's own project");
    const listed = isAdmin && query.get("user_id") !== "amy-id" ? [] : ids;
    const marker = query.get("marker");
    const from = marker === null ? 0 : listed.indexOf(marker) + 1;
    if (marker !== null && from === 0) throw new Error(`there is no ${marker}`);
    const page = listed.slice(from, from + 2).map((id) => ({ id }));
    const next = from + 2 < listed.length ? { [`${what}_links`]: [{ rel: "next", href: "" }] } : {};
    return { status: 200, body: JSON.stringify({ [what]: page, ...next }) };
  };
  const api = await startSimulatedApi(answer);
  const endpoints = { compute: `${api.url}/v2.1`, volumev3: `${api.url}/v3/p` };
  return { api, keystone: keystoneClient({ ...config, endpoints }) };
}

const anna: KeystoneUser = { id: "amy-id", domain_id: "default", name: "amy", enabled: true };

it("A list in pages is counted to its end", async () => {
  for (const length of [0, 1, 2, 3, 4, 5]) {
    const { api, keystone } = await startLists(Array.from({ length }, (_, number) => `id-${number}`));
    const counted = (await countOwned(keystone, nowhere, anna)).map(({ count }) => count);
    expect(counted).toEqual(length === 0 ? [] : [length, length]);
    await api.stop();
  }
});

it("If a service drops the filter for the user, what belongs to others is never counted as theirs", async () => {
  const { api, keystone } = await startLists(["id-1", "id-2"], false);
  await expect(countOwned(keystone, nowhere, anna)).rejects.toMatchObject(aFailure(/role admin/));
  await api.stop();
});

const nowhere = { of: async () => [], in: async () => [] };
const find = async ({ username }: Person) =>
  (await inspector.get<{ users: KeystoneUser[] }>(`/users?name=${username}`)).users;
const idOf = async (person: Person) => (await find(person))[0]?.id ?? "";
