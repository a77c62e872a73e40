import { setTimeout as delay } from "node:timers/promises";
import type { App, BlockAction, KnownEventFromType, ViewOutput } from "@slack/bolt";
import type { Log } from "../../log.ts";
import { commandWords } from "../../view/command-words.ts";
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
  TYPED_MESSAGE,
} from "../interaction.ts";
import { toNotice } from "../to-notice.ts";
import type { SlackPeople } from "./people.ts";
import { readFormValues } from "./read-form-values.ts";
import { actionOf } from "./render-button.ts";
import { CARD_BLOCK } from "./render-card.ts";
import { readFieldName, readMetadata, workingView } from "./render-form.ts";
import {
  type ReplyContext,
  replyInTime,
  restoreInput,
  sendNotice,
  showAgain,
  showHome,
} from "./reply-in-time.ts";
import { toChatId } from "./slack-id.ts";
import { typedText } from "./typed-text.ts";

interface ListenDeps extends ReplyContext {
  /** The time of the latest input in each of the newest forms, by the form's ID. */
  readonly latestInputs: Map<string, number>;
  readonly handle: Dispatch;
  readonly inbox: Inbox;
  readonly people: SlackPeople;
  readonly log: Log;
  /** Returns the ID of acct's workspace. */
  team(): Promise<string>;
}

/** For how many forms acct remembers the latest input. Far more than people have open at a time. */
const MAX_FORMS = 1000;

/** Slack waits 3 s for the response to a submitted form. The rest is left for network time. */
const FORM_ANSWER_MS = 2000;

/** Turns Slack's deliveries into interactions, and shows their replies in Slack. */
export function listen(bolt: App, options: Omit<ListenDeps, "latestInputs">): void {
  const deps = { ...options, latestInputs: new Map<string, number>() };
  const { inbox } = deps;
  bolt.command(/.*/, async ({ ack, command, respond }) => {
    const [name = "", ...rest] = commandWords(typedText(command.text)).split(/\s+/);
    const who = { user: command.user_id, team: command.team_id };
    const interaction = {
      command: name.toLowerCase(),
      text: rest.join(" "),
      subject: undefined,
      deliveryId: `slack:${command.trigger_id}`,
    };
    const received = { ...interaction, user: toChatId(who.user) };
    await acknowledge(received, who, ack, deps, async () => {
      const replying = resolveAndHandle(who, { ...interaction, values: undefined }, deps);
      const back = { trigger: command.trigger_id, respond, user: who.user };
      await replyInTime(replying, !inbox.keeps(received), back, deps);
    });
  });

  bolt.action<BlockAction>(/.*/, async ({ ack, body, action, respond }) => {
    const who = whoClicked(body);
    if (body.view?.type === "modal") {
      await ack();
      return validateForm(body.view, who, { trigger: body.trigger_id, at: Number(action.action_ts) }, deps);
    }

    const value = "value" in action ? String(action.value) : "";
    const subject = parseRequestRef(value);
    const interaction = {
      action: actionOf(action.action_id),
      text: subject ? "" : value,
      subject,
      deliveryId: `slack:${body.trigger_id}`,
      card: action.block_id === CARD_BLOCK ? findCard(body) : undefined,
    };
    const atHome = body.view?.type === "home";
    const back = atHome ? undefined : respond;
    const received = { ...interaction, user: toChatId(who.user) };
    await acknowledge(received, who, ack, deps, async () => {
      const replying = resolveAndHandle(who, { ...interaction, values: undefined }, deps);
      const to = {
        trigger: body.trigger_id,
        respond: back,
        user: who.user,
        isNotice: isNotice(body, action),
      };
      await replyInTime(replying, !inbox.keeps(received), to, deps);
      if (!atHome) return;
      const reply = await replying;
      // A form hasn't changed anything yet, and this update could arrive after the one that results from the form.
      if (reply.kind === "form") return;
      if (reply.kind === "home") await showHome(reply, who.user, deps);
      else await openHome(who, body.trigger_id, deps, body.view?.private_metadata);
    });
  });

  bolt.view(/.*/, async ({ ack, body, view }) => {
    const who = whoClicked(body);
    const interaction = {
      action: view.callback_id,
      ...readMetadata(view.private_metadata),
    };
    const replying = resolveAndHandle(
      who,
      { ...interaction, values: readFormValues(view), deliveryId: `slack:${view.id}` },
      deps,
    );
    const reply = await Promise.race([replying, delay(FORM_ANSWER_MS, undefined, { ref: false })]);

    const blockErrors = reply?.kind === "invalid" && mapErrors(view, reply);
    if (blockErrors) {
      await ack({ response_action: "errors", errors: blockErrors });
      return;
    }
    if (reply) await ack();
    else await ack({ response_action: "update", view: workingView() });
    const late = reply ?? (await replying);
    if (!reply && late.kind === "invalid" && (await restoreInput(late, view, deps))) return;
    if (late.kind === "home") return showHome(late, who.user, deps);
    const notice = toNotice(late);
    if (notice) await sendNotice(notice, who.user, deps);
  });

  bolt.event("message", async ({ event, body }) => {
    const typed = readTyped(event);
    if (!typed) return;
    const { user, text, id } = typed;
    const who = { user, team: body.team_id };
    const interaction = { action: TYPED_MESSAGE, text, subject: undefined, deliveryId: `slack:${id}` };
    if ((await inbox.keep({ ...interaction, user: toChatId(user) })) === "known") return;
    try {
      const notice = toNotice(await resolveAndHandle(who, { ...interaction, values: undefined }, deps));
      if (notice) await sendNotice(notice, user, deps);
    } finally {
      await inbox.finish(interaction.deliveryId);
    }
  });

  bolt.event("app_home_opened", async ({ event, body }) => {
    if (event.tab !== "home") return;
    const who = { user: event.user, team: body.team_id };
    await openHome(who, body.event_id, deps, event.view?.private_metadata);
  });
}

