import { setTimeout as delay } from "node:timers/promises";
import type { Notice } from "../../view/notice.ts";
import { type Dispatch, HOME, type Reply, type RoutedInteraction } from "../interaction.ts";
import { askFirst } from "./ask-first.ts";
import { readMessageRef } from "./mattermost-id.ts";
import { privateText } from "./private-text.ts";
import { PAGE_PROP } from "./render-home.ts";
import {
  carryOut,
  type KeptHome,
  permalink,
  type ReplyContext,
  type ReplyTarget,
  showHome,
} from "./show-reply.ts";
import { PROBE, readSignedContext } from "./sign-action.ts";
import { replayed, type TakeDeps, takeInteraction } from "./take-interaction.ts";
import { type Body, type VerifyDeps, verifyAction } from "./verify-callback.ts";

export interface PressDeps extends ReplyContext, TakeDeps, VerifyDeps {
  readonly handle: Dispatch;
  /** The message that shows the same card now, if the server refused to edit this one. */
  findSuccessor(message: string): Promise<string | undefined>;
}

/** How long an answer waits for the result. The person sees nothing until then. */
const ANSWER_MS = 2000;

/**
 * Answers a pressed button with text for the person who pressed it. The answer never updates the message: the server would write
 * that over whatever the message has become since (DoPostActionWithCookie in server/channels/app/integration_action.go).
 */
export async function answerAction(body: Body, deps: PressDeps): Promise<object> {
  const probe = readSignedContext(body.context, deps.keys);
  if (probe?.action === PROBE) return { update: { message: probe.mark, props: {} } };
  const verified = await verifyAction(body, deps);
  const { action, mark, subject, confirm, message, card, actor, trigger, triggerText, isDirect } = verified;
  const successor = message && (await deps.findSuccessor(message));
  if (successor !== undefined) return settle(permalink(successor, deps));
  const notice = isDirect && !card ? message : undefined;
  const target = { user: actor.user, trigger: triggerText, notice };
  const deliveryId = `mattermost:${trigger.id}`;
  if (confirm) {
    if (!(await deps.spend({ key: deliveryId, actor: actor.user, action: "form" }))) throw replayed();
    return sayNotice(await askFirst(confirm, { action, subject, mark }, target, deps), deps);
  }
  const text = subject ? "" : mark;
  const interaction = { action, subject, actor, card, text, deliveryId, values: undefined };
  const answer = await press(interaction, { ...target, pressed: message }, deps);
  if (answer === "later") return say("This takes a moment. acct sends you the result in a direct message.");
  if (!answer?.buttons?.length) return sayNotice(answer, deps);
  // An answer to a press has no buttons, and a bot may not post a message that only one person sees.
  try {
    await deps.post({ kind: "person", id: actor.user }, answer);
  } catch (error) {
    deps.log.error({ err: error }, "could not deliver a reply; the person gets it without its buttons");
    return sayNotice(answer, deps);
  }
  return isDirect ? {} : say("acct has answered in a direct message.");
}

/**
 * Handles a verified press. Returns the notice that the person has to read, if there is one. "later": it takes longer, so the
 * notice is sent by direct message.
 */
export async function press(
  interaction: RoutedInteraction,
  target: ReplyTarget,
  deps: PressDeps,
): Promise<Notice | undefined | "later"> {
  const finish = await takeInteraction(interaction, deps);
  const { log } = deps;
  const kept = target.pressed && (await deps.homes.find(target.user).catch(() => undefined));
  const isAtHome = kept ? kept.message === target.pressed : false;
  const page = readWantedPage(interaction);
  // Another page of an overview has the same filter. Without a page, the button removes it.
  const working = deps.handle(
    kept && page !== undefined ? { ...interaction, text: "", filter: kept.filter } : interaction,
  );
  const carrying = (async () => {
    const reply = await working;
    const shownIn = isAtHome ? { ...target, page, notice: undefined } : { ...target, page };
    const notice = await carryOut(reply, shownIn, deps).catch((error: unknown) => {
      log.error({ err: error }, "could not deliver a reply");
      return reply.kind === "message" ? reply.notice : undefined;
    });
    if (kept && isAtHome) await showAgain(reply, interaction, kept, deps);
    return notice;
  })();
  const first = await Promise.race([carrying.then((notice) => ({ notice })), inTime()]);
  if (first) {
    void finish();
    return first.notice;
  }
  void carrying
    .then((notice) => notice && deps.post({ kind: "person", id: target.user }, notice))
    .catch((error: unknown) => log.error({ err: error }, "could not deliver a reply"))
    .finally(finish);
  return "later";
}

/** The page of an overview that a button turns to. Undefined if it is another button. */
function readWantedPage(interaction: RoutedInteraction): number | undefined {
  if (!("action" in interaction) || interaction.action !== HOME) return undefined;
  return Number(interaction.text) || undefined;
}

/** Shows an overview again after a press in it, at the same page. A form hasn't changed anything yet. */
async function showAgain(
  reply: Reply,
  { actor, deliveryId }: RoutedInteraction,
  { message, filter }: Pick<KeptHome, "message" | "filter">,
  deps: PressDeps,
): Promise<void> {
  if (reply.kind === "form" || reply.kind === "home") return;
  const about = { actor, text: "", subject: undefined, values: undefined, deliveryId, filter };
  const shown = await deps.handle({ ...about, action: HOME });
  if (shown.kind !== "home") return;
  try {
    const post = await deps.readPost(readMessageRef(message).post);
    const page = Number(post?.props?.[PAGE_PROP]) || 1;
    await showHome(shown.home, { user: actor.user, page }, deps);
  } catch (error) {
    deps.log.warn({ err: error }, "could not show an overview again");
  }
}

/** Resolves when the answer can't wait any longer. */
export const inTime = (ms = ANSWER_MS): Promise<undefined> => delay(ms, undefined, { ref: false });

const say = (text: string) => ({ ephemeral_text: text, skip_slack_parsing: true });

const sayNotice = (notice: Notice | undefined, { render }: Pick<PressDeps, "render">) =>
  notice ? say(privateText(notice, render)) : {};

/** Settles a card that can't be edited anymore and was posted again. No other answer updates a message. */
function settle(url: string) {
  const text = `This card can't be edited anymore. The card is here now: ${url}`;
  return { update: { message: text, props: { attachments: [] } }, ...say(text) };
}
