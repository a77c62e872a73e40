import { setTimeout as delay } from "node:timers/promises";
import type { RespondFn, ViewOutput } from "@slack/bolt";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Log } from "../../log.ts";
import type { Notice } from "../../view/notice.ts";
import { BusyError } from "../chat.ts";
import type { Reply } from "../interaction.ts";
import { filledAgain } from "./filled-again.ts";
import { openingView, renderForm, saidView } from "./render-form.ts";
import { renderHome } from "./render-home.ts";
import { renderNotice } from "./render-notice.ts";
import { whenFree } from "./when-free.ts";

export interface ReplyContext {
  readonly client: WebClient;
  readonly log: Log;
  /** Ends every wait for Slack to take more. */
  readonly signal: AbortSignal;
}

/** Where an answer goes: to the place that was clicked in or, when there is none, to the person directly. */
interface FormSession {
  readonly trigger: string;
  readonly respond: RespondFn | undefined;
  readonly user: string;
  /** What was pressed is nothing but a word to this person, which an answer may replace. */
  readonly isWord?: boolean;
}

/** Slack opens a form only within 3 s of the press. */
const OPEN_WITHIN_MS = 1500;

/** The same for an answer that is still on its way: where it may be a form, one is opened in time and filled later. */
export async function replyInTime(
  replying: Promise<Reply>,
  isForm: boolean,
  back: FormSession,
  answering: ReplyContext,
): Promise<void> {
  const soon = isForm ? delay(OPEN_WITHIN_MS, undefined, { ref: false }) : replying;
  const reply = await Promise.race([replying, soon]);
  if (reply) return answer(reply, back, answering);
  const { client, log, signal } = answering;
  const opened = await client.views
    .open({ trigger_id: back.trigger, view: openingView() })
    .catch((error: unknown) => log.warn({ err: error }, "could not open a placeholder form"));
  const late = await replying;
  const id = opened?.view?.id;
  if (id === undefined || late.kind === "none" || late.kind === "home") return answer(late, back, answering);
  const view = late.kind === "form" ? renderForm(late.form) : saidView(toText(late));
  await whenFree(() => client.views.update({ view_id: id, view }), signal).catch((error: unknown) =>
    log.warn({ err: error }, "a form was closed before it was ready"),
  );
}

/** Shows a person what became of their command or click. */
async function answer(reply: Reply, back: FormSession, answering: ReplyContext): Promise<void> {
  if (reply.kind !== "form") {
    const replaces = reply.kind === "message" && reply.replaces === true && back.isWord === true;
    return whisper(toText(reply), back, answering, replaces);
  }
  try {
    await answering.client.views.open({ trigger_id: back.trigger, view: renderForm(reply.form) });
  } catch (error) {
    // The same command or press was delivered twice: its form is open.
    if (isError(error, ["exchanged_trigger_id"])) return;
    const late = error instanceof WebAPIPlatformError && error.data.error === "expired_trigger_id";
    answering.log.warn({ err: error, late }, "could not open a form");
    const line =
      error instanceof BusyError
        ? `Slack isn't opening forms right now. Please try again in ${Math.ceil(error.waitMs / 1000)} s.`
        : "Slack didn't open the form in time. Please try again.";
    await whisper({ title: "No form", lines: [line] }, back, answering);
  }
}

/** Shows an open form with what was found in it. */
export async function showAgain(
  reply: Reply,
  { id, hash }: Pick<ViewOutput, "id" | "hash">,
  user: string,
  answering: ReplyContext,
): Promise<void> {
  if (reply.kind !== "form") {
    const words = toText(reply);
    if (words) await sendNotice(words, user, answering);
    return;
  }
  try {
    await answering.client.views.update({ view_id: id, hash, view: renderForm(reply.form) });
  } catch (error) {
    // Somebody who types on has changed the form since; the next look over it is under way. Or they have closed it.
    if (isError(error, ["hash_conflict", "not_found"])) return;
    answering.log.warn({ err: error, user }, "could not update a form");
  }
}

/** Opens a form again as it was submitted, for a mistake that was found too late to keep it open. False: it has been closed. */
export async function restoreInput(
  reply: Extract<Reply, { kind: "invalid" }>,
  view: ViewOutput,
  { client, log, signal }: ReplyContext,
): Promise<boolean> {
  const lines = [...Object.values(reply.errors), ...(reply.whole ? [reply.whole] : [])];
  try {
    await whenFree(() => client.views.update({ view_id: view.id, view: filledAgain(view, lines) }), signal);
    return true;
  } catch (error) {
    log.warn({ err: error }, "could not reopen a form");
    return false;
  }
}

export async function showHome(reply: Reply, user: string, answering: ReplyContext): Promise<void> {
  if (reply.kind !== "home") {
    const words = toText(reply);
    if (words) await sendNotice(words, user, answering);
    return;
  }
  const { client, signal } = answering;
  try {
    await whenFree(() => client.views.publish({ user_id: user, view: renderHome(reply.home) }), signal);
  } catch (error) {
    answering.log.error({ err: error, user }, "could not show a Home tab");
  }
}

/** By direct message. */
export async function sendNotice(
  notice: Notice,
  user: string,
  { client, log, signal }: ReplyContext,
): Promise<void> {
  const message = { channel: user, ...renderNotice(notice) };
  await whenFree(() => client.chat.postMessage(message), signal).catch((error: unknown) =>
    log.error({ err: error, user }, "could not deliver an answer"),
  );
}

/** To the person alone. Never replaces the card that was clicked. */
async function whisper(
  notice: Notice | undefined,
  back: FormSession,
  answering: ReplyContext,
  replaces = false,
): Promise<void> {
  if (!notice) return;
  const { respond, user } = back;
  if (!respond) return sendNotice(notice, user, answering);
  try {
    const message = renderNotice(notice);
    // Slack replaces what was pressed only where no type is given.
    if (replaces) await respond({ ...message, replace_original: true });
    else await respond({ ...message, response_type: "ephemeral", replace_original: false });
  } catch (error) {
    answering.log.error({ err: error, title: notice.title }, "could not deliver an answer");
  }
}

export function toText(reply: Reply): Notice | undefined {
  switch (reply.kind) {
    case "message":
      return reply.notice;
    case "invalid":
      return {
        title: "Your form was not submitted",
        lines: [
          ...Object.entries(reply.errors).map(([field, fault]) => `${field}: ${fault}`),
          ...(reply.whole ? [reply.whole] : []),
        ],
      };
    case "form":
    case "home":
    case "none":
      return undefined;
  }
}

function isError(error: unknown, codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}
