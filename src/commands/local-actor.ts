import { userInfo } from "node:os";
import { localUser } from "../config/config.ts";

/**
 * Who sits at this machine, as the audit trail names them: whoever called us by sudo or doas, else whose process this is.
 * On most machines acct runs as a user of its own, so that without this every admin would bear that one name.
 */
export function localActor(): { readonly id: string; readonly name: string } {
  const { username } = userInfo();
  const caller = localUser() ?? username;
  const as = caller === username ? "" : `, as ${username}`;
  return { id: `command-line:${caller}`, name: `${caller} (command line${as})` };
}
