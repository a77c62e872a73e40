import type { Actor } from "../chat/chat.ts";
import type { Interaction, Reply, Values } from "../chat/interaction.ts";
import type { ActionName } from "../db/names.ts";
import type { Request } from "../db/schema.ts";
import type { EventActor } from "../pipeline/engine/changes.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import type { Form } from "../view/form.ts";
import type { Notice } from "../view/notice.ts";
import type { Right } from "./policy.ts";

export interface HandlerContext extends PipelineDeps {
  readonly workflows: Workflows;
}

interface HandlerBase {
  /** The action's name on buttons and forms; equals the file name. */
  readonly name: ActionName;
  /** How people ask for it as a command: `/acct <command> <arguments>`. */
  readonly command?: { readonly name: string; readonly arguments?: string; readonly help: string };
  /** The dispatcher checks it before `form` and `run`. */
  readonly right: Right;
  /** The title of the answer when it is not done: "Not approved". */
  readonly notDone: string;
}

/** An action about one request, which the dispatcher loads. */
export interface RequestHandler extends HandlerBase {
  readonly about: "request";
  /** Shown first, and again while it is being filled in; `run` then has its values. A reply instead says why there is none. */
  form?(interaction: Interaction, request: Request, context: HandlerContext): Promise<Form | Reply>;
  run(interaction: Submitted, request: Request, context: HandlerContext): Promise<Reply>;
}

/** Any other action. */
export interface GeneralHandler extends HandlerBase {
  readonly about?: undefined;
  form?(interaction: Interaction, context: HandlerContext): Promise<Form | Reply>;
  run(interaction: Submitted, context: HandlerContext): Promise<Reply>;
}

/** One thing that a person can do. */
export type Handler = RequestHandler | GeneralHandler;

/** What was pressed or typed, with what was filled in; without a form nothing was. */
export interface Submitted extends Interaction {
  readonly values: Values;
}

export const message = (title: string, ...lines: Notice["lines"]): Reply => ({
  kind: "message",
  notice: { title, lines },
});
export const invalidFields = (errors: Readonly<Record<string, string>>): Reply => ({
  kind: "invalid",
  errors,
});
/** The form cannot be accepted, whatever its fields contain. */
export const invalidForm = (whole: string): Reply => ({ kind: "invalid", errors: {}, whole });
export const noReply: Reply = { kind: "none" };

export const toEventActor = ({ user, name }: Actor): EventActor => ({ id: user, name });

/** A mistake of the person's; its message is shown to them. */
export class UserError extends Error {
  override name = "UserError";
}
