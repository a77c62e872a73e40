import { type Db, inTransaction } from "../db/client.ts";
import {
  countRequestedForOthers,
  countRequestedSince,
  findByOrigin,
  findOpenRequest,
  type NewRequest,
} from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { beginRequests, type RequestOpening } from "./begin-requests.ts";
import { kindsThat, REQUEST_KINDS } from "./kinds/kinds.ts";
import type { Workflows } from "./workflows.ts";

export type CreateResult =
  | { readonly kind: "created"; readonly request: Request }
  /** It already exists: the same form or row came before, or the person has an open request. */
  | { readonly kind: "known"; readonly request: Request };

/** One person may make this many new requests in an hour, because each is a card for the admins. */
const MAX_PER_HOUR = 10;
const HOUR_MS = 3_600_000;
/** Someone who isn't an admin may ask this many other people in a day to confirm a request, because each gets a message. */
export const MAX_FOR_OTHERS = 20;
const DAY_MS = 24 * HOUR_MS;
const COUNTED_KINDS = kindsThat(({ isSelfService }) => !isSelfService);

/** Someone in the chat has made too many requests. */
export class TooManyRequestsError extends Failure {
  override name = "TooManyRequestsError";
}

interface CreateRequestDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly now: () => Date;
}

/**
 * Stores a request, tells the requester, and wakes the engine. The same form or row is stored only once. Throws
 * `TooManyRequestsError` for a person in the chat who has made too many requests within an hour, or too many for others within a day.
 */
export async function createRequest(
  draft: Omit<NewRequest, "stage">,
  opening: RequestOpening & {
    /** The chat user who asks for it for someone else, if there is a limit for them. */
    readonly limitedOpener?: string | undefined;
  },
  { db, workflows, now }: CreateRequestDeps,
  /** Further origins by which it is recognized later. */
  { otherOrigins = [] }: { readonly otherOrigins?: readonly string[] } = {},
): Promise<CreateResult> {
  const { isSelfService } = REQUEST_KINDS[draft.kind];
  const { limitedOpener } = opening;
  const known = await findKnown(db, draft);
  if (known) return { kind: "known", request: known };
  return inTransaction(db, async (tx) => {
    const hourAgo = new Date(now().getTime() - HOUR_MS);
    const user = draft.requesterUser;
    const isCounted = user && !isSelfService;
    if (isCounted && (await countRequestedSince(tx, user, hourAgo, COUNTED_KINDS)) >= MAX_PER_HOUR) {
      throw new TooManyRequestsError(
        `You've already made ${MAX_PER_HOUR} requests within an hour. Please try again later, or contact us.`,
      );
    }
    const dayAgo = new Date(now().getTime() - DAY_MS);
    if (limitedOpener && (await countRequestedForOthers(tx, limitedOpener, dayAgo)) >= MAX_FOR_OTHERS) {
      throw new TooManyRequestsError(
        `You've already requested accounts for ${MAX_FOR_OTHERS} people within a day. Please continue tomorrow, or ask an admin.`,
      );
    }
    const [request] = await beginRequests(tx, [{ draft, opening, otherOrigins }], { workflows, now });
    if (request) return { kind: "created", request };
    // Someone was faster since the check above.
    const faster = await findKnown(tx, draft);
    if (!faster) throw new Failure(`Could not store the request ${draft.origin}; please try again`);
    return { kind: "known", request: faster };
  });
}

/** The existing request that this one would duplicate. */
export async function findKnown(
  db: Db,
  draft: Pick<NewRequest, "origin" | "kind" | "email" | "project" | "username">,
): Promise<Request | undefined> {
  const { origin, kind } = draft;
  const collision = REQUEST_KINDS[kind].collidesWith(draft);
  return (await findByOrigin(db, origin)) ?? (await findOpenRequest(db, kind, collision));
}
