import { applyChange } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { isHeld } from "../db/held-addresses.ts";
import {
  countAskedSince,
  findByOrigin,
  findOpenByEmail,
  insertRequest,
  type NewRequest,
} from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { Failure } from "../failure.ts";
import type { Doer } from "./changes.ts";
import type { Journeys } from "./journeys.ts";
import { settle } from "./settle.ts";
import type { Deed, Sheet } from "./settle-deed.ts";

export type Opened =
  | { readonly kind: "opened"; readonly request: Request }
  /** It is there already: this very form or row came before, or the person has an open request. */
  | { readonly kind: "known"; readonly request: Request };

/** So many new requests in an hour are one person's; each is a card for the admins. */
const MOST_AN_HOUR = 10;
const HOUR_MS = 3_600_000;

/** Somebody in the chat has asked too often. */
export class TooManyRequestsError extends Failure {
  override name = "TooManyRequestsError";
}

interface Opening {
  readonly db: Db;
  readonly journeys: Journeys;
  readonly now: () => Date;
}

/**
 * Writes a request down, tells whoever asked, and wakes the engine. The same twice is one request. Throws
 * `TooManyRequestsError` for a person in the chat who has asked for too much within an hour.
 */
export async function openRequest(
  draft: Omit<NewRequest, "stage">,
  { by, note, sheet }: { readonly by: Doer; readonly note: string; readonly sheet?: Sheet },
  { db, journeys, now }: Opening,
): Promise<Opened> {
  const journey = journeys[draft.kind];
  const stage = journey[0]?.name ?? "";
  const known = await findKnown(db, draft);
  if (known) return { kind: "known", request: known };
  return inTransaction(db, async (tx) => {
    const hourAgo = new Date(now().getTime() - HOUR_MS);
    const user = draft.requesterUser;
    // A link to a password page is no card for anybody, and takes the place of the one before.
    if (user && draft.kind !== "password" && (await countAskedSince(tx, user, hourAgo)) >= MOST_AN_HOUR) {
      throw new TooManyRequestsError(
        `There are ${MOST_AN_HOUR} requests of yours within an hour, and no more are taken: try again later, or write to us.`,
      );
    }
    const request = await insertRequest(tx, { ...draft, stage }, now());
    if (request) {
      const held = draft.kind !== "password" && (await isHeld(tx, request.email));
      const deed: Deed = held ? { kind: "hold", by, sheet } : { kind: "ask", by, note, sheet };
      await applyChange(tx, request, settle(request, deed, journey, now()), now(), { notify: true });
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
