import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { Actor, ChatMembership } from "../chat.ts";
import type { PressedMessage } from "../interaction.ts";
import { isSame } from "./callback-keys.ts";
import { type DialogState, readState } from "./dialog-state.ts";
import { isId, messageRef, toChatId } from "./mattermost-id.ts";
import { readSignedContext, type SignedContext } from "./sign-action.ts";
import { BAD_SIGNATURE, type signingKey, type Trigger, verifyTrigger } from "./verify-trigger.ts";

export interface VerifyDeps {
  readonly keys: SecretKeys;
  readonly now: () => Date;
  readonly signingKey: ReturnType<typeof signingKey>;
  /** The token of the slash command. Undefined if there is none. */
  readonly commandToken: string | undefined;
  /** Returns the server's ID of acct's bot. */
  bot(): Promise<string>;
  /** Reads a post from the server. Undefined if the bot can't see it, as with an ephemeral one. */
  readPost(post: string): Promise<ReadPost | undefined>;
  /** Asks the server who this is, now. */
  getUser(user: string): Promise<Actor>;
  /** Finds what acct's tables say about a message. Undefined if it is in none. */
  findShown(message: string): Promise<ShownMessage | undefined>;
  /** Returns the chat's ID of a channel of the server. The admin channel may have one that contains its name. */
  placeOf?(channel: string): Promise<string>;
}

/** What the server says about a post. */
export interface ReadPost {
  readonly user_id: string;
  readonly channel_id: string;
  readonly delete_at?: number;
  readonly props?: Readonly<Record<string, unknown>>;
}

/** What a message of acct shows, as its tables say. */
export interface ShownMessage {
  /** The request of the card. Undefined if the message is a list or something else. */
  readonly requestId: number | undefined;
}

/** A callback that changes nothing. The message says what is wrong with it, for the log, and contains no secret. */
export class RefusedCallback extends Error {
  override name = "RefusedCallback";
  /** What the person reads. */
  readonly tell: string;
  constructor(why: string, tell = UNVERIFIED) {
    super(why);
    this.tell = tell;
  }
}

/** A verified press of a button. */
export interface VerifiedAction extends Pick<SignedContext, "action" | "subject" | "mark" | "confirm"> {
  readonly user: string;
  readonly actor: Actor;
  readonly trigger: Trigger;
  readonly triggerText: string;
  readonly channel: string;
  /** The chat's reference to the pressed message. Undefined if only this person saw it and the server hasn't stored it. */
  readonly message: string | undefined;
  readonly card: PressedMessage | undefined;
  /** The message is in the person's direct messages. */
  readonly isDirect: boolean;
}

export interface VerifiedDialog {
  readonly state: DialogState;
  readonly user: string;
  readonly actor: Actor;
}

export interface VerifiedCommand {
  readonly user: string;
  readonly actor: Actor;
  readonly trigger: Trigger;
  readonly triggerText: string;
  readonly channel: string;
  readonly text: string;
}

/** The body of a callback, as the server sends it. Anyone can send any other. */
export type Body = Readonly<Record<string, unknown>>;

/** A form that stays open longer than this is opened again. It is less than how long finished deliveries are remembered. */
const MAX_DIALOG_AGE_MS = 12 * 3_600_000;

/**
 * Verifies a pressed button, before anything changes: acct signed it for this place, the server issued the trigger to this
 * person, the post is ours and where the button belongs, and the person is an active member. Throws a `RefusedCallback`.
 */
export async function verifyAction(body: Body, deps: VerifyDeps): Promise<VerifiedAction> {
  const context = readSignedContext(body.context, deps.keys);
  if (!context) throw new RefusedCallback("acct didn't sign this button, or its key is no longer configured");
  const [user, channel, post] = [readId(body.user_id), readId(body.channel_id), readId(body.post_id)];
  if (channel !== context.channel) throw new RefusedCallback("the button belongs to another channel");
  const triggerText = String(body.trigger_id ?? "");
  const trigger = await requireTrigger(triggerText, user, deps);
  const message = messageRef(channel, post);
  const [read, shown, bot, actor] = await Promise.all([
    deps.readPost(post),
    deps.findShown(message),
    deps.bot(),
    deps.getUser(toChatId(user)),
  ]);
  requirePost({ context, read, shown, bot });
  requireMember(actor);
  const isDirect = DIRECT.test(String(body.channel_name));
  const place = isDirect
    ? ({ kind: "person", id: actor.user } as const)
    : ({ kind: "channel", id: (await deps.placeOf?.(channel)) ?? toChatId(channel) } as const);
  const { action, subject, mark, confirm } = context;
  return {
    ...{ action, subject, mark, confirm, user, actor, trigger, triggerText, channel },
    isDirect,
    message: read && message,
    card: context.isCard ? { message, place } : undefined,
  };
}

/**
 * Verifies that the pressed post is one of ours, and the one that the button was signed for. A post that isn't in acct's tables
 * counts: it may be a list, or a card whose posting was never confirmed.
 */
