import type { Answer } from "../deliver/delivery.ts";
import { viewJson } from "../web-api/shapes.ts";
import { type ActDeps, buildEnvelope, findPerson, NoSuchThingError } from "./act-deps.ts";
import { stateSoFar, type Values } from "./fill-in.ts";
import { topView } from "./submit.ts";

export interface Change {
  readonly user: string;
  readonly viewId: string;
  /** All values so far. */
  readonly values: Values;
  /** The changed input, by its block ID or the part before a tilde. */
  readonly field: string;
}

/** A person changes an input of a modal that is marked with `dispatch_action`: `block_actions`. */
export async function change({ user, viewId, values, field }: Change, deps: ActDeps): Promise<Answer> {
  const { workspace, triggers, deliverer } = deps;
  const person = findPerson(workspace, user);
  const view = topView(workspace, user, viewId);
  const block = view.content.blocks.find(({ block_id }) =>
    [block_id, block_id.replace(/~.*$/, "")].includes(field),
  );
  if (block?.type !== "input" || block.dispatch_action !== true) {
    throw new NoSuchThingError(`the modal has no input ${field} that reports its changes`);
  }
  const state = stateSoFar(view, values);
  const element = block.element as { readonly action_id: string; readonly type: string };
  const body = {
    type: "block_actions",
    ...buildEnvelope(workspace, person),
    container: { type: "view", view_id: view.id },
    view: { ...viewJson(view, workspace), state: { values: state } },
    trigger_id: triggers.make(user),
    actions: [
      {
        ...state[block.block_id]?.[element.action_id],
        type: element.type,
        block_id: block.block_id,
        action_id: element.action_id,
        action_ts: workspace.nextTs(),
      },
    ],
  };
  return deliverer.deliver({ kind: "interactive", body }, `${field} changed`, user);
}
