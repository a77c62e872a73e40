import { join } from "node:path";
import { afterAll, inject } from "vitest";
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
