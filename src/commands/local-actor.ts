import { userInfo } from "node:os";
import { localUser } from "../config/local-user.ts";

/**
 * Returns how the audit log names the local operator: the user who called sudo or doas, otherwise the owner of this
 * process. acct usually runs as a dedicated user, so without this every admin would appear under that one name.
 */
export function localActor(): { readonly id: string; readonly name: string } {
  const { username } = userInfo();
  const caller = localUser() ?? username;
  const as = caller === username ? "" : `, as ${username}`;
  return { id: `command-line:${caller}`, name: `${caller} (command line${as})` };
}
