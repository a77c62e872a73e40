import type { Leaving } from "../../db/tables/requests.ts";

/** Says why what moves has no one to go to, a sentence for each system. Undefined if there is nothing to choose. */
export function explainOwnerNeeded({ counted }: Leaving): string | undefined {
  const problems = counted.flatMap(({ system, ownerProblem }) =>
    ownerProblem === undefined ? [] : [`${system}: ${ownerProblem}.`],
  );
  return problems.length === 0 ? undefined : problems.join(" ");
}
