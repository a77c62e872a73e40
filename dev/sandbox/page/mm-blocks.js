import { safeColor } from "./attachments.js";
import { element } from "./element.js";
import { markdown } from "./markdown.js";
import { control } from "./post-control.js";

/** Renders Mattermost Blocks (docs.mattermost.com/developers/integrate/reference/mm-blocks). `opened` remembers what is unfolded. */
export function mmBlocks(list = [], doing) {
  return list.map((block) => mmBlock(block, doing));
}

function mmBlock(block, doing) {
  const { type, content, columns, items } = block;
  switch (type) {
    case "text":
      return element(
        "div",
        { class: ["text", block.is_subtle ? "subtle" : "", block.size ?? ""].join(" ").trim() },
        markdown(block.text ?? ""),
      );
    case "divider":
      return element("hr");
    case "button":
      return control({ ...block, id: block.action_id, name: block.text }, doing);
    case "static_select":
      return control(
        { ...block, id: block.action_id, type: "select", name: block.placeholder ?? "Choose" },
        doing,
      );
    case "container":
      return element(
        "div",
        {
          class: [
            "container",
            block.accent_color ? "attachment" : "",
            block.background ? "shaded" : "",
            block.flow === "horizontal" ? "actions" : "",
          ].join(" "),
          style: block.accent_color ? `--bar:${safeColor(block.accent_color)}` : undefined,
        },
        mmBlocks(content, doing),
      );
    case "collapsible": {
      const key = JSON.stringify(block.header ?? "");
      return element(
        "details",
        {
          class: "collapsible",
          open: doing.opened.get(key) ?? block.collapsed !== true,
          ontoggle: (event) => doing.opened.set(key, event.target.open),
        },
        element("summary", {}, mmBlocks(block.header, doing)),
        mmBlocks(content, doing),
      );
    }
    case "column_set":
      return element("div", { class: "fields" }, mmBlocks(columns, doing));
    case "column":
      return element("div", {}, mmBlocks(items, doing));
    default:
      return element("p", { class: "unknown" }, `(a block of type ${type})`);
  }
}
