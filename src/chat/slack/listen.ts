import { setTimeout as delay } from "node:timers/promises";
import type { App, BlockAction, ViewOutput } from "@slack/bolt";
import type { Log } from "../../log.ts";
import {
  type Handle,
  type Heard,
  HOME,
  type Inbox,
  type Pressed,
  type PressedCard,
  type Reply,
} from "../call.ts";
import type { Actor } from "../chat.ts";
import { readSubject } from "../subject.ts";
import { type Answering, answerSoon, giveBack, inWords, say, showAgain, showHome } from "./answer.ts";
import { commandText } from "./command-text.ts";
import type { SlackPeople } from "./people.ts";
import { CARD_BLOCK } from "./render-card.ts";
import { fieldOf, workingView } from "./render-form.ts";
import { valuesOf } from "./values-of.ts";

interface Listening extends Answering {
  readonly handle: Handle;
  readonly inbox: Inbox;
  readonly people: SlackPeople;
  readonly log: Log;
  /** The id of our workspace. */
  team(): Promise<string>;
}

/** Slack waits 3 s for the answer to a form; this leaves time for the way back. */
const FORM_ANSWER_MS = 2000;

/** What happens in Slack becomes calls, and replies become what people see there. */
export function listen(bolt: App, listening: Listening): void {
  const { inbox } = listening;
  bolt.command(/.*/, async ({ ack, command, respond }) => {
    const [name = "", ...rest] = commandText(command.text).split(/\s+/);
    const who = { user: command.user_id, team: command.team_id };
    const call = {
      command: name.toLowerCase(),
      text: rest.join(" "),
      about: undefined,
      delivery: `slack:${command.trigger_id}`,
    };
    const pressed = { ...call, user: who.user };
    await acknowledge(pressed, who, ack, listening, async () => {
      const replying = hear(who, { ...call, values: undefined }, listening);
      const back = { trigger: command.trigger_id, respond, user: who.user };
      await answerSoon(replying, !inbox.keeps(pressed), back, listening);
    });
  });

  bolt.action<BlockAction>(/.*/, async ({ ack, body, action, respond }) => {
    const who = { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" };
    if (body.view?.type === "modal") {
      await ack();
      return lookOver(body.view, who, body.trigger_id, listening);
    }

    const value = "value" in action ? String(action.value) : "";
    const call = {
      deed: action.action_id,
      text: "",
      about: readSubject(value),
      delivery: `slack:${body.trigger_id}`,
      card: action.block_id === CARD_BLOCK ? cardIn(body) : undefined,
    };
    const atHome = body.view?.type === "home";
    const back = atHome ? undefined : respond;
    const pressed = { ...call, user: who.user };
    await acknowledge(pressed, who, ack, listening, async () => {
      const replying = hear(who, { ...call, values: undefined }, listening);
      const to = { trigger: body.trigger_id, respond: back, user: who.user, isWord: isWord(body, action) };
      await answerSoon(replying, !inbox.keeps(pressed), to, listening);
      if (!atHome) return;
      const reply = await replying;
      // A form changes nothing yet, and the Home as it is now could come behind the one that follows from the form.
      if (reply.kind === "form") return;
      if (reply.kind === "home") await showHome(reply, who.user, listening);
      else await openHome(who, body.trigger_id, listening, body.view?.private_metadata);
    });
  });

  bolt.view(/.*/, async ({ ack, body, view }) => {
    const who = { user: body.user.id, team: body.user.team_id ?? body.team?.id ?? "" };
    const call = { deed: view.callback_id, text: "", about: readSubject(view.private_metadata) };
    const replying = hear(who, { ...call, values: valuesOf(view), delivery: `slack:${view.id}` }, listening);
    const reply = await Promise.race([replying, delay(FORM_ANSWER_MS, undefined, { ref: false })]);

    const onFields = reply?.kind === "mend" && errorsOn(view, reply);
    if (onFields) {
      await ack({ response_action: "errors", errors: onFields });
      return;
    }
    if (reply) await ack();
    else await ack({ response_action: "update", view: workingView() });
    const late = reply ?? (await replying);
    if (!reply && late.kind === "mend" && (await giveBack(late, view, listening))) return;
    if (late.kind === "home") return showHome(late, who.user, listening);
    const words = inWords(late);
    if (words) await say(words, who.user, listening);
  });

  bolt.event("app_home_opened", async ({ event, body }) => {
    if (event.tab !== "home") return;
    const who = { user: event.user, team: body.team_id };
    await openHome(who, body.event_id, listening, event.view?.private_metadata);
  });
}

/**
 * Acknowledges what was pressed once nothing can be lost of it any more: when it is written down, or, where the answer is a
 * form, when that is open, because a form cannot be opened later. A process that dies before has acknowledged nothing, and
 * Slack tells the person so.
 */
async function acknowledge(
  pressed: Pressed,
  { team }: Who,
  ack: () => Promise<void>,
  { inbox, log, team: askTeam }: Listening,
  work: () => Promise<void>,
): Promise<void> {
  // While all connections are lost none can be sent, and Slack tells the person so; what they pressed counts all the same.
  const acknowledged = () =>
    ack().catch((error: unknown) => log.warn({ err: error }, "what was pressed could not be acknowledged"));
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
    await inbox.finish(pressed.delivery);
  }
}

