import { element } from "./element.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const plain = (text) => text.replace(/&(lt|gt|amp);/g, (entity) => ENTITIES[entity]);

const PATTERN = /<([^<>]+)>|\*([^*\n]+)\*|_([^_\n]+)_(?!\w)|`([^`\n]+)`/g;

/** Renders Slack's mrkdwn: bold, italics, code, quotes, links, mentions, dates. */
export function mrkdwn(text, people) {
  const lines = text.split("\n");
  const blocks = [];
  for (const line of lines) {
    const quoted = line.startsWith(">");
    const content = inline(quoted ? line.slice(1) : line, people);
    const last = blocks.at(-1);
    if (quoted && last?.tagName === "BLOCKQUOTE") last.append(element("br"), ...content);
    else
      blocks.push(quoted ? element("blockquote", {}, content) : element("div", { class: "line" }, content));
  }
  return blocks;
}

function inline(text, people) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(PATTERN)) {
    parts.push(plain(text.slice(from, match.index)));
    const [whole, angle, bold, italic, code] = match;
    if (angle !== undefined) parts.push(special(angle, people));
    else if (bold !== undefined) parts.push(element("strong", {}, inline(bold, people)));
    else if (italic !== undefined) parts.push(element("em", {}, inline(italic, people)));
    else parts.push(element("code", {}, plain(code)));
    from = match.index + whole.length;
  }
  parts.push(plain(text.slice(from)));
  return parts.filter((part) => part !== "");
}

function special(inner, people) {
  const [target, label] = inner.split("|");
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return element("mark", {}, `@${target.slice(1)}`);
  if (target.startsWith("@")) {
    const person = people.find(({ id }) => id === target.slice(1));
    return element("mark", {}, `@${person?.name ?? target.slice(1)}`);
  }
  return element("a", { href: target, target: "_blank", rel: "noreferrer" }, plain(label ?? target));
}

function date(target, fallback) {
  const at = new Date(Number(target.split("^")[1]) * 1000);
  if (Number.isNaN(at.getTime())) return fallback ?? "";
  const today = at.toDateString() === new Date().toDateString();
  const day = today ? "Today" : at.toLocaleDateString("en-US", { month: "short", day: "numeric" });
  const time = at.toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" });
  return element("time", { datetime: at.toISOString(), title: at.toISOString() }, `${day} at ${time}`);
}
