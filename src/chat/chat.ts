import type { RequestListener } from "node:http";
import { Failure } from "../failure/failure.ts";
import type { Card } from "../view/card.ts";
import type { Notice } from "../view/notice.ts";
import type { Dispatch, Inbox } from "./interaction.ts";

/** The person who acts, as the chat system itself identifies them at this moment. */
export interface Actor {
  /** The platform's own id of the person; never a name or an address. */
  readonly user: string;
  readonly name: string;
  /** Verified by the platform; undefined when it is not, or is hidden. */
  readonly email: string | undefined;
  /** The address in their profile, where the platform does not say whether it is theirs: emails may go there, but it grants no right. */
  readonly unverifiedEmail?: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly membership: ChatMembership;
  readonly isAdmin: boolean;
}

export type ChatMembership = "member" | "guest" | "deactivated" | "external" | "bot";

/**
 * Where something is posted: a channel, or a person's direct messages. Ids of people, channels and messages begin with the
 * name of their chat system, as in `slack:U0123ABCD`.
 */
export interface Place {
  readonly kind: "channel" | "person";
  readonly id: string;
}

/** What one message or form of the chat system can hold. */
export interface ChatLimits {
  /** Checkboxes in one field. */
  readonly choices: number;
}

/** A chat system, for talking to people. */
export interface Chat {
  readonly limits: ChatLimits;
  /** Where admins decide. */
  readonly adminChannel: string;
  /** Where the chat system delivers what people do, if it does so by HTTP: a path of ours, and what listens there. */
  readonly webhook?: { readonly path: string; readonly listener: RequestListener } | undefined;
  /**
   * Begins to receive what people do. Throws when the chat system rejects our login; while it is away, connects in the
   * background.
   */
  start(handle: Dispatch, inbox: Inbox): Promise<void>;
  stop(): Promise<void>;
  /** Posts in a channel or in a person's direct messages. Returns a reference for `update`. */
  post(place: Place, shown: Card | Notice): Promise<string>;
  /** Edits what was posted. "gone": there is no such message any more, or it cannot be edited. */
  update(message: string, shown: Card | Notice): Promise<"shown" | "gone">;
  /** Throws when the chat system cannot be reached, or rejects our login. */
  ping(): Promise<void>;
  /** Throws an `UnreachableError` when requests cannot be shown in the admin channel, or when no one may decide on them. */
  checkAdminChannel(): Promise<void>;
  /** The active person with this verified address; undefined: there is none, or they are not a full member. */
  findByEmail(email: string): Promise<Actor | undefined>;
  /** This person as they are now; never older than a minute. */
  getUser(user: string): Promise<Actor>;
}

/** No one reads what is posted there until someone changes that: an archived channel, a person who cannot get direct messages. */
export class UnreachableError extends Failure {
  override name = "UnreachableError";
  /** The chat's own code for the cause, the same for everyone who runs into it. */
  readonly code: string;
  constructor(message: string, code: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The chat system does not answer. Nothing is wrong with the call: it goes through once the chat is back. */
export class AwayError extends Failure {
  override name = "AwayError";
}

/** The chat system accepts no more calls for now. Not a failure: the same call goes through later. */
export class BusyError extends Error {
  override name = "BusyError";
  /** From now on. A span, because our clock is not the one by which work is due. */
  readonly waitMs: number;
  constructor(waitMs: number) {
    super(`the chat asked us to wait for ${Math.ceil(waitMs / 1000)} s`);
    this.waitMs = waitMs;
  }
}
