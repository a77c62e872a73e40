/** The names of the characters from U+00A0 to U+00FF (HTML 4, HTMLlat1), in order: editors write ü as &uuml;. */
const LATIN_1 =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

const ENTITIES = new Map([
  ...Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }),
  ...Object.entries({
    ndash: "–",
    mdash: "—",
    lsquo: "‘",
    rsquo: "’",
    ldquo: "“",
    rdquo: "”",
    euro: "€",
    hellip: "…",
  }),
  ...LATIN_1.split(" ").map((name, index) => [name, String.fromCharCode(0xa0 + index)] as const),
]);

/** Returns the text of a message that someone wrote in RT's editor or a mail program, a line for each line that people see. */
export function textOfHtml(html: string): string {
  const text = withoutQuotes(
    html
      .replace(/<!--(?:(?!<!--)[\s\S])*?-->/g, "")
      .replace(/<(style|script|head)\b(?:(?!<\1\b)[\s\S])*?<\/\1\s*>/gi, ""),
  )
    .replace(/\s+/g, " ")
    .replace(/ ?<(?:br|\/p|\/div|\/tr|\/li|\/h[1-6]|\/blockquote|\/pre)\b[^>]*> ?/gi, "\n")
    .replace(/<\/t[dh]\b[^>]*> ?/gi, " ")
    .replace(/<[^<>]*>/g, "")
    .replace(
      /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+\d{0,2}));/gi,
      (whole, decimal?: string, hex?: string, name?: string) => {
        if (name !== undefined) return ENTITIES.get(name) ?? whole;
        const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
        return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
      },
    );
  return text
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .trim();
}

/** What a mail program encloses in this element is a message that the person replied to. */
const QUOTED = /<blockquote\b(?:(?!<blockquote\b)[\s\S])*?<\/blockquote\s*>/gi;

/** Quotations contain quotations, so the innermost ones are removed first. */
function withoutQuotes(html: string): string {
  const less = html.replace(QUOTED, "<br>");
  return less === html ? html : withoutQuotes(less);
}
