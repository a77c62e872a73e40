import { BusyError } from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { isTransientDatabaseError } from "../../db/database-lost.ts";
import { findRequest, listEvents } from "../../db/requests.ts";
import type { MirrorView } from "../../db/tables/views.ts";
import { recordShowFailure, recordShown } from "../../db/views.ts";
import { describeFailure, newReference } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import { insist } from "../engine/insist.ts";
import type { Mirror } from "./mirror.ts";
import { pauseMs } from "./show-card.ts";

interface ShowInMirrorContext {
  readonly db: Db;
  readonly mirror: Mirror;
  readonly now: () => Date;
  readonly log: Log;
  /** Tells whether to stop trying to record what was shown, because the process has to end. */
  givesUp(): boolean;
}

/** Makes a row or a ticket show the current request. What fails is retried, with longer and longer pauses. */
export async function showInMirror(view: MirrorView, context: ShowInMirrorContext): Promise<void> {
  const { db, mirror, now, log } = context;
  const { attempt } = view;
  const later = (ms: number) => new Date(now().getTime() + ms);
  let shown: { readonly message: string; readonly version: number; readonly dryRun: boolean };
  try {
    const request = await findRequest(db, view.requestId);
    if (!request) throw new Failure(`There is no request ${view.requestId}`);
    const message = await mirror.show(view, request, await listEvents(db, request.id));
    shown = { message, version: request.version, dryRun: view.shownDryRun };
  } catch (error) {
    if (isTransientDatabaseError(error)) throw error;
    if (error instanceof BusyError) {
      await recordShowFailure(db, view, { runAt: later(error.waitMs), attempt, problem: view.problem });
      return;
    }
    const reference = newReference();
    log.warn(
      { err: error, reference, request: view.requestId, place: view.place },
      `could not update a ${view.audience}`,
    );
    const problem = describeFailure(error, reference);
    await recordShowFailure(db, view, { runAt: later(pauseMs(attempt)), attempt: attempt + 1, problem });
    return;
  }
  await insist(() => recordShown(db, view, shown, now()), context.givesUp);
}
