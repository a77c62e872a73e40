import type { AdoptionConflict, ConflictCounts } from "../db/tables/adoption-conflicts.ts";
import type { Button } from "./button.ts";
import { conflictTopic, describeDecision } from "./conflict-phrase.ts";
import type { Line, Notice } from "./notice.ts";
import { capitalize } from "./stages.ts";

/** The text of a button that leads to the next conflict. */
export const afterConflict = (id: number) => `after ${id}`;

/** One conflict of `acct adopt` with a button for each decision. `before`: what the reader has just done. */
export function buildConflictCard(
  conflict: AdoptionConflict,
  { open }: Pick<ConflictCounts, "open">,
  before: readonly Line[] = [],
): Notice {
  const { subject, person, email, kind, why, problem, id, decision, decidedByName, mark } = conflict;
  const place = `${conflict.name} in ${conflict.system}`;
  const next: readonly Button[] =
    open > (decision === null ? 1 : 0)
      ? [
          {
            action: "show-conflicts",
            label: "Next",
            mark: afterConflict(id),
            spoken: "Show the next conflict",
          },
        ]
      : [];
  if (decision !== null)
    return {
      title: `${capitalize(conflictTopic(conflict))} ${describeDecision(conflict, decision)}`,
      lines: [...before, `${decidedByName} decided this. acct adopt applies it the next time it runs.`],
      buttons: [{ action: "reopen-conflict", label: "Decide again", mark }, ...next],
    };
  const facts = [person, email].filter((fact) => fact !== "").join(", ");
  return {
    title: subject === "project" ? `Which project is ${place}?` : `Whose account is ${place}?`,
    lines: [
      ...before,
      `${why}.`,
      ...(facts === "" ? [] : [`${conflict.system} has: ${facts}`]),
      ...(problem === null ? [] : [`⚠ An earlier decision couldn't be applied: ${problem}.`]),
      `Conflict: ${kind}. ${open === 1 ? "This is the only open one." : `${open} are open.`}`,
    ],
    buttons: [...answers(conflict), ...next],
  };
}

/** The decisions that can be followed, as buttons. */
function answers({ subject, name, mayBe, mark, kind }: AdoptionConflict): Button[] {
  const isProject = subject === "project";
  const [one, ...more] = mayBe;
  const what = isProject ? "The project" : "Belongs to";
  // A name is taken only once, so a different person or project can't have it as well.
  const isNameTaken = mayBe.includes(accountPart(name)) || isProject;
  return [
    ...(one !== undefined && more.length === 0
      ? [{ action: "decide-same", label: `${what} ${one}`, mark, style: "primary" } as const]
      : []),
    ...(isNameTaken && kind !== "same-username"
      ? []
      : [{ action: "decide-different", label: "Someone new", mark } as const]),
    { action: "decide-named", label: isProject ? "Name the project…" : "Name the person…", mark },
    { action: "decide-skip", label: "Leave out", mark },
  ];
}

/** A cloud may name its users by their addresses, of which acct takes the part before the @. */
const accountPart = (name: string) => name.toLowerCase().replace(/(?<=.)@[^@]*$/, "");
