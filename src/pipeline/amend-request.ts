import type { SecretKeys } from "../credentials/secret-keys.ts";
import type { Facts } from "../db/change.ts";
import { addOrigins } from "../db/request-origins.ts";
import type { Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import type { Draft } from "../intake/draft.ts";
import { fullName } from "../view/full-name.ts";
import { type ChangeRequestDeps, type CommandDecision, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import type { SourceRow } from "./engine/request-command.ts";
import { isCorrected, type SheetRow } from "./recognize-row.ts";
import { requestFromDraft, type Source } from "./request-from-draft.ts";

interface NewerAnswers {
  readonly draft: Draft;
  readonly row: SheetRow;
  readonly by: EventActor;
  readonly source: SourceRow;
  readonly options: Pick<Source, "addressUnproved" | "remarks">;
}

/**
 * Replaces the answers of a request by newer ones of the same person, with the PIN. The request starts over, and its owner confirms the
 * address again where that is necessary, because the first confirmation was for other answers. Returns false if it has been decided by now.
 */
export async function amendRequest(
  { id }: Pick<Request, "id">,
  { draft, row, by, source, options }: NewerAnswers,
  { secretKey, ...deps }: ChangeRequestDeps & { readonly secretKey: SecretKeys },
): Promise<boolean> {
  const { remarks = [], addressUnproved = false } = options;
  const [first] = deps.workflows.account;
  const { pinHash, details, ...fresh } = await requestFromDraft(
    draft,
    { origin: row.origin, answeredAt: row.moments, addressUnproved },
    secretKey,
  );
  const changed = await changeRequest(id, deps, (request): CommandDecision => {
    if (!first || !isCorrected(request, row, deps.workflows)) return { denial: "It has been decided." };
    const note = describeAmendment(request, draft, source);
    const answers: Facts = {
      givenName: fresh.givenName,
      familyName: fresh.familyName,
      project: fresh.project ?? null,
      piName: fresh.piName ?? null,
      piEmail: fresh.piEmail ?? null,
      allDetails: {
        ...details,
        endsOn: request.details.endsOn,
        amendments: (request.details.amendments ?? 0) + 1,
        remarks: [`${note}.`, ...remarks],
      },
      ...(pinHash ? { pinHash } : {}),
    };
    return {
      command: { kind: "amend", by, stage: first.name, answers, note, source },
      sideEffects: (tx) => addOrigins(tx, id, row.keys),
    };
  });
  if (changed.kind === "locked") throw new Failure(String(changed.denial));
  return changed.kind === "done";
}

/** Says what is different, without the PIN itself. */
function describeAmendment(request: Request, draft: Draft, { row, file }: SourceRow): string {
  const isSame = (one: string | null | undefined, other: string | null | undefined) =>
    (one ?? "").toLowerCase() === (other ?? "").toLowerCase();
  const changes = [
    ...(isSame(request.givenName, draft.givenName) && isSame(request.familyName, draft.familyName)
      ? []
      : [`the name was ${fullName(request)}`]),
    ...(isSame(request.project, draft.project) ? [] : [`the project was ${request.project}`]),
    ...(isSame(request.piEmail, draft.piEmail) ? [] : [`the PI was ${request.piEmail ?? "not named"}`]),
  ];
  const before = changes.length === 0 ? "" : ` (before, ${changes.join(", and ")})`;
  return `A newer form by the same person, row ${row} of ${file}, replaced all answers and the PIN${before}`;
}
