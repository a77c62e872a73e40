import type { z } from "zod";
import { messageBlocks, view } from "./blocks.ts";

/** One error in the format of `blocks.validate` (docs.slack.dev/reference/methods/blocks.validate). */
export interface BlockProblem {
  /** JSON pointer (RFC 6901) to the error. */
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  readonly constraint?: Readonly<Record<string, unknown>>;
}

/** Finds what Slack would reject in the blocks of a message; pointers start at the array. */
export function findBlockProblems(blocks: unknown): BlockProblem[] {
  const { error } = messageBlocks.safeParse(blocks, { reportInput: true });
  return error ? error.issues.flatMap(toProblems) : repeatedIds(blocks as Identified[], []);
}

/** Finds what Slack would reject in a modal or home view. */
export function findViewProblems(content: unknown): BlockProblem[] {
  const { data, error } = view.safeParse(content, { reportInput: true });
  return data ? repeatedIds(data.blocks as Identified[], ["blocks"]) : error.issues.flatMap(toProblems);
}

function toProblems(issue: z.core.$ZodIssue): BlockProblem[] {
  if (issue.code === "invalid_union" && issue.errors.length > 0) {
    const closest = issue.errors.toSorted((a, b) => a.length - b.length)[0] ?? [];
    return closest.flatMap((inner) => toProblems({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  const pointer = pointerTo(issue.path);
  switch (issue.code) {
    case "too_big":
      return [
        problem(pointer, `must be less than ${Number(issue.maximum) + 1} ${unit(issue.origin)}`, {
          max: issue.maximum,
        }),
      ];
    case "too_small":
      return [
        problem(pointer, `must be more than ${Number(issue.minimum) - 1} ${unit(issue.origin)}`, {
          min: issue.minimum,
        }),
      ];
    case "unrecognized_keys":
      return issue.keys.map((key) =>
        problem(pointerTo([...issue.path, key]), `invalid additional property: ${key}`),
      );
    case "invalid_union":
      return [problem(pointer, "unsupported type")];
    case "invalid_type":
      return [
        problem(
          pointer,
          issue.input === undefined ? "missing required field" : `must be a ${issue.expected}`,
        ),
      ];
    default:
      return [problem(pointer, issue.message)];
  }
}

function problem(
  pointer: string,
  message: string,
  constraint?: Readonly<Record<string, unknown>>,
): BlockProblem {
  return { pointer, code: "failed_constraint", message, ...(constraint ? { constraint } : {}) };
}

interface Identified {
  readonly block_id?: string;
  readonly elements?: readonly { readonly action_id?: string }[];
}

/** Checks that block IDs are unique in a message or view, and action IDs within their block. */
function repeatedIds(blocks: readonly Identified[], path: readonly string[]): BlockProblem[] {
  const problems = repeats(blocks.map(({ block_id }) => block_id)).map((at) =>
    problem(pointerTo([...path, at, "block_id"]), "block_id already exists"),
  );
  const inner = blocks.flatMap(({ elements = [] }, block) =>
    repeats(elements.map(({ action_id }) => action_id)).map((at) =>
      problem(
        pointerTo([...path, block, "elements", at, "action_id"]),
        "action_id already exists in the block",
      ),
    ),
  );
  return [...problems, ...inner];
}

function repeats(ids: readonly (string | undefined)[]): number[] {
  return ids.flatMap((id, at) => (id !== undefined && ids.indexOf(id) < at ? [at] : []));
}

function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function unit(origin: string): string {
  return origin === "string" ? "characters" : "items";
}
