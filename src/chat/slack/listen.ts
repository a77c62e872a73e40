import { setTimeout as delay } from "node:timers/promises";
import type { App, BlockAction, ViewOutput } from "@slack/bolt";
import type { Log } from "../../log.ts";
import { parseRequestRef } from "../../view/request-ref.ts";
import type { Actor, Place } from "../chat.ts";
import {
  type Dispatch,
  HOME,
  type Inbox,
  type PressedMessage,
  type ReceivedInteraction,
  type Reply,
  type RoutedInteraction,
} from "../interaction.ts";
import { commandText } from "./command-text.ts";
import type { SlackPeople } from "./people.ts";
import { readFormValues } from "./read-form-values.ts";
import { CARD_BLOCK } from "./render-card.ts";
import { fieldOf, workingView } from "./render-form.ts";
import {
  type ReplyContext,
  replyInTime,
  restoreInput,
  sendNotice,
  showAgain,
  showHome,
  toText,
} from "./reply-in-time.ts";
import { toChatId } from "./slack-id.ts";

interface ListenDeps extends ReplyContext {
  readonly handle: Dispatch;
  readonly inbox: Inbox;
  readonly people: SlackPeople;
  readonly log: Log;
  /** The id of our workspace. */
  team(): Promise<string>;
}

/** Slack waits 3 s for the answer to a form; this leaves time for the way back. */
const FORM_ANSWER_MS = 2000;

