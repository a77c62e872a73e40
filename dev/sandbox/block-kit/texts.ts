import { randomBytes } from "node:crypto";
import type { Block } from "../workspace.ts";

/** Slack documents no limit for all block texts of a message together; this is where it starts to reject them (bolt-js#2509). */
export const MAX_BLOCK_TEXT = 13_200;

/** Returns the total length of all texts in blocks. */
export function textLength(blocks: unknown): number {
  let length = 0;
  visit(blocks, (node) => {
    if (typeof node.text === "string") length += node.text.length;
  });
  return length;
}

/** Finds the mentions in mrkdwn, which need raw angle brackets. */
export function mentionsIn(text: string, blocks: unknown): string[] {
  const mentions = listMentions(text);
  visit(blocks, (node) => {
    if (node.type === "mrkdwn" || node.type === "markdown") mentions.push(...listMentions(String(node.text)));
  });
  return [...new Set(mentions)];
}

function listMentions(text: string): string[] {
  return [...text.matchAll(/<(!channel|!here|!everyone|!subteam\^\w+|@[UW]\w+)[|>]/g)].map(
    ([, whom]) => whom ?? "",
  );
}

/** Adds the IDs to blocks and elements that Slack adds if the app sets none. */
export function withIds(blocks: readonly object[]): Block[] {
  return blocks.map((block) => {
    const copy = { block_id: randomId(), ...block } as Block;
    const inner = { ...copy } as Record<string, unknown>;
    for (const name of ["element", "accessory"]) {
      if (inner[name]) inner[name] = { action_id: randomId(), ...inner[name] };
    }
    if (copy.type === "actions") {
      inner.elements = (copy.elements as object[]).map((element) => ({
        action_id: randomId(),
        ...element,
      }));
    }
    return inner as unknown as Block;
  });
}

function visit(node: unknown, visitNode: (node: Record<string, unknown>) => void): void {
  if (Array.isArray(node)) for (const child of node) visit(child, visitNode);
  else if (typeof node === "object" && node !== null) {
    visitNode(node as Record<string, unknown>);
    for (const child of Object.values(node)) visit(child, visitNode);
  }
}

function randomId(): string {
  return randomBytes(4).toString("base64url");
}
