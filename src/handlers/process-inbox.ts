import { BusyError, type Chat } from "../chat/chat.ts";
import type { Dispatch, Reply, RoutedInteraction } from "../chat/interaction.ts";
import type { Db } from "../db/client.ts";
import { finishInteraction, postponeInteraction } from "../db/interactions.ts";
import type { StoredInteraction } from "../db/tables/interactions.ts";
import { Failure } from "../failure/failure.ts";
import type { Log } from "../log.ts";
import { MAX_PROCESS_DEATHS } from "../pipeline/engine/transition.ts";
import type { Notice } from "../view/notice.ts";
import { parseRequestRef } from "../view/request-ref.ts";

interface InboxWorkerDeps {
  readonly db: Db;
  readonly chat: Pick<Chat, "getUser" | "post">;
  readonly handle: Dispatch;
  readonly now: () => Date;
  readonly log: Log;
}

/** The pauses before each retry, for example if the chat can't identify the person or doesn't accept the reply. */
const PAUSES_MS = [1000, 5000, 30_000, 120_000, 600_000, 1_800_000] as const;

/**
 * Handles an interaction that was acknowledged by a process that ended before finishing it. Replies by direct message,
 * because every other place for the reply was lost with that process. Nothing is done twice, because every action checks the
 * request while it holds the request's lock.
 */
export async function processInbox(
  row: StoredInteraction,
  { db, chat, handle, now, log }: InboxWorkerDeps,
): Promise<void> {
  const { key, attempt, action } = row;
  try {
    if (row.deaths > MAX_PROCESS_DEATHS) throw new Failure("The process died each time it tried");
    const actor = await chat.getUser(row.actor);
    log.info({ action, actor: row.actor, request: row.requestId }, "resuming an interaction after a restart");
    const reply = await handle(toInteraction(row, actor));
    await chat.post({ kind: "person", id: row.actor }, toNotice(reply));
    await finishInteraction(db, key, now());
  } catch (error) {
    if (error instanceof BusyError) {
      const runAt = new Date(now().getTime() + error.waitMs);
      return postponeInteraction(db, row, { runAt, attempt });
    }
    const pause = row.deaths > MAX_PROCESS_DEATHS ? undefined : PAUSES_MS[attempt];
    log.warn(
      { err: error, action, actor: row.actor, final: pause === undefined },
      "could not resume an interaction",
    );
    if (pause === undefined) return finishInteraction(db, key, now());
    const runAt = new Date(now().getTime() + pause);
    await postponeInteraction(db, row, { runAt, attempt: attempt + 1 });
  }
}

function toInteraction(row: StoredInteraction, actor: RoutedInteraction["actor"]): RoutedInteraction {
  const { text, requestId, mark, card, key, action, isCommand } = row;
  const interaction = {
    actor,
    text,
    subject: parseRequestRef([requestId, mark].filter((part) => part !== null && part !== "").join(".")),
    card: card ?? undefined,
    values: undefined,
    deliveryId: key,
  };
  return isCommand ? { ...interaction, command: action } : { ...interaction, action: action };
}

function toNotice(reply: Reply): Notice {
  switch (reply.kind) {
    case "message":
      return reply.notice;
    case "none":
    case "home":
      return {
        title: "Done",
        lines: ["acct was interrupted right after you pressed a button. Your action has now been completed."],
      };
    case "form":
    case "invalid":
      return {
        title: "Please try again",
        lines: ["acct was interrupted before it could show you the form."],
      };
  }
}
