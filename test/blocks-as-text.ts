import type { types } from "@slack/bolt";

/** Renders Block Kit as readable text, one line per element, for comparison with the approved golden files. */
export function blocksAsText(blocks: readonly (types.KnownBlock | { readonly type: string })[]): string {
  return blocks.map((block) => blockAsText(block as types.KnownBlock)).join("\n");
}

function blockAsText(block: types.KnownBlock): string {
  switch (block.type) {
    case "header":
      return `# ${block.text.text}`;
    case "section": {
      const fields = (block.fields ?? []).map(({ text }) => text.replace("\n", " "));
      return [...(block.text ? [block.text.text] : []), ...fields].map(readable).join("\n");
    }
    case "context":
      return block.elements
        .map((element) => readable("text" in element ? String(element.text) : ""))
        .join("\n")
        .replace(/^/gm, "  ");
    case "actions":
      return block.elements.map(buttonAsText).join(" ");
    case "input":
      return inputAsText(block);
    default:
      return `(${block.type})`;
  }
}

function buttonAsText(element: types.ActionsBlock["elements"][number]): string {
  if (element.type !== "button") return `(${element.type})`;
  const { confirm, accessibility_label: spoken } = element;
  const heard = spoken === undefined || spoken === element.text.text ? "" : ` (spoken: ${spoken})`;
  return `[${element.text.text}]${heard}${confirm ? ` (asks: ${confirm.title?.text} ${confirm.text?.text})` : ""}`;
}

function inputAsText({ label, element, optional, hint }: types.InputBlock): string {
  const options = "options" in element ? element.options.map(({ text }) => text.text).join(" / ") : "";
  const initial = "initial_value" in element && element.initial_value ? ` = ${element.initial_value}` : "";
  const asked = `${label.text}${optional ? " (optional)" : ""}: <${element.type}${options ? ` ${options}` : ""}${initial}>`;
  return hint ? `${asked}\n  ${hint.text}` : asked;
}

/** Replaces each date with its fallback text, so that the result doesn't depend on a time zone. */
function readable(text: string): string {
  return text.replace(/<!date\^\d+\^[^|]*\|([^>]*)>/g, "$1");
}