/** What happens in Slack becomes calls, and replies become what people see there. */
export function listen(bolt: App, deps: ListenDeps): void {
  const { inbox } = deps;
  bolt.command(/.*/, async ({ ack, command, respond }) => {
    const [name = "", ...rest] = commandText(command.text).split(/\s+/);
    const who = { user: command.user_id, team: command.team_id };
    const interaction = {
      command: name.toLowerCase(),
      text: rest.join(" "),
      subject: undefined,
      deliveryId: `slack:${command.trigger_id}`,
    };
    const pressed = { ...interaction, user: toChatId(who.user) };
    await acknowledge(pressed, who, ack, deps, async () => {
      const replying = hear(who, { ...interaction, values: undefined }, deps);
      const back = { trigger: command.trigger_id, respond, user: who.user };
      await replyInTime(replying, !inbox.keeps(pressed), back, deps);
    });
  });

  bolt.action<BlockAction>(/.*/, async ({ ack, body, action, respond }) => {
    const who = { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" };
    if (body.view?.type === "modal") {
      await ack();
      return validateForm(body.view, who, body.trigger_id, deps);
    }

    const value = "value" in action ? String(action.value) : "";
    const interaction = {
      action: action.action_id,
      text: "",
      subject: parseRequestRef(value),
      deliveryId: `slack:${body.trigger_id}`,
      card: action.block_id === CARD_BLOCK ? cardIn(body) : undefined,
    };
    const atHome = body.view?.type === "home";
    const back = atHome ? undefined : respond;
    const pressed = { ...interaction, user: toChatId(who.user) };
    await acknowledge(pressed, who, ack, deps, async () => {
      const replying = hear(who, { ...interaction, values: undefined }, deps);
      const to = { trigger: body.trigger_id, respond: back, user: who.user, isWord: isWord(body, action) };
      await replyInTime(replying, !inbox.keeps(pressed), to, deps);
      if (!atHome) return;
      const reply = await replying;
      // A form changes nothing yet, and the Home as it is now could come behind the one that follows from the form.
      if (reply.kind === "form") return;
      if (reply.kind === "home") await showHome(reply, who.user, deps);
      else await openHome(who, body.trigger_id, deps, body.view?.private_metadata);
    });
  });

  bolt.view(/.*/, async ({ ack, body, view }) => {
    const who = { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" };
    const interaction = {
      action: view.callback_id,
      text: "",
      subject: parseRequestRef(view.private_metadata),
    };
    const replying = hear(
      who,
      { ...interaction, values: readFormValues(view), deliveryId: `slack:${view.id}` },
      deps,
    );
    const reply = await Promise.race([replying, delay(FORM_ANSWER_MS, undefined, { ref: false })]);

    const onFields = reply?.kind === "invalid" && errorsOn(view, reply);
    if (onFields) {
      await ack({ response_action: "errors", errors: onFields });
      return;
    }
    if (reply) await ack();
    else await ack({ response_action: "update", view: workingView() });
    const late = reply ?? (await replying);
    if (!reply && late.kind === "invalid" && (await restoreInput(late, view, deps))) return;
    if (late.kind === "home") return showHome(late, who.user, deps);
    const words = toText(late);
    if (words) await sendNotice(words, who.user, deps);
  });

  bolt.event("app_home_opened", async ({ event, body }) => {
    if (event.tab !== "home") return;
    const who = { user: event.user, team: body.team_id };
    await openHome(who, body.event_id, deps, event.view?.private_metadata);
  });
}

/**
 * Acknowledges what was pressed once nothing can be lost of it any more: when it is written down, or, where the answer is a
 * form, when that is open, because a form cannot be opened later. A process that dies before has acknowledged nothing, and
 * Slack tells the person so.
 */
async function acknowledge(
  pressed: ReceivedInteraction,
  { team }: SlackUserRef,
  ack: () => Promise<void>,
  { inbox, log, team: askTeam }: ListenDeps,
  work: () => Promise<void>,
): Promise<void> {
  // While all connections are lost none can be sent, and Slack tells the person so; what they pressed counts all the same.
  const acknowledged = () =>
    ack().catch((error: unknown) => log.warn({ err: error }, "could not acknowledge an interaction"));
  const ours = await askTeam().catch(() => undefined);
  // People from elsewhere may do nothing, which they hear at once.
  if (team !== ours || !inbox.keeps(pressed)) {
    const working = work();
    await Promise.race([working, delay(FORM_ANSWER_MS, undefined, { ref: false })]).catch(() => undefined);
    await acknowledged();
    return working;
  }
  const kept = await inbox.keep(pressed);
  await acknowledged();
  if (kept === "known") return;
  try {
    await work();
  } finally {
    await inbox.finish(pressed.deliveryId);
  }
}

async function openHome(
  who: SlackUserRef,
  deliveryId: string,
  deps: ListenDeps,
  filter?: string,
): Promise<void> {
  const interaction = { action: HOME, text: "", subject: undefined, values: undefined, deliveryId, filter };
  await showHome(await hear(who, interaction, deps), who.user, deps);
}

/** Somebody is filling in a form, and one of its fields wants to be looked at. */
async function validateForm(
  view: ViewOutput,
  who: SlackUserRef,
  trigger: string,
  deps: ListenDeps,
): Promise<void> {
  const interaction = {
    action: view.callback_id,
    text: "",
    subject: parseRequestRef(view.private_metadata),
    values: readFormValues(view),
    isPreview: true,
    deliveryId: `slack:${trigger}`,
  };
  await showAgain(await hear(who, interaction, deps), view, who.user, deps);
}

interface SlackUserRef {
  readonly user: string;
  readonly team: string;
}

/** Makes sure who it is, then has it handled. Whoever cannot be checked right now is told so. */
async function hear(
  { user, team }: SlackUserRef,
  interaction: DistributiveOmit<RoutedInteraction, "actor">,
  { handle, people, log, team: askTeam }: ListenDeps,
): Promise<Reply> {
  let actor: Actor;
  let ourTeam: string;
  try {
    [actor, ourTeam] = await Promise.all([people.getUser(user), askTeam()]);
  } catch (error) {
    log.error({ err: error, user }, "could not look up the person in Slack");
    if (interaction.isPreview) return { kind: "none" };
    const line = "Slack didn't tell us who you are in time. Please try again.";
    if (interaction.values) return { kind: "invalid", errors: {}, whole: line };
    return { kind: "message", notice: { title: "Please try again", lines: [line] } };
  }
  // A shared channel brings clicks of people from elsewhere, whatever users.info knows about them.
  if (team !== ourTeam) actor = { ...actor, membership: "external", isAdmin: false };
  return handle({ ...interaction, actor });
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * The errors by their blocks. Slack refuses errors on fields that the form does not have, so what is wrong with no field
 * stands at the last one, next to the button. Undefined when there is nowhere to put them.
 */
function errorsOn({ state }: ViewOutput, { errors, whole }: Extract<Reply, { kind: "invalid" }>) {
  const blockIds = Object.keys(state.values);
  const known = blockIds.flatMap((blockId): [string, string][] => {
    const error = errors[fieldOf(blockId)];
    return error === undefined ? [] : [[blockId, error]];
  });
  if (known.length > 0) return Object.fromEntries(known);
  const last = blockIds.at(-1);
  return whole !== undefined && last !== undefined ? { [last]: whole } : undefined;
}

/** A direct message, or one that only this person sees, which is no card. */
function isWord({ container }: BlockAction, { block_id }: BlockAction["actions"][number]): boolean {
  const { type, is_ephemeral, channel_id } = container;
  if (type !== "message" || block_id === CARD_BLOCK) return false;
  return is_ephemeral === true || String(channel_id).startsWith("D");
}

/** The card that was pressed. What only one person sees cannot be edited later, and is none. */
function cardIn({ container, user }: BlockAction): PressedMessage | undefined {
  const { type, is_ephemeral, channel_id: channel, message_ts: ts } = container;
  if (type !== "message" || is_ephemeral) return undefined;
  const isDirect = String(channel).startsWith("D");
  const place: Place = isDirect
    ? { kind: "person", id: toChatId(user.id) }
    : { kind: "channel", id: toChatId(String(channel)) };
  return { message: toChatId(`${channel}/${ts}`), place };
}
