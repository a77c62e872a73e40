import { applyChange } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { isQuarantinedAddress } from "../db/quarantined-addresses.ts";
import {
  countRequestedSince,
  findByOrigin,
  findOpenByEmail,
  insertRequest,
  type NewRequest,
} from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { Failure } from "../failure/failure.ts";
import type { EventActor } from "./engine/changes.ts";
import { transition } from "./engine/transition.ts";
import type { Action, SourceRow } from "./engine/transition-by-action.ts";
import type { Workflows } from "./workflows.ts";

export type OpenResult =
  | { readonly kind: "opened"; readonly request: Request }
  /** It is there already: this very form or row came before, or the person has an open request. */
  | { readonly kind: "known"; readonly request: Request };

/** So many new requests in an hour are one person's; each is a card for the admins. */
const MAX_AN_HOUR = 10;
const HOUR_MS = 3_600_000;

/** Somebody in the chat has asked too often. */
export class TooManyRequestsError extends Failure {
  override name = "TooManyRequestsError";
}

interface OpenRequestDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly now: () => Date;
}

/**
 * Writes a request down, tells whoever asked, and wakes the engine. The same twice is one request. Throws
 * `TooManyRequestsError` for a person in the chat who has asked for too much within an hour.
 */
export async function openRequest(
  draft: Omit<NewRequest, "stage">,
  { by, note, source }: { readonly by: EventActor; readonly note: string; readonly source?: SourceRow },
  { db, workflows, now }: OpenRequestDeps,
): Promise<OpenResult> {
  const workflow = workflows[draft.kind];
  const [first] = workflow;
  if (!first) throw new Failure(`There is no workflow for ${draft.kind}`);
  const known = await findKnown(db, draft);
  if (known) return { kind: "known", request: known };
  return inTransaction(db, async (tx) => {
    const hourAgo = new Date(now().getTime() - HOUR_MS);
    const user = draft.requesterUser;
    // A link to a password page is no card for anybody, and takes the place of the one before.
    if (user && draft.kind !== "password" && (await countRequestedSince(tx, user, hourAgo)) >= MAX_AN_HOUR) {
      throw new TooManyRequestsError(
        `There are ${MAX_AN_HOUR} requests of yours within an hour, and no more are taken: try again later, or write to us.`,
      );
    }
    const request = await insertRequest(tx, { ...draft, stage: first.name }, now());
    if (request) {
      const isQuarantined = draft.kind !== "password" && (await isQuarantinedAddress(tx, request.email));
      const action: Action = isQuarantined
        ? { kind: "quarantine", by, source }
        : { kind: "request", by, note, source };
      await applyChange(tx, request, transition(request, action, workflow, now()), now(), { notify: true });
      return { kind: "opened", request };
    }
    // Somebody was faster since we looked.
    const faster = await findKnown(tx, draft);
    if (!faster) throw new Failure(`The request of ${draft.origin} could not be written down; ask again`);
    return { kind: "known", request: faster };
  });
}

/** The request that this one would be the same as. */
export async function findKnown(
  db: Db,
  { origin, kind, email, project }: Pick<NewRequest, "origin" | "kind" | "email" | "project">,
): Promise<Request | undefined> {
  return (await findByOrigin(db, origin)) ?? (await findOpenByEmail(db, kind, email, project));
}
