import { AppError } from "./app-error.ts";
import { type Installation, isAtLeast } from "./installation.ts";

/** What a block's button or menu calls. */
export interface MmBlocksAction {
  readonly type: string;
  readonly url?: string;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, string>>;
}

type Block = Readonly<Record<string, unknown>>;
type Props = Readonly<Record<string, unknown>>;

const MAX_BLOCKS = 100;
const MAX_DEPTH = 32;
const MAX_TEXT_CHARACTERS = 16_000;
const MAX_ACTIONS = 50;
const ACTION_ID = /^[A-Za-z0-9_-]{1,64}$/;
const TYPES = new Set([
  "text",
  "image",
  "divider",
  "button",
  "static_select",
  "container",
  "collapsible",
  "column_set",
  "column",
]);

/** Whether this version knows Mattermost Blocks. An older one stores them and shows nothing. */
export function knowsMmBlocks(installation: Installation): boolean {
  return isAtLeast(installation, 11, 10);
}

export function hasMmBlocks(installation: Installation): boolean {
  return knowsMmBlocks(installation) && installation.settings.mmBlocksEnabled;
}

/**
 * Refuses blocks and actions that are invalid or don't fit together: each action that is used must be defined, and each defined
 * one must be used (docs.mattermost.com/developers/integrate/reference/mm-blocks).
 */
export function checkMmBlocks(installation: Installation, message: string, props: Props): void {
  if (!knowsMmBlocks(installation)) return;
  const problem = problemOf(message, props);
  if (problem !== undefined)
    throw new AppError("model.post.is_valid.mm_blocks.app_error", 400, { Problem: problem });
}

export function problemOf(message: string, props: Props): string | undefined {
  const { mm_blocks, mm_blocks_actions } = props;
  if (mm_blocks === undefined && mm_blocks_actions === undefined) return undefined;
  if (mm_blocks !== undefined && !Array.isArray(mm_blocks)) return "mm_blocks must be an array";
  const all = flatten((mm_blocks as Block[] | undefined) ?? [], 1);
  if (all === undefined) return `blocks are nested deeper than ${MAX_DEPTH} levels`;
  if (all.length > MAX_BLOCKS) return `more than ${MAX_BLOCKS} blocks`;
  const unknown = all.find(({ type }) => !TYPES.has(String(type)));
  if (unknown) return `unknown block type ${String(unknown.type)}`;
  const characters = all
    .filter(({ type }) => type === "text" || type === "button")
    .reduce((sum, { text }) => sum + [...String(text ?? "")].length, 0);
  if (characters > MAX_TEXT_CHARACTERS) return `more than ${MAX_TEXT_CHARACTERS} characters`;
  return problemOfActions(message, all, (mm_blocks_actions ?? {}) as Record<string, MmBlocksAction>);
}

function problemOfActions(
  message: string,
  blocks: readonly Block[],
  actions: Readonly<Record<string, MmBlocksAction>>,
): string | undefined {
  const defined = Object.entries(actions);
  if (defined.length > MAX_ACTIONS) return `more than ${MAX_ACTIONS} actions`;
  for (const [id, { type, url }] of defined) {
    if (!ACTION_ID.test(id)) return `invalid action id ${id}`;
    if (type !== "external" && type !== "openURL") return `unknown action type ${type}`;
    if (!url) return `action ${id} has no url`;
  }
  const used = new Set(usedActions(message, blocks));
  const missing = [...used].find((id) => actions[id] === undefined);
  if (missing !== undefined) return `mm_blocks_actions missing entry for action_id ${missing}`;
  const unused = defined.find(([id]) => !used.has(id));
  return unused && `mm_blocks_actions entry ${unused[0]} is not referenced by interactive content`;
}

/** A disabled control uses no action. Links with the scheme mmaction:// use one. */
function usedActions(message: string, blocks: readonly Block[]): string[] {
  const controls = blocks
    .filter(({ type, disabled }) => (type === "button" || type === "static_select") && disabled !== true)
    .map(({ action_id }) => String(action_id ?? ""));
  const texts = [
    message,
    ...blocks.filter(({ type }) => type === "text").map(({ text }) => String(text ?? "")),
  ];
  const links = texts.flatMap((text) =>
    [...text.matchAll(/\]\(mmaction:\/\/([A-Za-z0-9_-]{1,64})/g)].map(([, id]) => id ?? ""),
  );
  return [...controls, ...links];
}

/** Returns all blocks of a tree, or undefined if it is too deep. */
function flatten(blocks: readonly Block[], depth: number): Block[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const all: Block[] = [];
  for (const block of blocks) {
    all.push(block);
    for (const part of ["content", "header", "columns", "items"]) {
      if (!Array.isArray(block[part])) continue;
      const below = flatten(block[part] as Block[], depth + 1);
      if (below === undefined) return undefined;
      all.push(...below);
    }
  }
  return all;
}

/** Returns the blocks of a post, at every level. */
export function blocksOf({ mm_blocks }: Props): readonly Block[] {
  return Array.isArray(mm_blocks) ? (flatten(mm_blocks as Block[], 1) ?? []) : [];
}

/**
 * The props of a post that somebody else than its bot edited. What its blocks call stays as it was, whatever the edit says
 * (UpdatePost in server/channels/app/post.go).
 */
export function keepMmBlocksActions(
  installation: Installation,
  before: Props,
  after: Props,
): Record<string, unknown> {
  if (!knowsMmBlocks(installation)) return { ...after };
  const { mm_blocks_actions: _, ...kept } = after;
  const { mm_blocks_actions } = before;
  return mm_blocks_actions === undefined ? kept : { ...kept, mm_blocks_actions };
}

/**
 * The props of a post that its own bot edited, which may replace what its blocks call, or remove it with an empty object. If the
 * edit doesn't contain it, it stays as it was (mattermost/mattermost#37583). Throws if it is invalid.
 */
export function replaceMmBlocksActions(
  installation: Installation,
  message: string,
  before: Props,
  after: Props,
): Record<string, unknown> {
  const { mm_blocks_actions } = after;
  // A text is what the bot read, in which the actions are sealed.
  if (mm_blocks_actions === undefined || typeof mm_blocks_actions === "string")
    return keepMmBlocksActions(installation, before, after);
  checkMmBlocks(installation, message, after);
  return { ...after };
}

/** The props that an answer to an action asks for. Invalid actions, and those of a post that had none, are dropped with a line in the log. */
export function acceptMmBlocksActions(
  installation: Installation,
  message: string,
  before: Props,
  after: Props,
): Record<string, unknown> {
  if (after.mm_blocks_actions === undefined || !knowsMmBlocks(installation)) return { ...after };
  const { mm_blocks_actions: _, ...rest } = after;
  if (before.mm_blocks_actions === undefined) {
    installation.log.push("Dropping mm_blocks_actions from the update response: the original post had none");
    return rest;
  }
  const problem = problemOf(message, after);
  if (problem === undefined) return { ...after };
  installation.log.push(`Restoring original mm_blocks_actions: ${problem}`);
  return { ...rest, mm_blocks_actions: before.mm_blocks_actions };
}
