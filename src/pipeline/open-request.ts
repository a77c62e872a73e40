import { applyChange } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { isHeld } from "../db/held-addresses.ts";
import { findByOrigin, findOpenByEmail, insertRequest, type NewRequest } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { Failure } from "../failure.ts";
import type { Doer } from "./changes.ts";
import type { Journeys } from "./journeys.ts";
import { settle } from "./settle.ts";
import type { Deed } from "./settle-deed.ts";

export type Opened =
  | { readonly kind: "opened"; readonly request: Request }
  /** It is there already: this very form or row came before, or the person has an open request. */
  | { readonly kind: "known"; readonly request: Request };

interface Opening {
  readonly db: Db;
  readonly journeys: Journeys;
  readonly now: () => Date;
}

/** Writes a request down, tells whoever asked, and wakes the engine. The same twice is one request. */
export async function openRequest(
  draft: Omit<NewRequest, "stage">,
  { by, note }: { readonly by: Doer; readonly note: string },
  { db, journeys, now }: Opening,
): Promise<Opened> {
  const journey = journeys[draft.kind];
  const stage = journey[0]?.name ?? "";
  const known = await findKnown(db, draft);
  if (known) return { kind: "known", request: known };
  return inTransaction(db, async (tx) => {
    const request = await insertRequest(tx, { ...draft, stage }, now());
    if (request) {
      const held = draft.kind !== "password" && (await isHeld(tx, request.email));
      const deed: Deed = held ? { kind: "hold", by } : { kind: "ask", by, note };
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
