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
  /** The title of the reply if the action was not performed, such as "Not approved". */
  readonly notDone: string;
}

/** An action on `Target`, which `runHandler` loads. */
export interface HandlerAbout<Target extends Request | undefined> extends HandlerBase {
  /**
   * The right that a person needs, or a function that chooses it for the request. `runHandler` checks it before it calls
   * `form` or `run`.
   */
  readonly right: Right | ((request: Target, actor: Actor, context: HandlerContext) => Right);
  /** Returns the reply to a person who may see the request but doesn't have the right. By default, it is the denial. */
  denied?(denial: string, actor: Actor, request: Request): Reply;
  /** Returns the form to show before `run`, and again while the person fills it in; or a reply instead of a form. */
  form?(interaction: Interaction, request: Target, context: HandlerContext): Promise<Form | Reply>;
  /** Performs the action with the form's values. */
  run(interaction: Submitted, request: Target, context: HandlerContext): Promise<Reply>;
}

/** An action on one request. */
export interface RequestHandler extends HandlerAbout<Request> {
  readonly about: "request";
}

/** An action that can be used with a request or without one. */
export interface OptionalRequestHandler extends HandlerAbout<Request | undefined> {
  /** True if the command names a person instead of a request. */
  readonly namesPerson?: true;
  readonly about: "optional-request";
}

/** An action that isn't tied to one request. */
export interface GeneralHandler extends HandlerBase {
  readonly about?: undefined;
  /** The right that a person needs, or a function that chooses it for what they typed. */
  readonly right: Right | ((interaction: Interaction, context: HandlerContext) => Promise<Right>);
  form?(interaction: Interaction, context: HandlerContext): Promise<Form | Reply>;
  run(interaction: Submitted, context: HandlerContext): Promise<Reply>;
}

/** An action that a person can take. */
export type Handler = RequestHandler | OptionalRequestHandler | GeneralHandler;

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
