import type { IncomingMessage, RequestListener } from "node:http";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { jsonIn } from "../../json-in.ts";
import type { Log } from "../../log.ts";
import { type Callback, readCallbackPath } from "./callback-keys.ts";
import { isId } from "./mattermost-id.ts";
import { refusalLog } from "./refusal-log.ts";
import { type Body, RefusedCallback } from "./verify-callback.ts";

export interface WebhookDeps {
  readonly keys: SecretKeys;
  readonly log: Log;
  /** Called for each callback that is refused, with the reason. */
  readonly refused?: ((why: string) => void) | undefined;
  /** Answers each callback with a body for the server. Throws a `RefusedCallback` before anything has changed. */
  readonly answer: Readonly<
    Record<Callback, (body: Body, authorization: string | undefined) => Promise<object>>
  >;
}

/** Far more than a form with all of its texts. */
const MAX_BODY_BYTES = 512 * 1024;

/**
 * Receives Mattermost's callbacks. The response is always 200 with JSON: with any other status or body, the server shows the
 * person nothing but "Action integration error", even if everything was done. What is refused changes nothing.
 */
export function webhook({ keys, log, refused, answer }: WebhookDeps): RequestListener {
  const logRefusal = refusalLog(log);
  return async (request, response) => {
    const path = (request.url ?? "").split("?", 1)[0] ?? "";
    const callback = readCallbackPath(path, keys);
    let body: Body = {};
    let answered: object;
    try {
      if (!callback) throw new RefusedCallback("its address is not one of acct's");
      body = await readBody(request);
      answered = await answer[callback](body, request.headers.authorization);
    } catch (error) {
      answered = toRefusal(
        callback ?? guessCallback(path),
        describeError(error, { callback, body, log, logRefusal }),
      );
      if (error instanceof RefusedCallback) refused?.(error.message);
    }
    const text = JSON.stringify(answered);
    response
      .writeHead(200, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" })
      .end(text);
  };
}

/** Logs why a callback wasn't handled. Returns what the person reads. */
function describeError(
  error: unknown,
  {
    callback,
    body,
    log,
    logRefusal,
  }: {
    readonly callback: Callback | undefined;
    readonly body: Body;
    readonly log: Log;
    readonly logRefusal: ReturnType<typeof refusalLog>;
  },
): string {
  const from = {
    callback,
    user: idOf(body.user_id),
    channel: idOf(body.channel_id),
    post: idOf(body.post_id),
  };
  if (error instanceof RefusedCallback) {
    logRefusal(error.message, from);
    return error.tell;
  }
  log.error({ ...from, err: error }, "could not handle a callback from Mattermost");
  return "Something went wrong on our side, so nothing was changed. Please try again in a moment.";
}

/** Says that nothing was done, in the shape that the server expects. */
function toRefusal(callback: Callback | undefined, text: string): object {
  switch (callback) {
    case "dialog":
      return { error: text };
    case "lookup":
      return { items: [] };
    case "command":
      return { response_type: "ephemeral", text, skip_slack_parsing: true };
    default:
      return { ephemeral_text: text, skip_slack_parsing: true };
  }
}

/** An address with an old secret still ends in what it was for. */
function guessCallback(path: string): Callback | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "dialog" || name === "lookup" || name === "command" ? name : undefined;
}

/** Reads the body of a request: JSON, or a form for the slash command. */
async function readBody(request: IncomingMessage): Promise<Body> {
  if (request.method !== "POST") throw new RefusedCallback(`it is no POST but ${request.method}`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // The rest is read and dropped, because the response would be lost if the connection were cut.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw new RefusedCallback("its body is too large");
  const text = Buffer.concat(chunks).toString("utf8");
  if (!request.headers["content-type"]?.includes("json"))
    return Object.fromEntries(new URLSearchParams(text));
  const read = jsonIn(text);
  if (typeof read === "object" && read !== null) return read as Body;
  throw new RefusedCallback("its body is not a JSON object");
}

/** What a stranger sends as an ID is logged only if it looks like one. */
const idOf = (value: unknown) => (typeof value === "string" && isId(value) ? value : undefined);
