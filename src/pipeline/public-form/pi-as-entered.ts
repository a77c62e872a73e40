import type { Event } from "../../db/tables/events.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { Correction } from "../engine/request-command.ts";

/**
 * The address of the PI as the requester entered it in the public form: if the site knows who leads the project, that PI is asked instead,
 * and their address is no one else's business. Once an admin or the PI has chosen whom to ask, it is their address, so that sending the form
 * again undoes nothing.
 */
export function piAsEntered(
  { piEmail, details }: Pick<Request, "piEmail" | "details">,
  history: readonly Pick<Event, "kind" | "actor" | "note" | "detail">[],
): string | null {
  if (details.enteredPi === undefined) return piEmail;
  const since = history.findLastIndex(({ kind }) => kind === "amended");
  const isChosen = history.slice(since + 1).some(({ kind, actor, note, detail }) => {
    if (kind === "pi-changed") return actor !== "acct";
    if (kind === "reassigned") return note !== "";
    const changes = (detail.changes ?? []) as readonly Pick<Correction, "field">[];
    return kind === "corrected" && changes.some(({ field }) => CHANGES_PI.has(field));
  });
  return isChosen ? piEmail : details.enteredPi;
}

/** The PI may change with the project. */
const CHANGES_PI: ReadonlySet<Correction["field"]> = new Set(["pi", "project", "new-project"]);
