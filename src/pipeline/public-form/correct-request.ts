import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { listEvents } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { Draft } from "../../intake/draft.ts";
import { fullName } from "../../view/full-name.ts";
import type { Line } from "../../view/notice.ts";
import { answersMark } from "../answers-mark.ts";
import { type ChangeRequestDeps, type CommandDecision, changeRequest } from "../engine/change-request.ts";
import type { EventActor } from "../engine/changes.ts";
import { requestFromDraft } from "../request-from-draft.ts";
import { isCorrectable } from "./is-correctable.ts";
import { piAsEntered } from "./pi-as-entered.ts";

interface Correction {
  readonly draft: Omit<Draft, "pin"> & { readonly pin?: string };
  readonly remarks: readonly string[];
  readonly by: EventActor;
  /** The `answersMark` of what the form showed. */
  readonly seen?: string;
}

/**
 * Replaces the answers of a request by those that its requester has corrected. The request starts over with them, and the address,
 * which is the same, stays confirmed. Returns why it's too late, or undefined if it was done.
 */
export async function correctRequest(
  { id }: Pick<Request, "id">,
  { draft, remarks, by, seen }: Correction,
  { secretKey, ...deps }: ChangeRequestDeps & { readonly secretKey: SecretKeys },
): Promise<Line | undefined> {
  const [first] = deps.workflows.account;
  const { pinHash, details, ...fresh } = await requestFromDraft(
    draft,
    { origin: "", addressUnproved: true },
    secretKey,
  );
  const changed = await changeRequest(id, deps, async (request, tx): Promise<CommandDecision> => {
    if (!first || !isCorrectable(request, deps.workflows)) return { denial: TOO_LATE };
    if (seen !== undefined && seen !== answersMark(request)) return { denial: CORRECTED_SINCE };
    const note = describeCorrection(request, draft, piAsEntered(request, await listEvents(tx, id)));
    const { addressConfirmedAt, endsOn, amendments = 0 } = request.details;
    return {
      command: {
        kind: "amend",
        by,
        stage: first.name,
        note,
        answers: {
          givenName: fresh.givenName,
          familyName: fresh.familyName,
          project: fresh.project ?? null,
          piName: fresh.piName ?? null,
          piEmail: fresh.piEmail ?? null,
          allDetails: {
            ...details,
            addressConfirmedAt,
            enteredPi: draft.piEmail ?? null,
            endsOn,
            amendments: amendments + 1,
            remarks: [`${note}.`, ...remarks],
          },
          ...(pinHash ? { pinHash } : {}),
        },
      },
    };
  });
  return changed.denial;
}

export const CORRECTED_SINCE =
  "Someone else has corrected this request since you opened the form. These are the answers now. Please make your correction again.";
export const TOO_LATE = "It's too late to correct this request: it has been decided or has ended.";

/** Says what was different before, without the PIN. */
function describeCorrection(request: Request, draft: Omit<Draft, "pin">, pi: string | null): string {
  const isSame = (one: string | null | undefined, other: string | null | undefined) =>
    (one ?? "").toLowerCase() === (other ?? "").toLowerCase();
  const before = [
    ...(fullName(request) === fullName(draft) ? [] : [`the name was ${fullName(request)}`]),
    ...(isSame(request.project, draft.project) ? [] : [`the project was ${request.project}`]),
    ...(isSame(pi, draft.piEmail) ? [] : [`the PI was ${pi ?? "not named"}`]),
    ...(isSame(request.details.wantedUsername, draft.username)
      ? []
      : [`the username was ${request.details.wantedUsername ?? "not chosen"}`]),
    ...(isSame(namesOf(request.details.groups), namesOf(draft.groups))
      ? []
      : [`the other groups were ${namesOf(request.details.groups) || "not chosen"}`]),
  ];
  const what = before.length === 0 ? "" : ` (before, ${before.join(", and ")})`;
  return `The requester corrected the form${what}`;
}

const namesOf = (groups: readonly string[] = []) => groups.toSorted().join(", ");
