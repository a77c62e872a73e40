import { userInfo } from "node:os";

/** Whoever is logged in on this machine, as the audit trail names them. */
export function actorHere(): { readonly id: string; readonly name: string } {
  const { username } = userInfo();
  return { id: `command-line:${username}`, name: `${username} on the command line` };
}
