import type { PlannedPi } from "./adoption-plan.ts";
import { hasPi, type MatchedProject } from "./match-projects.ts";
import type { MatchedAccount } from "./matched-account.ts";

/** A line of a list of PIs. */
export interface NamedPi {
  readonly line: number;
  readonly project: string;
  /** An address or a username. */
  readonly who: string;
}

/** Plans the PIs that a list names, and says what is wrong with it, by line. A project that has a PI keeps it. */
export function planPis(
  named: readonly NamedPi[],
  projects: readonly MatchedProject[],
  accounts: readonly MatchedAccount[],
): { readonly pis: readonly PlannedPi[]; readonly problems: readonly string[] } {
  const byName = new Map(projects.map((project) => [project.name, project]));
  const usernames = new Set(accounts.map(({ username }) => username));
  const pis: PlannedPi[] = [];
  const problems: string[] = [];
  for (const { line, ...pi } of named) {
    const project = byName.get(pi.project.toLowerCase());
    const who = pi.who.toLowerCase();
    if (!project) problems.push(`Line ${line}: there's no project called ${pi.project}.`);
    else if (project.known?.pis.includes(who)) continue;
    else if (hasPi(project.known))
      problems.push(`Line ${line}: the project ${project.name} already has a PI, who was kept.`);
    else if (!who.includes("@") && !usernames.has(who))
      problems.push(`Line ${line}: there's no account called ${pi.who}.`);
    else pis.push({ project: project.name, who });
  }
  return { pis, problems };
}