async function openHome(who: Who, delivery: string, listening: Listening, filter?: string): Promise<void> {
  const call = { deed: HOME, text: "", about: undefined, values: undefined, delivery, filter };
  await showHome(await hear(who, call, listening), who.user, listening);
}

/** Somebody is filling in a form, and one of its fields wants to be looked at. */
async function lookOver(view: ViewOutput, who: Who, trigger: string, listening: Listening): Promise<void> {
  const call = {
    deed: view.callback_id,
    text: "",
    about: readSubject(view.private_metadata),
    values: valuesOf(view),
    filling: true,
    delivery: `slack:${trigger}`,
  };
  await showAgain(await hear(who, call, listening), view, who.user, listening);
}

interface Who {
  readonly user: string;
  readonly team: string;
}

/** Makes sure who it is, then has it handled. Whoever cannot be checked right now is told so. */
async function hear(
  { user, team }: Who,
  call: DistributiveOmit<Heard, "actor">,
  { handle, people, log, team: askTeam }: Listening,
): Promise<Reply> {
  let actor: Actor;
  let ourTeam: string;
  try {
    [actor, ourTeam] = await Promise.all([people.whois(user), askTeam()]);
  } catch (error) {
    log.error({ err: error, user }, "could not ask Slack who this is");
    if (call.filling) return { kind: "shown" };
    const line = "Slack didn't tell us who you are in time. Please try again.";
    if (call.values) return { kind: "mend", errors: {}, whole: line };
    return { kind: "say", notice: { title: "Please try again", lines: [line] } };
  }
  // A shared channel brings clicks of people from elsewhere, whatever users.info knows about them.
  if (team !== ourTeam) actor = { ...actor, standing: "external", isAdmin: false };
  return handle({ ...call, actor });
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/**
 * The errors by their blocks. Slack refuses errors on fields that the form does not have, so what is wrong with no field
 * stands at the last one, next to the button. Undefined when there is nowhere to put them.
 */
function errorsOn({ state }: ViewOutput, { errors, whole }: Extract<Reply, { kind: "mend" }>) {
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
function cardIn({ container, user }: BlockAction): PressedCard | undefined {
  const { type, is_ephemeral, channel_id: channel, message_ts: ts } = container;
  if (type !== "message" || is_ephemeral) return undefined;
  const isDirect = String(channel).startsWith("D");
  return { message: `${channel}/${ts}`, place: isDirect ? user.id : String(channel) };
}
