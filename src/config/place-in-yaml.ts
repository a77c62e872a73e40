import { isNode, LineCounter, parseDocument } from "yaml";

/**
 * Finds where a setting is in a YAML file, as "line:column", both from 1. Of a setting that is missing, it is the place of the
 * section that lacks it.
 */
export function placeInYaml(text: string, path: readonly PropertyKey[]): string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (!isNode(node) || !node.range) continue;
    const { line, col } = lines.linePos(node.range[0]);
    return `${line}:${col}`;
  }
  return "1:1";
}
