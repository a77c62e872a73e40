const IGNORED = /<!--[\s\S]*?-->|<(head|style|script|title)\b[\s\S]*?<\/\1\s*>/gi;
/** What a mail program encloses in this element is a message that the person replied to. */
const QUOTED = /<blockquote\b(?:(?!<blockquote\b)[\s\S])*?<\/blockquote\s*>/gi;
const BREAKS = /<br\b[^>]*>|<\/?(?:p|div|tr|table|ul|ol|li|h[1-6]|pre|hr)\b[^>]*>/gi;
const TAG = /<\/?[a-z][^>]*>|<![^>]*>/gi;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
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
  ccedil: "ç",
  ntilde: "ñ",
};

/** Tells whether a text is HTML: it begins like a document, or contains one of the elements in which mail programs put lines. */
export const isHtml = (text: string): boolean =>
  /^\s*(<!doctype html|<html\b)/i.test(text) || /<(br|p|div|table|span|body)\b[^<>]*>/i.test(text);

/** Converts the HTML of a mail to the text that people see, without what it quotes from other messages. */
export function htmlAsText(html: string): string {
  return withoutQuotes(html.replace(IGNORED, ""))
    .replace(/\s+/g, " ")
    .replace(/<\/t[dh]\s*>/gi, " ")
    .replace(BREAKS, "\n")
    .replace(TAG, "")
    .replace(/&(#x[\da-f]{1,6}|#\d{1,7}|[a-z]+);/gi, (whole, name: string) => decode(name) ?? whole)
    .split("\n")
    .map((line) => line.replace(/[ \u00a0]+/g, " ").trim())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Quotations contain quotations, so the innermost ones are removed first. */
function withoutQuotes(html: string): string {
  const less = html.replace(QUOTED, "");
  return less === html ? html : withoutQuotes(less);
}

function decode(name: string): string | undefined {
  if (!name.startsWith("#")) return ENTITIES[name];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