function requirePost({
  context: { channel, isCard, subject },
  read,
  shown,
  bot,
}: {
  readonly context: SignedContext;
  readonly read: ReadPost | undefined;
  readonly shown: ShownMessage | undefined;
  readonly bot: string;
}): void {
  if (!read) {
    if (isCard || shown) throw new RefusedCallback("the server has no such post");
    return;
  }
  if (read.user_id !== bot) throw new RefusedCallback("the post isn't acct's");
  if (read.channel_id !== channel) throw new RefusedCallback("the post is in another channel");
  if ((read.delete_at ?? 0) > 0) throw new RefusedCallback("the post was deleted");
  if (shown?.requestId === undefined) return;
  if (!isCard) throw new RefusedCallback("the button doesn't belong to a card, but the post is one");
  if (shown.requestId !== subject?.id)
    throw new RefusedCallback("the button belongs to the card of another request");
}

/** Verifies a submitted dialog: acct opened it for this person and not too long ago. Throws a `RefusedCallback`. */
export async function verifyDialog(body: Body, deps: VerifyDeps): Promise<VerifiedDialog> {
  const state = readState(body.state, deps.keys);
  if (!state) throw new RefusedCallback("acct didn't sign the state of this dialog");
  const user = readId(body.user_id);
  if (state.user !== user) throw new RefusedCallback("the dialog was opened for someone else");
  const ageMs = deps.now().getTime() - state.openedAt.getTime();
  if (!(ageMs <= MAX_DIALOG_AGE_MS)) {
    throw new RefusedCallback("the dialog is too old", "This form is too old. Please open it again.");
  }
  const actor = await deps.getUser(toChatId(user));
  requireMember(actor);
  return { state, user, actor };
}

/** Verifies a slash command by its token and its trigger. Throws a `RefusedCallback`. */
export async function verifyCommand(
  body: Body,
  authorization: string | undefined,
  deps: VerifyDeps,
): Promise<VerifiedCommand> {
  const { commandToken } = deps;
  if (commandToken === undefined)
    throw new RefusedCallback("MATTERMOST_COMMAND_TOKEN is not set", NO_COMMAND);
  const inHeader = authorization?.startsWith("Token ") ? authorization.slice("Token ".length) : undefined;
  const given = [inHeader, body.token].filter((token) => token !== undefined);
  const isOurs = given.map((token) => isSame(String(token), commandToken));
  if (given.length === 0 || isOurs.includes(false)) {
    throw new RefusedCallback("its token is not MATTERMOST_COMMAND_TOKEN", NO_COMMAND);
  }
  const [user, channel] = [readId(body.user_id), readId(body.channel_id)];
  const triggerText = String(body.trigger_id ?? "");
  const trigger = await requireTrigger(triggerText, user, deps);
  const actor = await deps.getUser(toChatId(user));
  // Guests may ask for help, so the handler answers them.
  if (actor.membership !== "guest") requireMember(actor);
  return { user, actor, trigger, triggerText, channel, text: String(body.text ?? "") };
}

async function requireTrigger(text: string, user: string, deps: VerifyDeps): Promise<Trigger> {
  const now = deps.now();
  let verified = verifyTrigger(text, { key: await deps.signingKey.current(), user, now });
  if (verified === BAD_SIGNATURE) {
    const newer = await deps.signingKey.newer();
    if (newer) verified = verifyTrigger(text, { key: newer, user, now });
  }
  if (typeof verified === "string") throw new RefusedCallback(verified);
  return verified;
}

function requireMember({ membership }: Actor): void {
  if (membership === "member") return;
  throw new RefusedCallback(`the person is not a member but ${membership}`, NOT_A_MEMBER[membership]);
}

/** The name of a channel of direct messages: the IDs of its two people. No other channel can be named so. */
const DIRECT = /^[a-z0-9]{26}__[a-z0-9]{26}$/;

const UNVERIFIED =
  "Nothing was changed, because acct can't tell whether this click is genuine. Use /acct list to find the request, and try again there.";
/** What everyone reads whose command has the wrong token. `acct doctor` recognizes it. */
export const NO_COMMAND =
  "acct doesn't accept this command, because its token isn't the one that acct knows. Please tell the people who run acct.";
/** What bots read whose command has the right token. `acct doctor` recognizes it, too. */
export const NO_BOTS = "Bots can't do this.";
const NOT_A_MEMBER: Readonly<Record<Exclude<ChatMembership, "member">, string>> = {
  guest: "Guests can't do this. Ask the person who invited you to make you a member.",
  deactivated: "This chat account is deactivated.",
  external: "External members can't do this. Sign in with an account of this server.",
  bot: NO_BOTS,
};

/** The server's IDs are 26 letters and digits. Anything else never becomes part of an address that is called. */
export function readId(value: unknown): string {
  if (typeof value === "string" && isId(value)) return value;
  throw new RefusedCallback("one of its IDs is not valid");
}
