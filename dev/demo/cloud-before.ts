import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import type { Keystone } from "../local-stack/keystone.ts";
import { OLD_PASSWORD } from "./directory.ts";

const PROJECT = "symmetry";

/** Emma and Li are in the directory as well. The third user has the name of someone there, but another address. */
const USERS = [
  { name: "noether", email: "noether@example.org" },
  { name: "li.chen", email: "lchen@example.org" },
  { name: "pnair", email: "p.nair@elsewhere.example" },
];

/** Creates the cloud's users and their project from before acct. */
export async function fillCloud({ url, admin }: Keystone): Promise<void> {
  const keystone = keystoneClient({
    authUrl: url,
    ...admin,
    project: "admin",
    domain: "Default",
    interface: "public",
    maxConcurrent: 4,
  });
  const place = { domain_id: "default" };
  const [{ project }, { roles }] = await Promise.all([
    keystone.send<{ project: { id: string } }>("POST", "/projects", { project: { name: PROJECT, ...place } }),
    keystone.get<{ roles: { id: string }[] }>("/roles?name=member"),
  ]);
  await Promise.all(
    USERS.map(async (user) => {
      const created = await keystone.send<{ user: { id: string } }>("POST", "/users", {
        user: { ...user, ...place, password: OLD_PASSWORD },
      });
      const role = `/projects/${project.id}/users/${created.user.id}/roles/${roles[0]?.id}`;
      await keystone.send("PUT", role);
    }),
  );
}
