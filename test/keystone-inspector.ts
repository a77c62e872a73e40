import { randomUUID } from "node:crypto";
import type { Keystone } from "../dev/local-stack/keystone.ts";
import { keystoneClient } from "../src/provisioners/openstack/keystone-client.ts";

/** Connects to this Keystone as its admin, independently of acct. */
export const eyeOn = ({ url, admin }: Keystone) =>
  keystoneClient({
    authUrl: url,
    ...admin,
    project: "admin",
    domain: "Default",
    interface: "public",
    maxConcurrent: 2,
  });

/** Creates a user in Keystone for one test. */
export async function aKeystoneUser(
  eye: ReturnType<typeof eyeOn>,
  password: string,
): Promise<{ readonly id: string; readonly name: string }> {
  const name = `u${randomUUID().slice(0, 8)}`;
  const { user } = await eye.send<{ user: { id: string } }>("POST", "/users", {
    user: { name, password, domain_id: "default" },
  });
  return { id: user.id, name };
}
