import type { AccountRef, Provisioner } from "../../provisioners/provisioner.ts";

/**
 * Explains why this account can't get what someone else has in the system. Undefined if it can, as far as the system says before
 * anything is moved. Throws if the system doesn't respond.
 */
export async function explainNewOwner(
  { identify }: Pick<Provisioner, "identify">,
  newOwner: AccountRef | undefined,
): Promise<string | undefined> {
  if (!newOwner) return "no one is named who takes over what moves";
  if (identify && !(await identify(newOwner))) return `${newOwner.username} has no account there`;
  return undefined;
}
