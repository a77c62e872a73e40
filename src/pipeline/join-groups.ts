import { insertGroupMembership } from "../db/group-memberships.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { groupsOf, systemOf } from "./other-groups.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/**
 * Adds an account to the groups that its request asks for besides the project. Each is in the registry before it is added outside, so
 * that whoever removes the account finds it even if the process dies in between. Returns what was added, a few words for each.
 */
export async function joinGroups(
  request: Request,
  account: Account,
  { db, now, provisioners, rules }: Pick<PipelineDeps, "db" | "now" | "provisioners" | "rules">,
): Promise<string[]> {
  const notes: string[] = [];
  for (const group of groupsOf(request, rules)) {
    const system = systemOf(group);
    const groups = provisioners.find(({ name }) => name === system)?.groups;
    if (!groups)
      throw new Failure(
        `${system} isn't configured, so ${account.username} can't be added to ${group.name}`,
        {
          lasts: true,
        },
      );
    await insertGroupMembership(db, {
      accountId: account.id,
      system,
      name: group.name,
      requestId: request.id,
      createdAt: now(),
    });
    await groups.join(account, group.name);
    notes.push(`${system}: ${account.username} is in ${group.name}`);
  }
  return notes;
}
