/** The line before a message that someone replied to, as mail programs write it. The text after it isn't the person's own. */
const BEFORE_A_QUOTATION = [
  /^-{2,}\s*(original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original)\s*-{2,}$/i,
  /^_{10,}$/,
  /^(on|am|le|el)\b.{6,200}\b(wrote|schrieb|a écrit|escribió)\b.{0,60}:$/i,
];
/** The first lines of a message that a mail program repeats without a quotation mark. */
const REPEATED_HEADER = /^\*?(from|von|de)\s?:\*?\s.*@/i;
const NEXT_HEADER = /^\*?(sent|date|to|gesendet|datum|an|envoyé|enviado|à|para)\s?:/i;

/** Returns what a person wrote in a mail or a form: without what it quotes from other messages, and without a signature. */
export function readTicketText(content: string): string {
  const lines = content.replace(/\r\n?/g, "\n").split("\n");
  const own: string[] = [];
  for (const [at, line] of lines.entries()) {
    const trimmed = line.trim();
    // Mail programs break a long line of this kind in two.
    const joined = `${trimmed} ${(lines[at + 1] ?? "").trim()}`;
    if (BEFORE_A_QUOTATION.some((pattern) => pattern.test(trimmed) || pattern.test(joined))) break;
    if (REPEATED_HEADER.test(trimmed) && NEXT_HEADER.test((lines[at + 1] ?? "").trim())) break;
    // RFC 3676, section 4.3: a signature begins with this line.
    if (/^-- ?$/.test(line)) break;
    if (!/^\s*>/.test(line)) own.push(line.trimEnd());
  }
  return own.join("\n").trim();
}
