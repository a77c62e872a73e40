import { setTimeout as delay } from "node:timers/promises";
import type { RespondFn, ViewOutput } from "@slack/bolt";
import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import type { Log } from "../../log.ts";
import type { Notice } from "../../view/notice.ts";
import { BusyError } from "../chat.ts";
import type { Reply } from "../interaction.ts";
import { toNotice } from "../to-notice.ts";
import { refillForm } from "./refill-form.ts";
import { noticeView, openingView, renderForm } from "./render-form.ts";
import { renderHome } from "./render-home.ts";
import { renderNotice } from "./render-notice.ts";
import { whenFree } from "./when-free.ts";

export interface ReplyContext {
  readonly client: WebClient;
  readonly log: Log;
  /** Aborts all waits for a rate limit to end. */
  readonly signal: AbortSignal;
}

/** Where to show a reply: in the place of the click or, if there is none, in a direct message to the person. */
interface ReplyTarget {
  readonly trigger: string;
  readonly respond: RespondFn | undefined;
  readonly user: string;
  /** The click was in a notice that only this person sees, which the reply may replace. */
  readonly isNotice?: boolean;
}

/** Slack only opens a form within 3 s of the click. */
const OPEN_WITHIN_MS = 1500;

/**
 * Shows a reply as soon as it is known. If it may be a form but isn't known in time, this opens a placeholder form and
 * replaces it later.
 */
export async function replyInTime(
  replying: Promise<Reply>,
  isForm: boolean,
  target: ReplyTarget,
  context: ReplyContext,
): Promise<void> {
  const soon = isForm ? delay(OPEN_WITHIN_MS, undefined, { ref: false }) : replying;
  const reply = await Promise.race([replying, soon]);
  if (reply) return showReply(reply, target, context);
  const { client, log, signal } = context;
  const opened = await client.views
    .open({ trigger_id: target.trigger, view: openingView() })
    .catch((error: unknown) => log.warn({ err: error }, "could not open a placeholder form"));
  const late = await replying;
  const id = opened?.view?.id;
  if (id === undefined || late.kind === "none" || late.kind === "home")
    return showReply(late, target, context);
  const view = late.kind === "form" ? renderForm(late.form) : noticeView(toNotice(late));
  await whenFree(() => client.views.update({ view_id: id, view }), signal).catch((error: unknown) =>
    log.warn({ err: error }, "a form was closed before it was ready"),
  );
}

/** Shows a person the reply to their command or click. */
async function showReply(reply: Reply, target: ReplyTarget, context: ReplyContext): Promise<void> {
  if (reply.kind !== "form") {
    const replaces = reply.kind === "message" && reply.replaces === true && target.isNotice === true;
    return sendPrivately(toNotice(reply), target, context, replaces);
  }
  try {
    await context.client.views.open({ trigger_id: target.trigger, view: renderForm(reply.form) });
  } catch (error) {
    // The same command or click was delivered twice, so its form is already open.
    if (isError(error, ["exchanged_trigger_id"])) return;
    const late = error instanceof WebAPIPlatformError && error.data.error === "expired_trigger_id";
    context.log.warn({ err: error, late }, "could not open a form");
    const line =
      error instanceof BusyError
        ? `Slack isn't opening forms right now. Please try again in ${Math.ceil(error.waitMs / 1000)} s.`
        : "Slack didn't open the form in time. Please try again.";
    await sendPrivately({ title: "No form", lines: [line] }, target, context);
  }
}

/** Updates an open form with the results of its validation. */
export async function showAgain(
  reply: Reply,
  { id, hash, isNewest }: Pick<ViewOutput, "id" | "hash"> & { isNewest(): boolean },
  user: string,
  context: ReplyContext,
): Promise<void> {
  if (reply.kind !== "form") {
    const notice = toNotice(reply);
    if (notice) await sendNotice(notice, user, context);
    return;
  }
  if (!isNewest()) return;
  const view = renderForm(reply.form);
  try {
    await context.client.views.update({ view_id: id, hash, view }).catch((error: unknown) => {
      // An older validation has updated the form since, and knows less.
      if (isError(error, ["hash_conflict"]) && isNewest())
        return context.client.views.update({ view_id: id, view });
      throw error;
    });
  } catch (error) {
    // The next validation is already running, or the person has closed the form.
    if (isError(error, ["hash_conflict", "not_found"])) return;
    context.log.warn({ err: error, user }, "could not update a form");
  }
}

/**
 * Restores a submitted form with its values, for errors that were found too late to keep it open. Returns false if it has
 * been closed.
 */
export async function restoreInput(
  reply: Extract<Reply, { kind: "invalid" }>,
  view: ViewOutput,
  { client, log, signal }: ReplyContext,
): Promise<boolean> {
  const lines = [...Object.values(reply.errors), ...(reply.whole ? [reply.whole] : [])];
  try {
    await whenFree(() => client.views.update({ view_id: view.id, view: refillForm(view, lines) }), signal);
    return true;
  } catch (error) {
    log.warn({ err: error }, "could not reopen a form");
    return false;
  }
}

export async function showHome(reply: Reply, user: string, context: ReplyContext): Promise<void> {
  if (reply.kind !== "home") {
    const notice = toNotice(reply);
    if (notice) await sendNotice(notice, user, context);
    return;
  }
  const { client, signal } = context;
  try {
    await whenFree(() => client.views.publish({ user_id: user, view: renderHome(reply.home) }), signal);
  } catch (error) {
    context.log.error({ err: error, user }, "could not show a Home tab");
  }
}

/** Sends a notice by direct message. */
export async function sendNotice(
  notice: Notice,
  user: string,
  { client, log, signal }: ReplyContext,
): Promise<void> {
  const message = { channel: user, ...renderNotice(notice) };
  await whenFree(() => client.chat.postMessage(message), signal).catch((error: unknown) =>
    log.error({ err: error, user }, "could not deliver a reply"),
  );
}

/** Shows a notice only to this person. Never replaces the card that was clicked. */
async function sendPrivately(
  notice: Notice | undefined,
  target: ReplyTarget,
  context: ReplyContext,
  replaces = false,
): Promise<void> {
  if (!notice) return;
  const { respond, user } = target;
  if (!respond) return sendNotice(notice, user, context);
  try {
    const message = renderNotice(notice);
    // Slack only replaces the original message if no `response_type` is given.
    if (replaces) await respond({ ...message, replace_original: true });
    else await respond({ ...message, response_type: "ephemeral", replace_original: false });
  } catch (error) {
    context.log.error({ err: error, title: notice.title }, "could not deliver a reply");
  }
}

function isError(error: unknown, codes: readonly string[]): boolean {
  return error instanceof WebAPIPlatformError && codes.includes(error.data.error);
}
