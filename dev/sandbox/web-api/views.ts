import { randomBytes } from "node:crypto";
import { withIds } from "../block-kit/texts.ts";
import { findViewProblems } from "../block-kit/validate.ts";
import type { View, Workspace } from "../workspace.ts";
import { invalid } from "./chat.ts";
import type { Arguments, CallContext, Method } from "./method.ts";
import { readText } from "./method.ts";
import { viewJson } from "./shapes.ts";
import { SlackApiError } from "./slack-api-error.ts";

const MAX_VIEW_BYTES = 250_000;
const MAX_STACK = 3;
const free = { token: "bot", scopes: [] } as const;

export const openView: Method = {
  ...free,
  run(args, context) {
    const user = findPerson(args, context);
    const view = newView(user, checkedView(args.view), null);
    context.workspace.modals.set(user, [view]);
    context.workspace.changed("view");
    return { view: viewJson(view, context.workspace) };
  },
};

export const pushView: Method = {
  ...free,
  run(args, context) {
    const content = checkedView(args.view);
    const user = findPerson(args, context);
    const view = pushOnto(context.workspace, user, content);
    return { view: viewJson(view, context.workspace) };
  },
};

export const updateView: Method = {
  ...free,
  run(args, { workspace }) {
    const view = [...workspace.modals.values()].flat().find(({ id }) => id === args.view_id);
    if (!view) throw new SlackApiError("not_found");
    if (args.hash !== undefined && args.hash !== view.hash) throw new SlackApiError("hash_conflict");
    replaceContent(workspace, view, checkedView(args.view));
    return { view: viewJson(view, workspace) };
  },
};

export const publishView: Method = {
  ...free,
  run(args, { workspace }) {
    if (!workspace.manifest.hasHome) throw new SlackApiError("not_enabled");
    const user = readText(args, "user_id");
    if (!workspace.people.has(user)) throw new SlackApiError("user_not_found");
    const known = workspace.homes.get(user);
    if (args.hash !== undefined && args.hash !== known?.hash) throw new SlackApiError("hash_conflict");
    const content = checkedView(args.view);
    if (content.type !== "home") throw new SlackApiError("invalid_arguments");
    const view = known ?? newView(user, content, null);
    workspace.homes.set(user, view);
    replaceContent(workspace, view, content);
    return { view: viewJson(view, workspace) };
  },
};

export type Content = View["content"];

/** Returns a view's content, or throws Slack's error. */
export function checkedView(content: unknown): Content {
  if (JSON.stringify(content ?? null).length > MAX_VIEW_BYTES) throw new SlackApiError("view_too_large");
  const problems = findViewProblems(content);
  if (problems.length > 0) throw invalid("invalid_arguments", "/view", problems);
  const view = content as Record<string, unknown> & { blocks: object[] };
  return { ...view, blocks: withIds(view.blocks) };
}

export function pushOnto(workspace: Workspace, user: string, content: Content): View {
  const stack = workspace.modals.get(user) ?? [];
  if (stack.length >= MAX_STACK) throw new SlackApiError("push_limit_reached");
  const view = newView(user, content, stack.at(-1) ?? null);
  workspace.modals.set(user, [...stack, view]);
  workspace.changed("view");
  return view;
}

/** An input's error stays while the input exists. */
export function replaceContent(workspace: Workspace, view: View, content: Content): void {
  const ids = new Set(content.blocks.map(({ block_id }) => block_id));
  const errors = Object.fromEntries(Object.entries(view.errors).filter(([id]) => ids.has(id)));
  Object.assign(view, { content, hash: newHash(), errors, trouble: "" });
  workspace.changed("view");
}

function newView(user: string, content: Content, below: View | null): View {
  const id = `V${randomBytes(6).toString("hex").toUpperCase()}`;
  const type = content.type === "home" ? "home" : "modal";
  return {
    id,
    user,
    type,
    rootId: below?.rootId ?? id,
    previousId: below?.id ?? null,
    hash: newHash(),
    errors: {},
    trouble: "",
    content,
  };
}

function newHash(): string {
  return `${Math.floor(Date.now() / 1000)}.${randomBytes(4).toString("hex")}`;
}

function findPerson(args: Arguments, { triggers }: CallContext): string {
  const used = triggers.use(readText(args, "trigger_id"));
  if ("error" in used) throw new SlackApiError(used.error);
  return used.user;
}
