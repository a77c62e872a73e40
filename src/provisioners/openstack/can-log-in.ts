import { callKeystone, KeystoneError, type KeystoneServer, messageIn } from "./call-keystone.ts";

const UNAUTHORIZED = 401;
/** Keystone sends it if the password is right and a second factor is missing (Identity API v3, "Multi-Step Authentication"). */
const RECEIPT = "openstack-auth-receipt";

/** Whether this user gets a token with this password. Throws on any answer other than yes and no. */
export async function canLogIn(server: KeystoneServer, userId: string, password: string): Promise<boolean> {
  const identity = { methods: ["password"], password: { user: { id: userId, password } } };
  const answer = await callKeystone(server, "POST", "/auth/tokens", { auth: { identity } });
  const text = await answer.text();
  if (answer.ok) return true;
  if (answer.status === UNAUTHORIZED) return answer.headers.has(RECEIPT);
  throw new KeystoneError(answer.status, messageIn(text) ?? `Keystone returned ${answer.status}`);
}
