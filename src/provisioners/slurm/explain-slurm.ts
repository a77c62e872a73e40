import type { Project } from "../provisioner.ts";
import { missingLink, okLink, type ShownLink } from "../shown-link.ts";
import { foreignLock, isLockedByUs, type UserAssociation } from "./slurm-users.ts";

/** Says what Slurm's accounting shows of a user and their accounts. `clustersOf` lists the clusters on which an account exists. */
export async function explainSlurm(
  username: string,
  there: readonly UserAssociation[],
  projects: readonly Pick<Project, "name">[],
  clustersOf: (account: string) => Promise<readonly string[]>,
): Promise<ShownLink[]> {
  if (there.length === 0) return [missingLink("entry", `the user ${username} is in no account`)];
  const links = [okLink("entry", `the user ${username} exists`)];
  for (const { name } of projects) {
    const here = there.filter(({ account }) => account === name);
    if ((await clustersOf(name)).length === 0) {
      links.push(missingLink("project", `there is no account ${name}`, name));
    } else if (here.length === 0) {
      links.push(missingLink("membership", `the user ${username} isn't in the account ${name}`, name));
    } else {
      links.push(
        okLink("membership", `the user ${username} is in the account ${name}`, name),
        explainLimits(username, name, here),
      );
    }
  }
  return links;
}

/** Someone who is shut out in one partition may still be able to run jobs in another one. */
function explainLimits(username: string, name: string, here: readonly UserAssociation[]): ShownLink {
  const shut = here.find((each) => isLockedByUs(each) || foreignLock(each) !== undefined);
  if (!shut) return okLink("limits", `the user ${username} can run jobs in the account ${name}`, name);
  const what = isLockedByUs(shut) ? "acct has set GrpJobs and GrpSubmitJobs to 0" : foreignLock(shut);
  return missingLink(
    "limits",
    isLockedByUs(shut)
      ? `the user ${username} can't run jobs in the account ${name}: ${what}`
      : `the user ${username} can't run jobs in the account ${name}: ${what} is 0`,
    name,
  );
}
