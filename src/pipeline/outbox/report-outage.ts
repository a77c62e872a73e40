import { type AccessLostError, NoAdminsError, UnreachableError } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { notifyAccessLost } from "./notify-access-lost.ts";
import { notifyHelpDesk } from "./notify-help-desk.ts";

type ReportOutageDeps = Parameters<typeof notifyHelpDesk>[1] & {
  readonly db: Db;
  /** The admin channel. */
  readonly channel: string;
};

/**
 * Says, once a day for each cause, that the admins can't decide or that the chat refuses acct what it needs: in the admin
 * channel unless that is what can't be reached, and to the help address if no one may decide.
 */
export async function reportOutage(
  error: UnreachableError | AccessLostError,
  deps: ReportOutageDeps,
): Promise<void> {
  if (error instanceof UnreachableError) await notifyHelpDesk(error, deps);
  if (error instanceof UnreachableError && !(error instanceof NoAdminsError)) return;
  await notifyAccessLost({ why: error.message }, deps);
}
