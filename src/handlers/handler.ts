import type { Call, Reply } from "../chat/call.ts";
import type { Actor } from "../chat/chat.ts";
import type { Notice } from "../chat/notice.ts";
import type { Doer } from "../pipeline/changes.ts";
import type { Journeys } from "../pipeline/journeys.ts";
import type { Tools } from "../pipeline/tools.ts";

export interface Handling extends Tools {
  readonly journeys: Journeys;
}

/** One thing that a person can do. */
export interface Handler {
  /** The deed's name on buttons and forms; equals the file name. */
  readonly name: string;
  /** How it is asked for as a command: `/acct <command> <arguments>`. */
  readonly command?: { readonly name: string; readonly arguments?: string; readonly help: string };
  /** Its first answer is a form, which the chat opens only within seconds: it is opened before the press is acknowledged. */
  readonly opensForm?: true;
  run(call: Call, tools: Handling): Promise<Reply>;
}

export const say = (title: string, ...lines: Notice["lines"]): Reply => ({
  kind: "say",
  notice: { title, lines },
});
export const mend = (errors: Readonly<Record<string, string>>): Reply => ({ kind: "mend", errors });
/** The form could not be taken, whatever is in its fields. */
export const mendWhole = (whole: string): Reply => ({ kind: "mend", errors: {}, whole });
export const shown: Reply = { kind: "shown" };

export const doerOf = ({ user, name }: Actor): Doer => ({ id: user, name });

/** A mistake of the person's, told to them in these words. */
export class UserError extends Error {
  override name = "UserError";
}
