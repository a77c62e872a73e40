import type { Interaction } from "../chat/interaction.ts";
import { listAnswerChanges } from "../db/answer-changes.ts";
import type { Db } from "../db/client.ts";
import type { Request } from "../db/tables/requests.ts";
import { showRequestAgain } from "../db/views.ts";
import { writeDays } from "../view/write-days.ts";
import type { HandlerContext } from "./handler.ts";

/** The version that the pressed message shows, 0 if it doesn't say. Undefined if no message was pressed. */
export const versionShown = ({ subject }: Pick<Interaction, "subject">): number | undefined =>
  subject && (subject.version ?? 0);

/**
 * Explains that a request was corrected after the message was written on which someone decides: what is decided is what was shown.
 * Undefined if the message is only behind in what doesn't matter to a decision, such as who is assigned.
 */
export async function explainOutdated(
  { id }: Pick<Request, "id">,
  shown: number | undefined,
  db: Db,
): Promise<string | undefined> {
  const changes = shown === undefined ? [] : await listAnswerChanges(db, id, shown);
  if (changes.length === 0) return undefined;
  const what = changes
    .flatMap(({ kind, note }) => (kind === "corrected" ? [writeDays(note)] : []))
    .join("; ");
  const isCorrected = changes.some(({ kind }) => kind === "corrected" || kind === "amended");
  return `Request ${id} was ${isCorrected ? "corrected" : "changed"} after this message was written${what ? ` (${what})` : ""}, so nothing was decided: look at it with /acct status ${id}.`;
}

/** Does the same before a form opens in which someone decides, and brings the request's messages up to date. */
export async function denyOutdated(
  interaction: Pick<Interaction, "subject" | "isPreview">,
  request: Pick<Request, "id">,
  { db, now }: Pick<HandlerContext, "db" | "now">,
): Promise<string | undefined> {
  // The form carries what the pressed message shows, so what changes while it is open is noticed when it is submitted.
  if (interaction.isPreview) return undefined;
  const why = await explainOutdated(request, versionShown(interaction), db);
  if (why) await showRequestAgain(db, request.id, now());
  return why;
}