/** What a person typed to acct in their direct messages. Undefined for edits, deletions, and messages of bots. */
function readTyped(event: KnownEventFromType<"message">) {
  const { channel_type, subtype, ts, channel } = event;
  if (channel_type !== "im" || (subtype !== undefined && subtype !== "file_share")) return undefined;
  const { user, text = "", bot_id } = event as { user?: string; text?: string; bot_id?: string };
  if (!user || bot_id) return undefined;
  return { user, text: typedText(text), id: `${channel}/${ts}` };
}

/**
 * Acknowledges an interaction once it can no longer be lost: when it has been stored, or, if the reply is a form, when the form
 * is open, because a form can't be opened later. If the process dies before that, nothing has been acknowledged, and Slack
 * shows the person an error.
 */
async function acknowledge(
  received: ReceivedInteraction,
  { team }: SlackUserRef,
  ack: () => Promise<void>,
  { inbox, log, team: askTeam }: ListenDeps,
  work: () => Promise<void>,
): Promise<void> {
  // This fails while all connections are lost. Slack then shows the person an error, but their interaction is handled all
  // the same.
  const tryAck = () =>
    ack().catch((error: unknown) => log.warn({ err: error }, "could not acknowledge an interaction"));
  const ours = await askTeam().catch(() => undefined);
  // People from other workspaces may do nothing, so there is nothing to store: they get the reply right away.
  if (team !== ours || !inbox.keeps(received)) {
    const working = work();
    await Promise.race([working, delay(FORM_ANSWER_MS, undefined, { ref: false })]).catch(() => undefined);
    await tryAck();
    return working;
  }
  const kept = await inbox.keep(received);
  await tryAck();
  if (kept === "known") return;
  try {
    await work();
  } finally {
    await inbox.finish(received.deliveryId);
  }
}

