import { AppError } from "../app-error.ts";
import { attachmentsOf } from "../attachments.ts";
import type { Ephemeral, Installation, Post } from "../installation.ts";
import { blocksOf, hasMmBlocks, knowsMmBlocks, type MmBlocksAction } from "../mm-blocks.ts";

/** What pressing something calls. */
export interface FoundAction {
  readonly name: string;
  readonly type: string;
  readonly dataSource: string;
  readonly url: string;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Where an action is: in an attachment, or in Mattermost Blocks. The client says which. */
export type ActionFormat = "attachment" | "mm_block";

/** Throws 404 for an ID that the route doesn't match: until Mattermost Blocks, only letters and digits. */
export function checkActionId(installation: Installation, actionId: string): void {
  const pattern = knowsMmBlocks(installation) ? /^[A-Za-z0-9_-]+$/ : /^[A-Za-z0-9]+$/;
  if (!pattern.test(actionId)) throw new AppError("api.context.404.app_error", 404);
}

/** Finds an action. Throws 404 if the post has none with this ID, or somebody edited the post and so removed what it calls. */
export function findAction(
  installation: Installation,
  { props }: Pick<Post | Ephemeral, "props">,
  actionId: string,
  format: ActionFormat,
): FoundAction {
  const found =
    format === "mm_block" ? inBlocks(installation, props, actionId) : inAttachments(props, actionId);
  if (!found) throw new AppError("api.post.do_action.action_id.app_error", 404);
  return found;
}

function inAttachments(props: Readonly<Record<string, unknown>>, actionId: string): FoundAction | undefined {
  for (const { actions = [] } of attachmentsOf(props)) {
    const action = actions.find(({ id }) => id === actionId);
    if (action?.integration?.url === undefined) continue;
    const { type = "", name = actionId, data_source = "", integration } = action;
    const { url = "", context = {} } = integration;
    return { type, name, dataSource: data_source, url, context };
  }
  return undefined;
}

function inBlocks(
  installation: Installation,
  props: Readonly<Record<string, unknown>>,
  actionId: string,
): FoundAction | undefined {
  if (!hasMmBlocks(installation)) throw new AppError("api.post.do_action.action_integration.app_error", 400);
  const action = (props.mm_blocks_actions as Record<string, MmBlocksAction> | undefined)?.[actionId];
  if (action?.url === undefined) return undefined;
  const block = blocksOf(props).find(({ action_id }) => action_id === actionId);
  const url = new URL(action.url);
  const queries = { ...action.query, ...(block?.query as Record<string, string> | undefined) };
  for (const [name, value] of Object.entries(queries)) url.searchParams.set(name, value);
  const name = String(block?.text ?? actionId);
  return { type: "button", name, dataSource: "", url: url.href, context: action.context ?? {} };
}
