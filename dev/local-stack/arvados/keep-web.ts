import { type Caller, levelFor } from "./access.ts";
import type { ApiAnswer } from "./api-error.ts";
import type { ArvadosState } from "./arvados-state.ts";

/**
 * Answers as keep-web does to GET for a file of a collection: "/by_id/UUID/NAME" or "/c=UUID/NAME" (services/keep-web). Undefined:
 * the path is not one of these. What the caller may not see is 404.
 */
export function readFile(
  state: ArvadosState,
  caller: Caller | undefined,
  path: string,
): ApiAnswer | undefined {
  const [, uuid, name] = /^\/(?:by_id\/|c=|collections\/)([a-z0-9-]{27})\/([^?]{1,300})$/.exec(path) ?? [];
  if (uuid === undefined || name === undefined) return undefined;
  if (!caller)
    return { status: 401, body: "Authorization required\n", headers: { "content-type": "text/plain" } };
  const collection = state.tables.collections.find((each) => each.uuid === uuid && !each.is_trashed);
  const isVisible = collection && levelFor(state, caller, "collections", collection) > 0;
  const content = isVisible
    ? contentOf(state, collection.manifest_text, decodeURIComponent(name))
    : undefined;
  if (content === undefined)
    return { status: 404, body: "404 Not found\n", headers: { "content-type": "text/plain" } };
  return { status: 200, body: content, headers: { "content-type": "text/html; charset=utf-8" } };
}

/** A manifest names blocks, and files as pieces of them all together: ". BLOCK+SIZE 0:SIZE:NAME". */
function contentOf({ blocks }: ArvadosState, manifest: string, name: string): string | undefined {
  for (const line of manifest.split("\n")) {
    const [, ...tokens] = line.split(" ");
    const data = Buffer.concat(
      tokens
        .filter((token) => /^[0-9a-f]{32}\+/.test(token))
        .map((token) => blocks.get(token.slice(0, 32)) ?? Buffer.of()),
    );
    for (const token of tokens) {
      const [, from, size, file] = /^(\d{1,12}):(\d{1,12}):(.+)$/.exec(token) ?? [];
      if (file?.replaceAll("\\040", " ") === name)
        return data.subarray(Number(from), Number(from) + Number(size)).toString();
    }
  }
  return undefined;
}