async function openHome(
  who: SlackUserRef,
  deliveryId: string,
  deps: ListenDeps,
  filter?: string,
): Promise<void> {
  const interaction = { action: HOME, text: "", subject: undefined, values: undefined, deliveryId, filter };
  await showHome(await resolveAndHandle(who, interaction, deps), who.user, deps);
}

/** Validates a form while a person is still filling it in. Only the validation of the latest input is shown, because it knows all of them. */
async function validateForm(
  view: ViewOutput,
  who: SlackUserRef,
  { trigger, at }: { readonly trigger: string; readonly at: number },
  deps: ListenDeps,
): Promise<void> {
  const interaction = {
    action: view.callback_id,
    ...readMetadata(view.private_metadata),
    values: readFormValues(view),
    isPreview: true,
    deliveryId: `slack:${trigger}`,
  };
  const { latestInputs } = deps;
  // Deliveries may overtake each other.
  if (at < (latestInputs.get(view.id) ?? 0)) return;
  latestInputs.set(view.id, at);
  const [oldest] = latestInputs.keys();
  if (latestInputs.size > MAX_FORMS && oldest) latestInputs.delete(oldest);
  const isNewest = () => latestInputs.get(view.id) === at;
  await showAgain(await resolveAndHandle(who, interaction, deps), { ...view, isNewest }, who.user, deps);
}

/** `team` is the workspace of the click. In an Enterprise Grid, `user.team_id` is the person's first workspace, wherever they click. */
function whoClicked({
  user,
  team,
}: {
  readonly user: { readonly id: string; readonly team_id?: string };
  readonly team: { readonly id: string } | null;
}): SlackUserRef {
  return { user: user.id, team: team?.id ?? user.team_id ?? "" };
}

interface SlackUserRef {
  readonly user: string;
  readonly team: string;
}

/** Looks up the person, then handles the interaction. Returns an error reply if the person can't be looked up right now. */
async function resolveAndHandle(
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
  // In a shared channel, people from other workspaces can click too, no matter what users.info says about them.
  if (team !== ourTeam) actor = { ...actor, membership: "external", isAdmin: false, isAdminUnknown: false };
  return handle({ ...interaction, actor });
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * Maps the errors to the form's blocks. Slack rejects errors on fields that the form doesn't have, so an error about the whole
 * form is shown at the last field, next to the button. Returns undefined if there is no place for any error.
 */
function mapErrors({ state }: ViewOutput, { errors, whole }: Extract<Reply, { kind: "invalid" }>) {
  const blockIds = Object.keys(state.values);
  const known = blockIds.flatMap((blockId): [string, string][] => {
    const error = errors[readFieldName(blockId)];
    return error === undefined ? [] : [[blockId, error]];
  });
  if (known.length > 0) return Object.fromEntries(known);
  const last = blockIds.at(-1);
  return whole !== undefined && last !== undefined ? { [last]: whole } : undefined;
}

/** Tells whether the click was in a direct or ephemeral message that is not a card. */
function isNotice({ container }: BlockAction, { block_id }: BlockAction["actions"][number]): boolean {
  const { type, is_ephemeral, channel_id } = container;
  if (type !== "message" || block_id === CARD_BLOCK) return false;
  return is_ephemeral === true || String(channel_id).startsWith("D");
}

/** Returns the card that was clicked. An ephemeral message can't be edited later, so it is not a card. */
function findCard({ container, user }: BlockAction): PressedMessage | undefined {
  const { type, is_ephemeral, channel_id: channel, message_ts: ts } = container;
  if (type !== "message" || is_ephemeral) return undefined;
  const isDirect = String(channel).startsWith("D");
  const place: Place = isDirect
    ? { kind: "person", id: toChatId(user.id) }
    : { kind: "channel", id: toChatId(String(channel)) };
  return { message: toChatId(`${channel}/${ts}`), place };
}
