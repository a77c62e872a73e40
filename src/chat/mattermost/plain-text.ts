/** An invisible character that keeps its neighbors together. In Markdown it is neither a space nor punctuation. */
const JOINER = "\u2060";

/**
 * Escapes text that people wrote, so that Mattermost shows it literally wherever it reads Markdown: messages, attachments,
 * blocks, and the introduction and hints of dialogs. It can't contain mentions, channels, emoji, hashtags, links, images,
 * tables, headings, code, quotations, lists, or HTML. An email address becomes inline code, so that it can be copied.
 *
 * The web app resolves backslashes before it looks for mentions, channels, hashtags, emoji, and addresses, so a backslash
 * doesn't stop those: an invisible character does. It also shows a backslash that is before anything but
 * `` `*{}[]()#+-.!_>|~ ``, unlike CommonMark, which the phone apps use.
 */
export function escapeMarkdown(text: string): string {
  const lines = unifyLines(text).split("\n");
  const hasFormulas = text.indexOf("$") !== text.lastIndexOf("$");
  return lines.map((line) => escapeLine(line, hasFormulas)).join("\n");
}

/**
 * Makes text harmless where Mattermost shows it as it is, such as in the label of a field or in a notification: it becomes one
 * line that mentions no one.
 */
export function plainLine(text: string): string {
  return unifyLines(text)
    .replace(/\n/g, " ")
    .replace(/@(?=\S)/g, (sign, at: number, whole: string) =>
      /[A-Za-z0-9]/.test(whole[at - 1] ?? "") ? sign : `${sign}${JOINER}`,
    )
    .trim();
}

/** Renders text as inline code, which people can copy. Text that can't be inline code is escaped. */
export function inlineCode(text: string): string {
  return text === "" || /[`\s\p{Cc}]/u.test(text) ? escapeMarkdown(text) : `\`${text}\``;
}

/** Renders a link to a page of ours. A character of its address that would end the link is encoded. */
export function linkTo(label: string, url: string): string {
  const address = url.replace(
    /[\s()<>\\`]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `[${escapeMarkdown(label)}](${address})`;
}

/** Mattermost turns all of these into line breaks. No other control character is shown. */
function unifyLines(text: string): string {
  return text.replace(/\r\n|[\r\v\f\u0085\u2028\u2029\u2424]/g, "\n").replace(/(?!\n)\p{Cc}/gu, " ");
}

/** An ordinary address. It contains nothing that means anything in inline code. */
const ADDRESS =
  /(?<![\w.%+@-])[A-Za-z0-9](?:[A-Za-z0-9._%+-]{0,62}[A-Za-z0-9])?@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.[A-Za-z0-9]){1,8}[A-Za-z0-9-]{0,62}(?![\w@])/g;

function escapeLine(line: string, hasFormulas: boolean): string {
  let escaped = "";
  let end = 0;
  for (const { 0: address, index } of line.matchAll(ADDRESS)) {
    escaped += `${escapeSigns(line.slice(end, index), hasFormulas)}\`${address}\``;
    end = index + address.length;
  }
  escaped += escapeSigns(line.slice(end), hasFormulas);
  // Nothing that begins with this character is a heading, quotation, list, table, rule, or block of code.
  return BLOCK_START.test(line) ? `${JOINER}${escaped}` : escaped;
}

/** What begins something other than a paragraph, or makes a heading or a table of the line before it. */
const BLOCK_START = /^(?:[\s#>+*=|_~`<[:-]|\d{1,9}[.)])/;

/** The signs that mean something within a line. A colon is one only where an emoji, an emoticon, or an address begins. */
const SIGNS =
  /[\\*`[\]~<@]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|&(?=[#A-Za-z])|#(?!\d)|\$|:(?=[\w+-]{1,100}:)|(?<![A-Za-z0-9])[:;](?=\S)|(?<=[A-Za-z+.-]\d{0,4}):(?=[/\p{L}\p{N}%])|:(?=\/)|(?<=www\d{0,3})\.|(?<=\.\p{L}{2,4})\//giu;

function escapeSigns(text: string, hasFormulas: boolean): string {
  return text.replace(SIGNS, (sign) => {
    switch (sign) {
      case "*":
      case "`":
      case "[":
      case "]":
      case "_":
        return `\\${sign}`;
      case "~":
        return `\\~${JOINER}`;
      // The web app can't escape it, and would make a link of `<anything@anything>`.
      case "<":
        return `&lt;${JOINER}`;
      case "$":
        return hasFormulas ? "&#36;" : sign;
      case ".":
      case "/":
        return `${JOINER}${sign}`;
      default:
        return `${sign}${JOINER}`;
    }
  });
}
