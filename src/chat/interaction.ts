import type { Form } from "../view/form.ts";
import type { Home } from "../view/home.ts";
import type { Notice } from "../view/notice.ts";
import type { RequestRef } from "../view/request-ref.ts";
import type { Actor, Place } from "./chat.ts";

/** The values of a form, by field. Multiple choices are separated by commas. */
export type Values = Readonly<Record<string, string>>;

/** What a person did: clicked a button, typed a command or submitted a form. */
export interface Interaction {
  readonly actor: Actor;
  /** The text after the command's name, trimmed; or the mark of a button without a request. */
  readonly text: string;
  /** The request that the button or form is about. Nothing is done before `check-request-ref.ts` has verified its mark. */
  readonly subject: RequestRef | undefined;
  /** The card whose button was clicked. Undefined if the button was somewhere else. */
  readonly card?: PressedMessage | undefined;
  /** The submitted values. Undefined if no form has been shown yet. */
  readonly values: Values | undefined;
  /** The person is still filling in the form, so it is only validated. */
  readonly isPreview?: boolean;
  /** The filter of the person's open Home tab. */
  readonly filter?: string | undefined;
  /** Identifies this delivery, so that one that is delivered twice is one action. */
  readonly deliveryId: string;
}

export interface PressedMessage {
  /** The chat's own reference to the message, as returned by `Chat.post`. */
  readonly message: string;
  /** The channel, or the person in whose direct messages it is. */
  readonly place: Place;
}

/** The action with which a chat system requests a person's Home tab. */
export const HOME = "show-home";

/** The action for what a person types to acct in their direct messages. The interaction's text is what they typed. */
export const TYPED_MESSAGE = "read-message";

/** An interaction with the action's name, if it was a button or form, or the command's name. */
export type RoutedInteraction = Interaction & ({ readonly action: string } | { readonly command: string });

/** An interaction whose actor has not been looked up yet. */
export type ReceivedInteraction = Pick<Interaction, "text" | "subject" | "card" | "deliveryId"> & {
  readonly user: string;
} & ({ readonly action: string } | { readonly command: string });

/** Stores interactions until they are handled, so that an acknowledged click is never lost. */
export interface Inbox {
  /** False if the reply is a form: that can only be opened right now, so storing the interaction would be useless. */
  keeps(received: ReceivedInteraction): boolean;
  /**
   * Stores the interaction. "known": it was delivered before and has been or is being handled. "unkept": the database
   * doesn't respond; the interaction is handled anyway, and the person gets the reply. Takes a second at most. Never throws.
   */
  keep(received: ReceivedInteraction): Promise<"kept" | "known" | "unkept">;
  /** Deletes an interaction that was handled and replied to. */
  finish(delivery: string): Promise<void>;
}

/** What the person sees as the result. */
export type Reply =
  /** `replaces`: the message replaces the one that was clicked, if that was only visible to this person and no card. */
  | { readonly kind: "message"; readonly notice: Notice; readonly replaces?: boolean }
  | { readonly kind: "form"; readonly form: Form }
  | { readonly kind: "home"; readonly home: Home }
  /** The form stays open with its values. `errors` are by field; `whole` is about the whole form. */
  | {
      readonly kind: "invalid";
      readonly errors: Readonly<Record<string, string>>;
      readonly whole?: string;
    }
  /** No reply: the card shows the result. */
  | { readonly kind: "none" };

/** Handles an interaction. Never throws: a failure is a reply as well. */
export type Dispatch = (interaction: RoutedInteraction) => Promise<Reply>;
