import type { IncomingMessage } from "node:http";
import { expired, insufficientScope, unauthorized } from "./api-answer.ts";
import type { SimulatedUser } from "./gitlab-state.ts";

/** Who calls, and what they may do. */
export interface Access {
  token: string;
  /** The user to whom the token belongs. */
  owner: SimulatedUser;
  scopes: string[];
  /** Whether Admin Mode is on, so that only tokens with the scope `admin_mode` have an admin's rights. */
  adminMode: boolean;
  /** The day on which the token expires: "2027-06-01"; null: never. */
  expiresOn: string | null;
  /** The clock of the server, in ms since 1970. */
  now: () => number;
}

/**
 * Checks the token, in either header (lib/gitlab/auth/auth_finders.rb). A token with the scope `read_api` may only read
 * (lib/api/api.rb). Returns whether the caller has an admin's rights (lib/gitlab/auth/current_user_mode.rb).
 */
export function authenticate(access: Access, { headers, method }: IncomingMessage): boolean {
  const [, bearer] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
  const token = headers["private-token"] ?? bearer;
  if (token !== access.token) throw unauthorized();
  // app/models/concerns/expirable.rb: the first day on which it is no longer valid.
  if (access.expiresOn !== null && Date.parse(access.expiresOn) <= access.now()) throw expired();
  const reads = method === "GET" && access.scopes.includes("read_api");
  if (!reads && !access.scopes.includes("api")) throw insufficientScope("api");
  return access.owner.is_admin && (!access.adminMode || access.scopes.includes("admin_mode"));
}
