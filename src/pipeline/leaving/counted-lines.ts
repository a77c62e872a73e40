import type { CountedBelonging, CountedSystem, Leaving, PlanLine } from "../../db/tables/requests.ts";

/** What happens to everything that was counted, one line of the plan for each fate in each system. */
export function countedLines({ counted, newOwner }: Leaving): PlanLine[] {
  return counted.flatMap((one) => linesOf(one, newOwner));
}

function linesOf(
  { system, belongings, problem, ownerProblem }: CountedSystem,
  newOwner: string | undefined,
): PlanLine[] {
  if (problem !== undefined) return [toLine(system, `what they have there is unknown: ${problem}`)];
  const moves = ownerProblem ? `need another owner: ${ownerProblem}` : `go to ${newOwner}`;
  const texts = { moves, ends: "end", stays: "stay, so look at them" } as const;
  return (["moves", "ends", "stays"] as const).flatMap((fate) => {
    const some = belongings.filter((one) => one.fate === fate && one.count > 0);
    return some.length === 0 ? [] : [toLine(system, `${some.map(nameOf).join(", ")} ${texts[fate]}`)];
  });
}

/** The count comes second, because the name of what was counted is a plural. */
const nameOf = ({ what, count }: CountedBelonging) => `${what} (${count})`;
const toLine = (system: string, text: string): PlanLine => ({ system, text, isNew: false });
