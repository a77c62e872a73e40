import { element } from "./element.js";

const ENTITIES = { lt: "<", gt: ">", amp: "&", quot: '"' };
const JOINER = "\u2060";

/** Resolves entities. The invisible characters that keep signs from meaning anything are dropped. */
function plain(text) {
  return text
    .replace(/&(lt|gt|amp|quot);|&#(\d{1,6});/g, (_, name, code) =>
      name ? ENTITIES[name] : String.fromCodePoint(Number(code)),
    )
    .replaceAll(JOINER, "");
}

const EMOJI = {
  white_check_mark: "✅",
  warning: "⚠️",
  x: "❌",
  hourglass: "⌛",
  eyes: "👀",
  tada: "🎉",
  lock: "🔒",
  hourglass_flowing_sand: "⏳",
};

const INLINE = new RegExp(
  [
    String.raw`\\(?<escaped>[\\\`*{}[\]()#+\-.!_>|~])`,
    "`(?<code>[^`\\n]{1,500})`",
    String.raw`(?<image>!)?\[(?<label>(?:\\.|[^\]\\\n]){0,500})\]\((?<target>[^\s()]{1,2000})\)`,
    String.raw`\*\*(?<bold>(?:\\.|[^*\\\n]){1,1000})\*\*`,
    String.raw`\*(?<italic>(?:\\.|[^*\\\n]){1,1000})\*`,
    String.raw`(?<!\w)_(?<line>(?:\\.|[^_\\\n]){1,1000})_(?!\w)`,
    String.raw`~~(?<struck>[^~\n]{1,1000})~~`,
    String.raw`(?<url>https?://[^\s<>()]{1,2000})`,
    String.raw`(?<![\w@])@(?<mention>[a-z][a-z0-9._-]{0,63})`,
    String.raw`:(?<emoji>[a-z0-9_+-]{1,40}):`,
  ].join("|"),
  "g",
);

/** Renders a line of Markdown. What isn't known stays text, so nothing that a person wrote becomes markup. */
function inline(text) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    parts.push(plain(text.slice(from, match.index)));
    parts.push(special(match[0], match.groups));
    from = match.index + match[0].length;
  }
  parts.push(plain(text.slice(from)));
  return parts.filter((part) => part !== "");
}

function special(whole, groups) {
  const { escaped, code, image, label, target, bold, italic, line, struck, url, mention, emoji } = groups;
  if (escaped !== undefined) return escaped;
  if (code !== undefined) return element("code", {}, code);
  if (bold !== undefined) return element("strong", {}, inline(bold));
  if (italic !== undefined || line !== undefined) return element("em", {}, inline(italic ?? line));
  if (struck !== undefined) return element("s", {}, inline(struck));
  if (mention !== undefined) return element("mark", {}, `@${mention}`);
  if (emoji !== undefined) return EMOJI[emoji] ?? whole;
  // A client would load it, and tell its server who reads the message.
  if (image !== undefined) return element("span", { class: "bad" }, `(an image: ${target})`);
  return link(target ?? url, label === undefined ? [plain(url)] : inline(label));
}

function link(target, label) {
  if (!/^(https?:\/\/|mailto:)/i.test(target)) return element("span", {}, label);
  return element("a", { href: plain(target), target: "_blank", rel: "noreferrer" }, label);
}

const RULE = /^ {0,3}([-*_])(?: *\1){2,}\s*$/;
const BULLET = /^ {0,3}[-*+] (.*)$/;
const NUMBERED = /^ {0,3}\d{1,9}[.)] (.*)$/;
const HEADING = /^(#{1,6}) (.*)$/;
const DIVIDER = /^\|?[ :|-]*-[ :|-]*$/;

/** Renders Mattermost's Markdown: paragraphs, quotations, lists, tables, code, headings, and what a line can contain. */
export function markdown(text) {
  const lines = text.split("\n");
  const blocks = [];
  let at = 0;
  const take = (isPart) => {
    const taken = [];
    while (at < lines.length && isPart(lines[at])) taken.push(lines[at++]);
    return taken;
  };
  while (at < lines.length) {
    const line = lines[at];
    if (line.startsWith("```")) {
      at++;
      const code = take((one) => !one.startsWith("```"));
      at++;
      blocks.push(element("pre", {}, element("code", {}, code.join("\n"))));
    } else if (line.startsWith(">")) {
      const quoted = take((one) => one.startsWith(">")).map((one) => one.replace(/^> ?/, ""));
      blocks.push(element("blockquote", {}, markdown(quoted.join("\n"))));
    } else if (line.includes("|") && DIVIDER.test(lines[at + 1] ?? "")) {
      const [head, , ...rows] = take((one) => one.includes("|"));
      blocks.push(table(head, rows));
    } else if (RULE.test(line)) {
      at++;
      blocks.push(element("hr"));
    } else if (HEADING.test(line)) {
      at++;
      blocks.push(element("h4", {}, inline(HEADING.exec(line)[2])));
    } else if (BULLET.test(line)) {
      const items = take((one) => BULLET.test(one)).map((one) => BULLET.exec(one)[1]);
      blocks.push(
        element(
          "ul",
          {},
          items.map((item) => element("li", {}, inline(item))),
        ),
      );
    } else if (NUMBERED.test(line)) {
      const items = take((one) => NUMBERED.test(one)).map((one) => NUMBERED.exec(one)[1]);
      blocks.push(
        element(
          "ol",
          {},
          items.map((item) => element("li", {}, inline(item))),
        ),
      );
    } else {
      at++;
      blocks.push(element("div", { class: "line" }, inline(line)));
    }
  }
  return blocks;
}

const cellsOf = (row) =>
  row
    .trim()
    .replace(/^\|/, "")
    .replace(/(?<!\\)\|$/, "")
    .split(/(?<!\\)\|/);

function table(head, rows) {
  const line = (row, tag) =>
    element(
      "tr",
      {},
      cellsOf(row).map((cell) => element(tag, {}, inline(cell.trim()))),
    );
  return element(
    "table",
    { class: "written" },
    element("thead", {}, line(head, "th")),
    element(
      "tbody",
      {},
      rows.map((row) => line(row, "td")),
    ),
  );
}
