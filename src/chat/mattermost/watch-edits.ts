import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "../../log.ts";
import { readMessageRef } from "./mattermost-id.ts";

export interface EditsDeps {
  readonly log: Log;
  readonly now: () => Date;
  /** When acct itself last posted or edited a message, by the server's clock in ms. Undefined if acct doesn't know. */
  findLastEdit(message: string): Promise<number | undefined>;
  /** Reads a post from the server. Undefined if it is gone. */
  readPost(post: string): Promise<{ readonly update_at: number; readonly delete_at?: number } | undefined>;
  /** Lists the references to all messages whose buttons count. */
  listLive(): Promise<readonly string[]>;
  /** Makes a message due, as a whole. Returns false if it shows nothing of acct's tables. */
  showAgain(message: string): Promise<boolean>;
  /** Returns true for the one process that looks at the messages in this hour. */
  takeHour(hour: Date): Promise<boolean>;
}

export interface EditsWatch {
  /** A message was edited, by acct or by someone else. */
  edited(message: string, updateAt: number): void;
  /** Looks at all messages with live buttons. Returns how many are shown again. */
  look(): Promise<number>;
  start(): void;
  stop(): void;
}

const HOUR_MS = 3_600_000;
/** acct's own edit is announced before its answer has arrived and is recorded. */
const SETTLE_MS = 3000;

/**
 * Repairs messages that someone else has edited. A client that edits a post sends it back without what its buttons do, so that
 * each of them is dead from then on (github.com/mattermost/mattermost/issues/34438), and no read shows that. Whatever has changed a
 * message later than acct did, it is shown again as a whole. A reaction or reply may be the cause; then it does no harm.
 */
export function watchEdits(deps: EditsDeps, settleMs = SETTLE_MS): EditsWatch {
  const { log, now } = deps;
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  async function repair(message: string, updateAt: number): Promise<boolean> {
    const own = await deps.findLastEdit(message);
    if (own !== undefined && updateAt <= own) return false;
    const isShown = await deps.showAgain(message);
    if (isShown) log.info({ message }, "someone has changed a message, so it is shown again");
    return isShown;
  }

  async function look(): Promise<number> {
    let repaired = 0;
    for (const message of await deps.listLive()) {
      if (stopping.signal.aborted) break;
      try {
        const post = await deps.readPost(readMessageRef(message).post);
        // A card that someone has deleted is posted again when it is shown.
        const isChanged = post === undefined || (post.delete_at ?? 0) > 0;
        if (isChanged ? await deps.showAgain(message) : await repair(message, post.update_at)) repaired++;
      } catch (error) {
        log.warn({ err: error, message }, "could not look whether someone has changed a message");
      }
    }
    return repaired;
  }

  async function lookInTurn(): Promise<void> {
    const hour = new Date(Math.floor(now().getTime() / HOUR_MS) * HOUR_MS);
    if (await deps.takeHour(hour)) await look();
  }

  const fail = (error: unknown) =>
    log.warn({ err: error }, "could not look for messages that someone has changed");

  return {
    edited(message, updateAt) {
      void delay(settleMs, undefined, { signal: stopping.signal, ref: false }).then(
        () => repair(message, updateAt).catch(fail),
        () => undefined,
      );
    },
    look,
    start() {
      const run = () => void lookInTurn().catch(fail);
      run();
      timer = setInterval(run, HOUR_MS);
      timer.unref();
    },
    stop() {
      stopping.abort();
      clearInterval(timer);
    },
  };
}
