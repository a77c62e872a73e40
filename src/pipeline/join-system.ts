import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import type { Provisioner } from "../provisioners/provisioner.ts";

/**
 * Makes sure that an account is a member of a project in one system. Someone from before acct may not be in this system yet, and is
 * created there. Throws `NameConflictError` if the name belongs to someone else.
 */
export async function joinSystem(
  { ensure, ensureMember }: Pick<Provisioner, "ensure" | "ensureMember">,
  account: Account,
  project: Project,
): Promise<void> {
  await (account.requestId === null ? ensure : ensureMember)(account, project);
}
