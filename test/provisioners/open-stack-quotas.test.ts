import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { startOpenStack } from "../../dev/local-stack/openstack.ts";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { openStackQuotas } from "../../src/provisioners/openstack/open-stack-quotas.ts";
import { openStack } from "../../src/provisioners/openstack/openstack.ts";
import { holdsQuotaContract } from "../contracts/quotas.contract.ts";

const cloud = await startOpenStack({ folder: join(inject("folder"), "openstack-quotas") });
afterAll(() => cloud.stop());

const config = {
  authUrl: cloud.keystone.url,
  ...cloud.keystone.admin,
  project: "admin",
  domain: "Default",
  interface: "public",
  maxConcurrent: 4,
};
const accounts = openStack({ ...config, userName: "username", role: "member" });

holdsQuotaContract(() => ({
  quotas: openStackQuotas(config),
  async addProject(name, email) {
    const person = { username: name, uidNumber: 1, givenName: "Amy", familyName: "Ash", email };
    await accounts.ensure(person, { name, gidNumber: 1, description: "Stars", adopted: false });
  },
  async useCores(name, cores) {
    const { projects } = await keystoneClient(config).get<{ projects: { id: string }[] }>(
      `/projects?name=${name}`,
    );
    for (const { id } of projects) cloud.addServer(id, cores);
  },
}));

it("A cloud without Cinder gives new projects the other quotas", async () => {
  const keystone = keystoneClient(config);
  const { services } = await keystone.get<{ services: { id: string }[] }>("/services?type=volumev3");
  for (const { id } of services) await keystone.send("DELETE", `/services/${id}`);
  const withDefaults = openStack({
    ...{ ...config, userName: "username", role: "member" },
    projectQuotas: { cores: 5, network: 2 },
  });
  const person = {
    username: "nocinder",
    uidNumber: 2,
    givenName: "Amy",
    familyName: "Ash",
    email: "n@x.org",
  };
  await withDefaults.ensure(person, { name: "nocinder", gidNumber: 2, description: "", adopted: false });
  const { projects } = await keystone.get<{ projects: { id: string; tags: string[] }[] }>(
    "/projects?name=nocinder",
  );
  const url = `${await keystone.endpoint("compute")}/os-quota-sets/${projects[0]?.id}`;
  expect(await keystone.get(url)).toMatchObject({ quota_set: { cores: 5 } });
  expect(projects[0]?.tags).toEqual(["made-by-acct"]);
});
