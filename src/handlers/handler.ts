import type { Actor } from "../chat/chat.ts";
import type { Interaction, Reply } from "../chat/interaction.ts";
import type { EventActor } from "../pipeline/engine/changes.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import type { Notice } from "../view/notice.ts";

export interface HandlerContext extends PipelineDeps {
  readonly workflows: Workflows;
}

/** One thing that a person can do. */
export interface Handler {
  /** The action's name on buttons and forms; equals the file name. */
  readonly name: string;
  /** How it is asked for as a command: `/acct <command> <arguments>`. */
  readonly command?: { readonly name: string; readonly arguments?: string; readonly help: string };
  /** Its first answer is a form, which the chat opens only within seconds: it is opened before the press is acknowledged. */
  readonly opensForm?: true;
  run(interaction: Interaction, context: HandlerContext): Promise<Reply>;
}

export const message = (title: string, ...lines: Notice["lines"]): Reply => ({
  kind: "say",
  notice: { title, lines },
});
export const invalidFields = (errors: Readonly<Record<string, string>>): Reply => ({ kind: "mend", errors });
/** The form could not be taken, whatever is in its fields. */
export const invalidForm = (whole: string): Reply => ({ kind: "mend", errors: {}, whole });
export const noReply: Reply = { kind: "shown" };

export const toEventActor = ({ user, name }: Actor): EventActor => ({ id: user, name });

/** A mistake of the person's, told to them in these words. */
export class UserError extends Error {
  override name = "UserError";
}
