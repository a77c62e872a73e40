import type { RequestListener } from "node:http";
import type { Surface } from "../db/names.ts";
import { Failure } from "../failure/failure.ts";
import type { Card } from "../view/card.ts";
import type { Notice } from "../view/notice.ts";
import type { Dispatch, Inbox } from "./interaction.ts";

/** The person who acts, as the chat system identifies them at this moment. */
export interface Actor {
  /** The chat system's ID for this person, never a name or an email address. */
  readonly user: string;
  readonly name: string;
  /** The users that the same person has in the other chats, if acct knows. What concerns one of them concerns this person. */
  readonly alsoUsers?: readonly string[];
  /** The email address that the chat system has verified. Undefined if it is unverified or hidden. */
  readonly email: string | undefined;
  /**
   * The address in the person's profile, if the chat system doesn't say whether it is verified. Emails may be sent there,
   * but it grants no rights.
   */
  readonly unverifiedEmail?: string;
  readonly givenName: string;
  readonly familyName: string;
  /** The language and region that the person has chosen in the chat, such as "de-DE". Undefined if the chat doesn't say. */
  readonly locale?: string;
  readonly membership: ChatMembership;
  readonly isAdmin: boolean;
  /** The chat system doesn't say whether the person is an admin, so `isAdmin` is false. A refusal must not blame the person. */
  readonly isAdminUnknown?: boolean;
  /** The chat system doesn't show acct the address that it has verified, so there is none. A refusal must not blame the person. */
  readonly isEmailHidden?: boolean;
  /**
   * The chat system neither proves addresses nor shows them to acct, so the person enters theirs, and confirms it by a link that is
   * sent there.
   */
  readonly entersEmail?: boolean;
  /** The groups in acct.yml that list the person. Undefined if acct hasn't looked them up, which grants nothing. */
  readonly groups?: readonly string[];
  /** The groups for which the chat couldn't say whether they list the person. */
  readonly unknownGroups?: readonly string[];
  /** Set if the person acts somewhere else than in the chat: where, and what shows that they did. */
  readonly elsewhere?: {
    readonly surface: Surface;
    readonly evidence: Readonly<Record<string, string | number>>;
  };
}

export type ChatMembership = "member" | "guest" | "deactivated" | "external" | "bot";

/**
 * Where something is posted: a channel or a person's direct messages. The IDs of people, channels and messages begin with the
 * name of their chat system, as in `slack:U0123ABCD`.
 */
export interface Place {
  readonly kind: "channel" | "person";
  readonly id: string;
}

/** How much fits in one message or form of the chat system. */
export interface ChatLimits {
  /** The maximum number of checkboxes in one field. */
  readonly choices: number;
}

export interface PostOptions {
  /**
   * The reference of an earlier message in the same place: the new one is a reply to it. If the earlier one is gone or elsewhere, the
   * new one is an ordinary message.
   */
  readonly thread?: string | undefined;
  /**
   * What is posted, the same for each attempt and for nothing else. A chat system that can tell then doesn't post it again after
   * its answer to an earlier attempt was lost.
   */
  readonly key?: string | undefined;
  /** The reference of the "locked" message that shows the same so far. */
  readonly replaces?: string | undefined;
}

/**
 * "gone": the message no longer exists or can't be edited. "locked": it is there and still shows what it showed, because the chat
 * system accepts no more edits of it.
 */
export type Updated = "shown" | "gone" | "locked";

/** A chat system, through which acct communicates with people. */
export interface Chat {
  /** The name of the chat system, as people know it: "Slack". */
  readonly name: string;
  readonly limits: ChatLimits;
  /**
   * True if the chat system itself verifies the addresses of its people, and shows which ones it has verified. Only then does
   * an address show who someone is. False: people may enter any address, or acct can't see whether they may.
   */
  readonly verifiesAddresses: boolean;
  /** If several chat systems are used as one: each of them. */
  readonly parts?: readonly Chat[];
  /** The channels where admins decide requests, one in each chat system. */
  readonly adminChannels: readonly string[];
  /**
   * Where the chat system delivers interactions by HTTP: a path on acct's web server, and its listener. If the path ends in a slash,
   * it stands for everything below it.
   */
  readonly webhooks?: readonly { readonly path: string; readonly listener: RequestListener }[];
  /**
   * Starts receiving interactions. Throws if the chat system rejects acct's login, and may then be called again. If the chat
   * system can't be reached, acct keeps trying to connect in the background.
   */
  start(handle: Dispatch, inbox: Inbox): Promise<void>;
  stop(): Promise<void>;
  /**
   * Posts a message in a channel or in a person's direct messages. Returns a reference for `update`.
   */
  post(place: Place, shown: Card | Notice, options?: PostOptions): Promise<string>;
  /** Edits a posted message. */
  update(message: string, shown: Card | Notice): Promise<Updated>;
  /** Throws if the chat system can't be reached or rejects acct's login. */
  ping(): Promise<void>;
  /**
   * Throws an `UnreachableError` if requests can't be shown in the admin channel, or if no one may decide them, and a
   * `SharedChannelError` if people of another organization can read it.
   */
  checkAdminChannel(): Promise<void>;
  /**
   * The chat users who are admins, whether or not they are active.
   */
  listAdmins(): Promise<readonly string[]>;
  /**
   * The chat users in a group of the chat, whether or not they are active; no one if there is no such group. Throws an
   * `UnreachableError` if the chat doesn't let acct read it.
   */
  listGroupMembers(group: string): Promise<readonly string[]>;
  /** Finds the active person with this verified address. Returns undefined if there is none, if they aren't a full member, or if
   * the chat system doesn't verify addresses. The data is never older than a minute. The address alone gives no rights: see
   * `pipeline/links/find-in-chat.ts`. If a person is waiting for it, the look-up goes first.
   */
  findByEmail(email: string, options?: { readonly isAwaited: boolean }): Promise<Actor | undefined>;
  /** Returns what the chat system knows about this person. The data is never older than `maxAgeMs`, by default a minute. */
  getUser(user: string, options?: { readonly maxAgeMs: number }): Promise<Actor>;
}

/**
 * Messages don't reach this place until someone fixes the cause, such as an archived channel or a person who can't get
 * direct messages.
 */
export class UnreachableError extends Failure {
  override name = "UnreachableError";
  /** The chat system's code for the cause. The same cause always has the same code. */
  readonly code: string;
  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The chat system doesn't respond. The call itself is fine and will succeed once the chat is back. */
export class AwayError extends Failure {
  override name = "AwayError";
}

/** The admin channel works, but no one there is known to be an admin, so no one may decide. */
export class NoAdminsError extends UnreachableError {
  override name = "NoAdminsError";
}

/** People of another organization can read the admin channel. Everything works, but they see every request. */
export class SharedChannelError extends Failure {
  override name = "SharedChannelError";
}

/**
 * The chat system refuses acct something that it has no right to, such as a lost scope. People can't do anything about it, so a
 * message to them must not sound as if they could. The call will succeed once someone who runs acct has fixed it.
 */
export class AccessLostError extends AwayError {
  override name = "AccessLostError";
}

/** The chat system accepts no more calls for now. This is not a failure: the same call will succeed later. */
export class BusyError extends Error {
  override name = "BusyError";
  /**
   * How long to wait from now. It is a duration because due times are set by the database's clock, not by this process's
   * clock.
   */
  readonly waitMs: number;
  constructor(waitMs: number) {
    super(`the chat asked us to wait for ${Math.ceil(waitMs / 1000)} s`);
    this.waitMs = waitMs;
  }
}
