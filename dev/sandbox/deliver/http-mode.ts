import { createHmac } from "node:crypto";
import type { Payload } from "./delivery.ts";

/** Delivers with signed HTTP requests (docs.slack.dev/authentication/verifying-requests-from-slack). */
export async function postSigned(
  url: string,
  signingSecret: string,
  payload: Payload,
  at: number = Date.now(),
): Promise<unknown> {
  const isEvent = payload.kind === "events_api";
  const body = isEvent ? JSON.stringify(payload.body) : toForm(payload);
  const timestamp = String(Math.floor(at / 1000));
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": isEvent ? "application/json" : "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": sign(body, timestamp, signingSecret),
    },
    body,
  });
  if (!response.ok) throw new Error(`the app answered ${response.status}`);
  const text = await response.text();
  return response.headers.get("content-type")?.includes("json") && text !== ""
    ? JSON.parse(text)
    : text || undefined;
}

export function sign(body: string, timestamp: string, signingSecret: string): string {
  return `v0=${createHmac("sha256", signingSecret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
}

/** Interactive payloads are JSON in a single form field; a command is a form itself. */
function toForm({ kind, body }: Payload): string {
  const fields =
    kind === "interactive" ? { payload: JSON.stringify(body) } : (body as Record<string, string>);
  return new URLSearchParams(fields).toString();
}
