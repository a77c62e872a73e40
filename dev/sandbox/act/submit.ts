import type { Answer } from "../deliver/delivery.ts";
import { viewJson } from "../web-api/shapes.ts";
import { SlackApiError } from "../web-api/slack-api-error.ts";
import { checkedView, pushOnto, replaceContent } from "../web-api/views.ts";
import type { View, Workspace } from "../workspace.ts";
import { type ActDeps, buildEnvelope, findPerson, NoSuchThingError } from "./act-deps.ts";
import { fillIn, type Values } from "./fill-in.ts";

export interface Submit {
  readonly user: string;
  readonly viewId: string;
  readonly values: Values;
}

const TROUBLE = "We had some trouble connecting. Try again?";

/** The result that the person sees. */
export type Submitted = "closed" | "errors" | "trouble" | "changed";

/** A person submits a modal. It is checked as in Slack's client and sent as `view_submission`; then the app's response is applied. */
export async function submit({ user, viewId, values }: Submit, deps: ActDeps): Promise<Submitted> {
  const { workspace, deliverer, triggers } = deps;
  const person = findPerson(workspace, user);
  const view = topView(workspace, user, viewId);
  const filled = fillIn(view, values);
  if ("errors" in filled) {
    show(workspace, view, { errors: filled.errors });
    return "errors";
  }
  const body = {
    type: "view_submission",
    ...buildEnvelope(workspace, person),
    trigger_id: triggers.make(user),
    view: { ...viewJson(view, workspace), state: { values: filled.state } },
    response_urls: [],
  };
  const what = `${String(view.content.callback_id ?? "a form")} submitted`;
  const answer = await deliverer.deliver({ kind: "interactive", body }, what, user);
  return applyResponse(answer, view, workspace);
}

/** A person closes a modal without submitting it. Does nothing if it is already closed, as after a second Escape. */
export async function closeView(
  { user, viewId }: Pick<Submit, "user" | "viewId">,
  deps: ActDeps,
): Promise<void> {
  const { workspace, deliverer } = deps;
  const person = findPerson(workspace, user);
  const view = findTopModal(workspace, user);
  if (view?.id !== viewId) return;
  pop(workspace, view);
  if (view.content.notify_on_close !== true) return;
  const body = {
    type: "view_closed",
    ...buildEnvelope(workspace, person),
    view: viewJson(view, workspace),
    is_cleared: false,
  };
  await deliverer.deliver({ kind: "interactive", body }, "a form closed", user);
}

export function topView(workspace: Workspace, user: string, viewId: string): View {
  const view = findTopModal(workspace, user);
  if (view?.id !== viewId) throw new NoSuchThingError("This form is already closed.");
  return view;
}

const findTopModal = ({ modals }: Workspace, user: string): View | undefined => modals.get(user)?.at(-1);

interface ResponseAction {
  readonly response_action?: "errors" | "update" | "push" | "clear";
  readonly errors?: Readonly<Record<string, string>>;
  readonly view?: unknown;
}

function applyResponse(answer: Answer, view: View, workspace: Workspace): Submitted {
  const trouble = (): Submitted => {
    show(workspace, view, { trouble: TROUBLE });
    return "trouble";
  };
  if (!answer.acked) return trouble();
  const { response_action, errors = {}, view: next } = (answer.response ?? {}) as ResponseAction;
  try {
    switch (response_action) {
      case undefined:
        pop(workspace, view);
        return "closed";
      case "clear":
        workspace.modals.delete(view.user);
        workspace.changed("view");
        return "closed";
      case "errors":
        if (!Object.keys(errors).every((block) => isInput(view, block))) return trouble();
        show(workspace, view, { errors });
        return "errors";
      case "update":
        replaceContent(workspace, view, checkedView(next));
        return "changed";
      case "push":
        pushOnto(workspace, view.user, checkedView(next));
        return "changed";
      default:
        return trouble();
    }
  } catch (error) {
    if (error instanceof SlackApiError) return trouble();
    throw error;
  }
}

function isInput({ content }: View, blockId: string): boolean {
  return content.blocks.some(({ type, block_id }) => type === "input" && block_id === blockId);
}

function show(workspace: Workspace, view: View, { errors = {}, trouble = "" }: Partial<View>): void {
  Object.assign(view, { errors, trouble });
  workspace.changed("view");
}

function pop(workspace: Workspace, view: View): void {
  const below = (workspace.modals.get(view.user) ?? []).filter(({ id }) => id !== view.id);
  workspace.modals.set(view.user, view.content.clear_on_close === true ? [] : below);
  workspace.changed("view");
}
