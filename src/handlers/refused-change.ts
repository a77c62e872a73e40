import type { Reply } from "../chat/interaction.ts";
import { invalidFields, invalidForm } from "./handler.ts";

/** Why a change of a roster wasn't made. The pages have sentences of their own for it in other languages. */
export type RosterProblem =
  | "denied"
  | "gone"
  | "busy"
  | "no-person"
  | "person"
  | "address"
  | "yourself"
  | "date"
  | "many-invitations"
  | "invited"
  | "invited-often"
  | "role"
  | "is-pi"
  | "not-leading"
  | "asked"
  | "in-settings";

export interface RefusedChange {
  readonly kind: "refused";
  readonly problem: RosterProblem;
  /** The sentence for the person, in English. */
  readonly text: string;
  /** The field of the form in the chat that it is about; undefined for the form as a whole. */
  readonly field: "person" | "mail" | "member" | "role" | "ends" | undefined;
  /** Whom or what the sentence names; empty if nothing. */
  readonly who: string;
}

export const refuseChange = (
  problem: RosterProblem,
  field: RefusedChange["field"],
  text: string,
  who = "",
): RefusedChange => ({ kind: "refused", problem, text, field, who });

/** What a form in the chat says then. */
export const refusedReply = ({ field, text }: RefusedChange): Reply =>
  field === undefined ? invalidForm(text) : invalidFields({ [field]: text });
