import { createHash } from "node:crypto";

/** A part of a document: a heading, a paragraph, or the items of a list. All of it is plain text. */
export type Block =
  | { readonly kind: "heading" | "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] };

export type TextFormat = "markdown" | "html" | "plain";

/** A document as people read it. */
export interface DocumentText {
  readonly blocks: readonly Block[];
  /** The SHA-256 of what is shown, in hex: the title and each heading, paragraph, and item on a line of its own. */
  readonly hash: string;
}

/** A longer document isn't read to its end by anyone, and an endless one must not fill the memory. */
export const MAX_DOCUMENT_BYTES = 512 * 1024;

/** Turns a document into plain paragraphs. No markup of it reaches a page, so that nothing in it runs or is loaded there. */
export function toDocumentText(title: string, source: string, format: TextFormat): DocumentText {
  const text = source
    .slice(0, MAX_DOCUMENT_BYTES)
    .replace(/^\ufeff/, "")
    .replace(/\r\n?/g, "\n");
  const all = toBlocks(format === "html" ? htmlToMarkdown(text) : text, format !== "plain");
  const [first] = all;
  // The title is above the text already.
  const blocks = first?.kind === "heading" && first.text === title ? all.slice(1) : all;
  const hash = createHash("sha256")
    .update([title, ...linesOf(blocks)].join("\n"))
    .digest("hex");
  return { blocks, hash };
}

/** The lines of a document, for a place that has no headings and no lists. */
export const linesOf = (blocks: readonly Block[]): string[] =>
  blocks.flatMap((block) => (block.kind === "list" ? block.items.map((item) => `• ${item}`) : [block.text]));

const HEADING = /^#{1,6}[ \t]+(.*?)[ \t]*#*$/;
const ITEM = /^[ \t]{0,12}(?:[-*+•]|(\d{1,4}[.)]))[ \t]+(.*)$/;

function toBlocks(text: string, hasMarkup: boolean): Block[] {
  const clean = hasMarkup ? withoutInlineMarkup : (line: string) => line;
  const parts = text.split(/\n[ \t]*\n/).flatMap((part) => {
    const blocks: Block[] = [];
    let open: string[] = [];
    let items: string[] = [];
    const close = () => {
      if (open.length > 0) blocks.push({ kind: "paragraph", text: tidy(clean(open.join(" "))) });
      if (items.length > 0)
        blocks.push({ kind: "list", items: items.map((item) => tidy(clean(item))).filter(Boolean) });
      [open, items] = [[], []];
    };
    for (const line of part.split("\n")) {
      const heading = hasMarkup ? HEADING.exec(line) : null;
      const item = ITEM.exec(line);
      if (heading) {
        close();
        blocks.push({ kind: "heading", text: tidy(clean(heading[1] ?? "")) });
      } else if (item) {
        if (open.length > 0) close();
        items.push(item[1] ? `${item[1]} ${item[2]}` : (item[2] ?? ""));
      } else if (items.length > 0) items.push(`${items.pop()} ${line.trim()}`);
      else open.push(line.trim());
    }
    close();
    return blocks.filter((block) => (block.kind === "list" ? block.items.length > 0 : block.text !== ""));
  });
  return joinLists(parts);
}

const isNumbered = ({ items }: { readonly items: readonly string[] }) => /^\d{1,4}[.)] /.test(items[0] ?? "");

/** Items with an empty line between them are one list (CommonMark §5.3). */
function joinLists(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    if (block.kind === "list" && last?.kind === "list" && isNumbered(block) === isNumbered(last))
      joined.splice(-1, 1, { kind: "list", items: [...last.items, ...block.items] });
    else joined.push(block);
  }
  return joined;
}

const tidy = (text: string) => text.replace(/\s+/g, " ").trim();

/** Emphasis and code keep their words, and a link keeps its address. */
function withoutInlineMarkup(text: string): string {
  return text
    .replace(/!?\[([^[\]]{1,500})\]\(([^()\s]{1,500})\)/g, (_, label: string, url: string) =>
      label === url ? url : `${label} (${url})`,
    )
    .replace(/<(https?:\/\/[^<>\s]{1,500})>/g, "$1")
    .replace(/(\*\*|__)(?=\S)([^*_]{1,500})\1/g, "$2")
    .replace(/(?<![\w*])\*(?=\S)([^*]{1,500})\*(?![\w*])/g, "$1")
    .replace(/`([^`]{1,500})`/g, "$1")
    .replace(/\\([\\`*_{}[\]()#+\-.!>])/g, "$1");
}

/** What a reader never sees. */
const HIDDEN = ["script", "style", "head", "template", "svg", "noscript", "iframe", "object"];
const BREAKS = new Set(
  "p div section article header footer ul ol table tr blockquote pre hr body".split(" "),
);

/** Keeps the text of HTML and what it means for the layout. Everything that isn't text is dropped. */
function htmlToMarkdown(html: string): string {
  let text = withoutComments(html);
  for (const name of HIDDEN) text = withoutElement(text, name);
  return text
    .replace(/[*_`\\#]/g, "\\$&")
    .replace(/\s+/g, " ")
    .replace(/<(\/?)([a-z][a-z0-9]{0,20})\b[^<>]{0,2000}>/gi, (_, slash: string, tag: string) => {
      const name = tag.toLowerCase();
      if (/^h[1-6]$/.test(name)) return slash ? "\n\n" : "\n\n# ";
      if (name === "li") return slash ? "\n" : "\n- ";
      if (name === "br") return "\n";
      if (name === "td" || name === "th") return " ";
      return BREAKS.has(name) ? "\n\n" : "";
    })
    .replace(/<[!?/]?[a-z][^<>]{0,2000}>?/gi, " ")
    .replace(/&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});/gi, decodeEntity)
    .replace(/\n /g, "\n");
}

/** A search for the end after each start, so that no pattern has to backtrack. */
function withoutComments(html: string): string {
  return cut(html, "<!--", (from) => {
    const end = html.indexOf("-->", from);
    return end < 0 ? html.length : end + 3;
  });
}

function withoutElement(html: string, name: string): string {
  const lower = html.toLowerCase();
  return cut(html, `<${name}`, (from) => {
    const end = lower.indexOf(`</${name}`, from);
    const close = end < 0 ? -1 : lower.indexOf(">", end);
    return close < 0 ? html.length : close + 1;
  });
}

function cut(html: string, start: string, endFrom: (at: number) => number): string {
  const lower = html.toLowerCase();
  const kept: string[] = [];
  let from = 0;
  for (let at = lower.indexOf(start); at >= 0; at = lower.indexOf(start, from)) {
    // "<header" is no "<head".
    if (/[a-z0-9]/.test(lower.charAt(at + start.length)) && start !== "<!--") {
      kept.push(html.slice(from, at + start.length));
      from = at + start.length;
      continue;
    }
    kept.push(html.slice(from, at), " ");
    from = endFrom(at);
  }
  return [...kept, html.slice(from)].join("");
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  copy: "©",
  reg: "®",
  sect: "§",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  auml: "ä",
  ouml: "ö",
  uuml: "ü",
  Auml: "Ä",
  Ouml: "Ö",
  Uuml: "Ü",
  szlig: "ß",
  eacute: "é",
  egrave: "è",
  agrave: "à",
};

function decodeEntity(whole: string, name: string): string {
  if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
  const code = name[1]?.toLowerCase() === "x" ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 31 && code <= 0x10ffff ? String.fromCodePoint(code) : " ";
}
