import type { Form } from "../view/form.ts";
import type { Home } from "../view/home.ts";
import type { Notice } from "../view/notice.ts";
import type { RequestRef } from "../view/request-ref.ts";
import type { Actor, Place } from "./chat.ts";

/** What was filled into a form, by the fields' names. Several choices are separated by commas. */
export type Values = Readonly<Record<string, string>>;

/** A person does something, on any surface. */
export interface Interaction {
  readonly actor: Actor;
  /** What stands behind the command's name, trimmed. */
  readonly text: string;
  /** The request that the button or the form says it is about. Nothing is done before `check-subject.ts` has found its mark right. */
  readonly subject: RequestRef | undefined;
  /** The card that was pressed; undefined: something else that has buttons. */
  readonly card?: PressedMessage | undefined;
  /** What was filled in; undefined: no form was shown yet. Several choices stand with commas between them. */
  readonly values: Values | undefined;
  /** They are still filling it in: the form is to be looked over, and nothing done. */
  readonly isPreview?: boolean;
  /** How the Home that they have open is filtered. */
  readonly filter?: string | undefined;
  /** Names this delivery, so that the same one twice is one action. */
  readonly deliveryId: string;
}

export interface PressedMessage {
  /** The chat's own reference to the message, as of `Chat.post`. */
  readonly message: string;
  /** Where it is: a channel, or the person whose direct messages it is in. */
  readonly place: Place;
}

/** The action by which a chat system asks for somebody's home. */
export const HOME = "show-home";

/** A call as a chat system hears it: of a button or form by the action's name, or of a command by the command's. */
export type RoutedInteraction = Interaction & ({ readonly action: string } | { readonly command: string });

/** What was pressed or typed, before anybody has looked at who it was. */
export type ReceivedInteraction = Pick<Interaction, "text" | "subject" | "card" | "deliveryId"> & {
  readonly user: string;
} & ({ readonly action: string } | { readonly command: string });

/** Keeps what was pressed until it is done, so that whoever is told "acknowledged" can rely on it. */
export interface Inbox {
  /** False: it is answered with a form, which can only be opened now or not at all, so there is nothing to keep. */
  keeps(pressed: ReceivedInteraction): boolean;
  /**
   * Writes it down. "known": it was delivered before, and is or was in hand. "unkept": the database does not answer; what
   * comes of it is told to the person as ever. Never throws, and takes a second at most.
   */
  keep(pressed: ReceivedInteraction): Promise<"kept" | "known" | "unkept">;
  /** It is done, and answered. */
  finish(delivery: string): Promise<void>;
}

/** What the person sees of it. */
export type Reply =
  /** `replaces`: it takes the place of what was pressed, where that is an earlier word to this person and no card. */
  | { readonly kind: "message"; readonly notice: Notice; readonly replaces?: boolean }
  | { readonly kind: "form"; readonly form: Form }
  | { readonly kind: "home"; readonly home: Home }
  /** The form stays open with what was typed: what is wrong, by the fields' names, or with none of them alone. */
  | {
      readonly kind: "invalid";
      readonly errors: Readonly<Record<string, string>>;
      readonly whole?: string;
    }
  /** Nothing to add: the card shows it. */
  | { readonly kind: "none" };

/** Answers every call, also one that failed. */
export type Dispatch = (heard: RoutedInteraction) => Promise<Reply>;
