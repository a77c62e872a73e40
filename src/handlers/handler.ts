import type { Actor } from "../chat/chat.ts";
import type { Interaction, Reply, Values } from "../chat/interaction.ts";
import type { ActionName } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
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
  /** The action's name on buttons and forms. It is the same as the file name. */
  readonly name: ActionName;
  /** The command that runs this action: `/acct <name> <arguments>`. */
  readonly command?: { readonly name: string; readonly arguments?: string; readonly help: string };
  /** The right that a person needs. `runHandler` checks it before it calls `form` or `run`. */
  readonly right: Right;
  /** The title of the reply if the action was not performed, such as "Not approved". */
  readonly notDone: string;
}

/** An action on one request, which `runHandler` loads. */
export interface RequestHandler extends HandlerBase {
  readonly about: "request";
  /** Returns the form to show before `run`, and again while the person fills it in; or a reply instead of a form. */
  form?(interaction: Interaction, request: Request, context: HandlerContext): Promise<Form | Reply>;
  /** Performs the action with the form's values. */
  run(interaction: Submitted, request: Request, context: HandlerContext): Promise<Reply>;
}

/** An action that isn't tied to one request. */
export interface GeneralHandler extends HandlerBase {
  readonly about?: undefined;
  form?(interaction: Interaction, context: HandlerContext): Promise<Form | Reply>;
  run(interaction: Submitted, context: HandlerContext): Promise<Reply>;
}

/** An action that a person can take. */
export type Handler = RequestHandler | GeneralHandler;

/** An interaction with the submitted values. The values are empty if the action has no form. */
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
/** Rejects a form as a whole, regardless of what its fields contain. */
export const invalidForm = (whole: string): Reply => ({ kind: "invalid", errors: {}, whole });
export const noReply: Reply = { kind: "none" };

export const toEventActor = ({ user, name }: Actor): EventActor => ({ id: user, name });

/** A mistake by the person. Its message is shown to them. */
export class UserError extends Error {
  override name = "UserError";
}
