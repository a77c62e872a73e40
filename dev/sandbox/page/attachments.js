import { element } from "./element.js";
import { markdown } from "./markdown.js";
import { control } from "./post-control.js";

/** Renders the attachments of a message, each with its colored bar, in the order of the web app: text, fields, buttons. */
export function attachments(list, doing) {
  return list.map(({ color, pretext, author_name, title, title_link, text, fields, footer, actions }) => [
    pretext ? element("div", { class: "text" }, markdown(pretext)) : undefined,
    element(
      "div",
      { class: "attachment", style: `--bar:${safeColor(color)}` },
      author_name ? element("p", { class: "quiet" }, author_name) : undefined,
      title
        ? element("h3", {}, title_link ? markdown(`[${title}](${title_link})`) : markdown(title))
        : undefined,
      text ? element("div", { class: "text" }, markdown(text)) : undefined,
      fields?.length ? fieldTable(fields) : undefined,
      actions?.length
        ? element(
            "div",
            { class: "actions" },
            actions.map((action) => control(action, doing)),
          )
        : undefined,
      footer ? element("p", { class: "quiet" }, footer) : undefined,
    ),
  ]);
}

/** Short fields are in two columns, others take the whole width. */
function fieldTable(fields) {
  return element(
    "div",
    { class: "fields" },
    fields.map(({ title, value, short }) =>
      element(
        "div",
        { class: short ? "" : "wide" },
        element("strong", {}, markdown(String(title ?? ""))),
        element("div", {}, markdown(String(value ?? ""))),
      ),
    ),
  );
}

/** Mattermost knows hex colors, and three names. */
export function safeColor(color) {
  const named = { good: "#3db887", warning: "#ffbc1f", danger: "#d24b4e" };
  return named[color] ?? (/^#[0-9a-f]{3,8}$/i.test(color ?? "") ? color : "#8a94a6");
}
