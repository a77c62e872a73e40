import type { Db } from "../db/client.ts";
import { findByOrigins } from "../db/request-origins.ts";
import { findOpenRequest, listByEmail } from "../db/requests.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { FORMER_ORIGIN } from "../intake/former-origin.ts";
import type { RowIdentity } from "../intake/row-identity.ts";
import { isLaterMoment } from "../intake/row-moment.ts";
import type { Workflows } from "./workflows.ts";

/** A row of a sheet, as far as it is recognized by it. */
export interface SheetRow extends RowIdentity {
  readonly email: string;
  readonly project: string;
  readonly formerOrigin?: string | undefined;
}

export type Recognized =
  /** The row, or a newer answer by the same person, has become this request. */
  | { readonly kind: "known"; readonly request: Request }
  /** The person has filled in the form again, and no one has decided about this request. */
  | { readonly kind: "newer"; readonly request: Request }
  /** The person's last request has ended, if there was one. */
  | { readonly kind: "new"; readonly last: Request | undefined };

/** Finds out which request a row belongs to: by its meaning, not by its bytes. */
export async function recognizeRow(
  db: Db,
  row: SheetRow,
  workflows: Pick<Workflows, "account">,
): Promise<Recognized> {
  const same = await findByOrigins(db, [...row.knownBy, ...(row.formerOrigin ? [row.formerOrigin] : [])]);
  if (same) return { kind: "known", request: same };
  const open = await findOpenRequest(db, "account", { email: row.email });
  if (open) return isCorrected(open, row, workflows) ? { kind: "newer", request: open } : known(open);
  const ended = await listByEmail(db, "account", row.email);
  const covered = ended.find((request) => !isNewer(row, request));
  return covered ? known(covered) : { kind: "new", last: ended[0] };
}

const known = (request: Request) => ({ kind: "known", request }) as const;

/**
 * Tells whether the answers of a row replace those of this request: both are from a sheet, the row is newer, and no one has decided. Rows
 * never replace what a person requested in the chat, where acct knows who they are.
 */
export function isCorrected(
  request: Request,
  row: SheetRow,
  { account }: Pick<Workflows, "account">,
): boolean {
  const isUndecided =
    !hasEnded(request) &&
    request.status !== "quarantined" &&
    request.approvals.length === 0 &&
    account.findIndex(({ name }) => name === request.stage) <=
      account.findLastIndex(({ approval }) => approval !== undefined);
  return isUndecided && request.requesterUser === null && isFromSheet(request) && isNewer(row, request);
}

const isFromSheet = ({ origin, details }: Request) =>
  details.answeredAt !== undefined || origin.startsWith(FORMER_ORIGIN);

/** Time zones are up to this far from UTC, and the form's is unknown. */
const MAX_OFFSET_MS = 14 * 3_600_000;

/** Tells whether a row was filled in after the row of a request. If that can't be told, it wasn't. */
function isNewer({ moments, project }: SheetRow, request: Request): boolean {
  const { answeredAt } = request.details;
  if (answeredAt) {
    return (
      moments.length > 0 && moments.every((moment) => answeredAt.every((than) => isLaterMoment(moment, than)))
    );
  }
  // A request of the first release has no moment, but its row was older than the request.
  if (!request.origin.startsWith(FORMER_ORIGIN)) return hasEnded(request);
  const latest = new Date(request.createdAt.getTime() + MAX_OFFSET_MS).toISOString().slice(0, 19);
  const isLater = moments.length > 0 && moments.every((moment) => isLaterMoment(moment, latest));
  return isLater || (hasEnded(request) && request.project !== project);
}
