import type { WebSocket } from "undici";
import type { Log } from "../../log.ts";
import { openSocket } from "../../outbound/open-socket.ts";
import { type ConversationDeps, catchUp } from "./catch-up.ts";
import { messageRef } from "./mattermost-id.ts";
import { type PostedPost, toTyped } from "./typed-message.ts";

export interface WatchDeps extends ConversationDeps {
  /** The server's address, without a slash at the end. */
  readonly url: string;
  readonly token: string;
  readonly log: Log;
  /** Someone has edited one of acct's messages, perhaps acct itself. `updateAt` is the server's time in ms. */
  edited(message: string, updateAt: number): void;
}

export interface MessageWatch {
  /** Connects, and reconnects whenever the connection is lost. Returns at once. */
  start(): void;
  /** Returns why and since when acct is disconnected. Undefined if it is connected. */
  lost(): { readonly since: number; readonly why: string } | undefined;
  stop(): void;
}

const PING_EVERY_MS = 20_000;
/** A connection that is silent for this long is dead, although nothing has closed it. */
const SILENT_MS = 60_000;
/** The server has to accept the token within this time. */
const CONNECT_MS = 15_000;
const LONGEST_PAUSE_MS = 30_000;
/** A connection that ends sooner counts as one that failed. */
const HOLDS_AFTER_MS = 60_000;

/**
 * Watches what people type to acct in their direct messages, and what is edited, by the server's WebSocket
 * (developers.mattermost.com/api-documentation/#/#websocket). Buttons, dialogs, and commands don't come this way, so everything that
 * they do works without it. What was typed while acct was disconnected is read afterwards.
 */
export function watchMessages(deps: WatchDeps): MessageWatch {
  const { url, token, log } = deps;
  let socket: WebSocket | undefined;
  let timers: NodeJS.Timeout[] = [];
  let retry: NodeJS.Timeout | undefined;
  let lost: { since: number; why: string } | undefined = { since: Date.now(), why: "it is being opened" };
  let disconnectedAt = deps.now();
  let connectedAt = 0;
  let failures = 0;
  let stopped = false;
  /** Messages are handled one after the other, in the order in which they were posted. */
  let queue: Promise<unknown> = Promise.resolve();
  const enqueue = (work: () => Promise<unknown>) => {
    queue = queue
      .then(() => (stopped ? undefined : work()))
      .catch((error: unknown) => log.warn({ err: error }, "could not handle a message from Mattermost"));
  };

  function connect(): void {
    const opened = openSocket(`${url}/api/v4/websocket`);
    socket = opened;
    let seq = 1;
    let heardAt = Date.now();
    const send = (action: string, data: object) => opened.send(JSON.stringify({ seq: seq++, action, data }));
    const giveUp = (why: string) => {
      if (socket === opened) disconnected(why);
      opened.close();
    };
    const deadline = setTimeout(() => giveUp("the server doesn't answer"), CONNECT_MS);
    const ping = setInterval(() => {
      if (Date.now() - heardAt > SILENT_MS) giveUp(`nothing came for ${SILENT_MS / 1000} s`);
      else if (opened.readyState === opened.OPEN) send("ping", {});
    }, PING_EVERY_MS);
    timers = [deadline, ping];
    opened.addEventListener("open", () => send("authentication_challenge", { token }));
    opened.addEventListener("message", ({ data }) => {
      if (socket !== opened) return;
      heardAt = Date.now();
      const event = parseEvent(data);
      if (event.seq_reply === 1 && event.status === "FAIL") giveUp("the server rejects MATTERMOST_TOKEN");
      else if (event.event === "hello") {
        clearTimeout(deadline);
        connected();
      } else receive(event);
    });
    opened.addEventListener("close", ({ code, reason }) => {
      if (socket === opened) disconnected(reason || `it was closed with ${code}`);
    });
    // What went wrong is in the close event that follows.
    opened.addEventListener("error", () => undefined);
  }

  function connected(): void {
    const since = disconnectedAt;
    lost = undefined;
    connectedAt = Date.now();
    enqueue(() => catchUp(since, deps));
  }

  function receive({ event, data }: SocketEvent): void {
    const post = parsePost(data?.post);
    if (!post) return;
    if (event === "post_edited") {
      enqueue(async () => {
        if (post.user_id === (await deps.bot()))
          deps.edited(messageRef(post.channel_id, post.id), post.update_at);
      });
    }
    if (event === "posted" && data?.channel_type === "D") {
      enqueue(async () => {
        const typed = toTyped(post, await deps.bot());
        if (typed) await deps.typed(typed);
      });
    }
  }

  function disconnected(why: string): void {
    socket = undefined;
    for (const timer of timers) clearTimeout(timer);
    if (stopped) return;
    if (lost === undefined) {
      disconnectedAt = deps.now();
      log.info({ reason: why }, "the connection to Mattermost was closed; reconnecting");
    }
    lost = { since: lost?.since ?? Date.now(), why };
    if (Date.now() - connectedAt > HOLDS_AFTER_MS) failures = 0;
    retry = setTimeout(connect, Math.min(1000 * 2 ** failures++, LONGEST_PAUSE_MS));
  }

  return {
    start: connect,
    lost: () => lost,
    stop() {
      stopped = true;
      clearTimeout(retry);
      for (const timer of timers) clearTimeout(timer);
      socket?.close();
    },
  };
}

/** What the server sends: an event, or the reply to something that acct sent. The post is a text with JSON in it. */
interface SocketEvent {
  readonly event?: unknown;
  readonly data?: { readonly post?: unknown; readonly channel_type?: unknown } | undefined;
  readonly status?: unknown;
  readonly seq_reply?: unknown;
}

function parseEvent(data: unknown): SocketEvent {
  const read = parseJson(data);
  return typeof read === "object" && read !== null ? read : {};
}

function parsePost(text: unknown): PostedPost | undefined {
  const read = parseJson(text) as Partial<PostedPost> | undefined;
  return typeof read?.id === "string" && typeof read.channel_id === "string"
    ? (read as PostedPost)
    : undefined;
}

function parseJson(text: unknown): unknown {
  try {
    return typeof text === "string" ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}
