import type { Facts } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import { hasEnded, type Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import type { Draft } from "../../intake/draft.ts";
import type { QuotaDraft } from "../../intake/quota-sheet.ts";
import { type CommandDecision, changeRequest } from "../engine/change-request.ts";
import type { SourceRow } from "../engine/request-command.ts";
import type { OpeningDeps } from "../intake/opened-row.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { requestFromDraft } from "../request-from-draft.ts";
import { workflowFor } from "../workflow-for.ts";

/** The answers of an edited row. */
export type EditedAnswers =
  | AccountAnswers
  | { readonly kind: "membership"; readonly draft: Omit<Draft, "pin"> }
  | { readonly kind: "quota"; readonly quota: QuotaDraft; readonly project: string };

interface AccountAnswers {
  readonly kind: "account";
  readonly draft: Draft;
}

interface Edit {
  readonly answers: EditedAnswers;
  /** What is different, one phrase each. */
  readonly changes: readonly string[];
  readonly source: SourceRow;
  readonly remarks: readonly string[];
  readonly trusted: boolean;
  /** Writes what belongs to it in the same transaction. */
  also(tx: Db): Promise<void>;
}

/**
 * Replaces the answers of a request by those of its edited row. The request starts over: whatever was approved was about the old
 * answers, and is asked again. Returns why it is impossible, as a phrase after "it", or undefined if it was done.
 */
export async function amendByEdit(
  { id }: Pick<Request, "id">,
  edit: Edit,
  { secretKey, ...deps }: OpeningDeps,
): Promise<string | undefined> {
  const { answers, changes, source, remarks, trusted } = edit;
  const read = isForAccount(answers)
    ? await factsOfDraft(answers.draft, secretKey)
    : (request: Request) => factsOf(answers, request);
  let why: string | undefined;
  const changed = await changeRequest(id, deps, (request): CommandDecision => {
    const workflow = workflowFor(request, deps.workflows);
    const [first] = workflow;
    const at = workflow.findIndex(({ name }) => name === request.stage);
    if (hasEnded(request)) why = "has ended";
    else if (request.status === "quarantined") why = "is on hold";
    else if (at > workflow.findLastIndex(({ approval }) => approval !== undefined)) why = "has been decided";
    else if (request.kind !== answers.kind) why = "is of another kind";
    else if (emailOf(answers) !== request.email.toLowerCase() && isForAccount(answers))
      why = "is for another address, so it stays as it is; withdraw or deny it, if it's wrong";
    if (why !== undefined || !first) return { denial: why ?? "It can't start over." };
    const note = `Row ${source.row} of ${source.file} was edited: ${changes.join("; ")}`;
    const { details, ...facts } = typeof read === "function" ? read(request) : read;
    const kept = trusted ? {} : { addressUnproved: true, ...confirmationOf(request) };
    const allDetails = {
      ...details,
      ...kept,
      endsOn: request.details.endsOn,
      ...(request.details.answeredAt ? { answeredAt: request.details.answeredAt } : {}),
      amendments: (request.details.amendments ?? 0) + 1,
      remarks: [`${note}.`, ...remarks],
    };
    const by = { id: `email:${request.email}`, name: "an edited row" };
    const superseded = request.approvals.map(({ seq }) => seq);
    return {
      command: {
        kind: "amend",
        by,
        stage: first.name,
        answers: { ...facts, allDetails },
        note,
        source,
        superseded,
      },
      sideEffects: edit.also,
    };
  });
  if (changed.kind === "locked") throw new Failure(String(changed.denial));
  return changed.kind === "done" ? undefined : (why ?? "can't be changed");
}

const emailOf = (answers: EditedAnswers): string =>
  ("quota" in answers ? answers.quota.email : answers.draft.email).toLowerCase();

const isForAccount = (answers: EditedAnswers): answers is AccountAnswers =>
  REQUEST_KINDS[answers.kind].createsAccount;

/** The owner has confirmed the address, which is still the same. */
function confirmationOf({ details }: Request) {
  const { addressConfirmedAt, login, addressAskedAt } = details;
  return { addressConfirmedAt, login, addressAskedAt };
}

type Answered = Omit<Facts, "details" | "allDetails"> & { readonly details: NonNullable<Facts["details"]> };

async function factsOfDraft(draft: Draft, secretKey: OpeningDeps["secretKey"]): Promise<Answered> {
  const { pinHash, details, givenName, familyName, project, piName, piEmail } = await requestFromDraft(
    draft,
    { origin: "" },
    secretKey,
  );
  return {
    ...(pinHash ? { pinHash } : {}),
    ...{ givenName, familyName, project: project ?? null, piName: piName ?? null, piEmail: piEmail ?? null },
    details: details ?? {},
  };
}

/** The account stays the one that was found when the row came in. */
function factsOf(answers: Exclude<EditedAnswers, AccountAnswers>, { username }: Request): Answered {
  if ("quota" in answers) {
    const { change, reason, organization } = answers.quota;
    return {
      username,
      project: answers.project,
      quota: change,
      piName: null,
      piEmail: null,
      details: { reason, ...(organization ? { organization } : {}) },
    };
  }
  const { project, piName, piEmail, organization, role, phone, sponsor, reason, groups } = answers.draft;
  return {
    username,
    project,
    piName: piName ?? null,
    piEmail: piEmail ?? null,
    details: { organization, role, phone, sponsor, reason, groups },
  };
}
