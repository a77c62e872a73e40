import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../log.ts";
import type { Chat } from "./chat.ts";
import type { Dispatch, Inbox } from "./interaction.ts";

/** A login that was rejected is tried again at this pace, as long as nothing says that it works. */
const RETRY_MS = 30_000;

export interface StartEachOptions {
  readonly log: Log;
  readonly retryMs?: number;
}

/**
 * Starts several chats, so that one that rejects acct's login doesn't keep acct out of the others: it is tried again in the
 * background until it starts. Throws only if no chat starts.
 */
export function startEach(chats: readonly Chat[], { log, retryMs = RETRY_MS }: StartEachOptions) {
  const stopping = new AbortController();
  const retries: Promise<void>[] = [];
  const rejections = new Map<Chat, unknown>();

  async function retry(chat: Chat, handle: Dispatch, inbox: Inbox): Promise<void> {
    while (!stopping.signal.aborted) {
      await pause(retryMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      try {
        await chat.start(handle, inbox);
        rejections.delete(chat);
        log.info(`${chat.name} accepts acct's login now`);
        return;
      } catch (error) {
        log.debug({ err: error }, `${chat.name} still rejects acct's login`);
      }
    }
  }

  return {
    /** Returns why a chat hasn't started. Undefined if it has. */
    findRejection: (chat: Chat): unknown => rejections.get(chat),
    async start(handle: Dispatch, inbox: Inbox): Promise<void> {
      const started = await Promise.allSettled(chats.map((chat) => chat.start(handle, inbox)));
      const failed = started.flatMap((result, index) => {
        const chat = chats[index];
        return result.status === "rejected" && chat ? [{ chat, why: result.reason as unknown }] : [];
      });
      if (failed.length === chats.length) throw failed[0]?.why;
      for (const { chat, why } of failed) {
        rejections.set(chat, why);
        log.error({ err: why }, `${chat.name} rejects acct's login; acct starts without it and keeps trying`);
        retries.push(retry(chat, handle, inbox));
      }
    },
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(retries);
      await Promise.all(chats.map((chat) => chat.stop()));
    },
  };
}
