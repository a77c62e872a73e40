/** A piece of a text: as it is written, or the name of a variable. */
export type Piece = string | { readonly variable: string };
export type Text = readonly Piece[];

/** A message in one language, as its file says it. */
export interface Template {
  /** Where it was read, for problems: "templates/de/welcome.md". */
  readonly file: string;
  readonly title: Text;
  readonly paragraphs: readonly Text[];
  /** Texts that the message has only sometimes, by the names in their headings: "needs-pin", "what: account". */
  readonly sections: ReadonlyMap<string, Text>;
  /** The line of each part, counted from 1: "" is the title, and the others are named like the sections. */
  readonly lines: ReadonlyMap<string, number>;
  /** The line on which each variable is first used, by its name in its part: "needs-pin until". */
  readonly variables: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

const VARIABLE = /\{\{\s*([a-z][a-z0-9-]*)\s*\}\}/g;
/** The forms in which other programs write variables, and what is left of a mistyped one. */
const NOT_A_VARIABLE = /\{\{[^{}]*\}\}|\$\{[^{}]*\}|\{\d*\}|[{}]|%\d*\$?[sd](?![a-z])/;

/**
 * Reads a template: the title in the first line, then paragraphs with blank lines between them, then sections that begin with
 * `## name`. Lines between `<!--` and `-->` are notes for people who edit it. Adds what is wrong to `problems`, as
 * "file:line: sentence". `adjust` changes the text between the variables.
 */
export function parseTemplate(
  source: string,
  file: string,
  problems: string[],
  adjust: (text: string) => string = (text) => text,
): Template {
  const sections = new Map<string, Text>();
  const lines = new Map<string, number>();
  const variables = new Map<string, Map<string, number>>();
  const body: { readonly line: number; readonly text: string }[] = [];
  let title: Text = [];
  let part = "";
  let open: { line: number; text: string } | undefined;

  const toText = (text: string, line: number): Text => {
    const used = variables.get(part) ?? new Map<string, number>();
    variables.set(part, used);
    const rest = text.replace(VARIABLE, "");
    const [bad] = NOT_A_VARIABLE.exec(rest) ?? [];
    if (bad !== undefined)
      problems.push(`${file}:${line}: ${bad} isn't a variable. Variables have names: {{username}}`);
    const pieces: Piece[] = [];
    for (const [index, piece] of text.split(VARIABLE).entries()) {
      if (index % 2 === 1) {
        pieces.push({ variable: piece });
        if (!used.has(piece)) used.set(piece, line);
      } else if (piece !== "") pieces.push(adjust(piece));
    }
    return pieces;
  };
  const close = () => {
    if (!open) return;
    if (part === "") body.push(open);
    else if (sections.get(part)?.length === 0) sections.set(part, toText(open.text, open.line));
    else problems.push(`${file}:${open.line}: The section "${part}" may have only one paragraph`);
    open = undefined;
  };

  for (const [index, written] of withoutNotes(source).entries()) {
    const line = index + 1;
    const text = written.trim();
    if (text === "") close();
    else if (!lines.has("")) {
      lines.set("", line);
      title = toText(text.replace(/^# /, ""), line);
    } else if (text.startsWith("## ")) {
      close();
      part = text.slice(3).trim();
      if (sections.has(part)) problems.push(`${file}:${line}: The section "${part}" exists twice`);
      sections.set(part, []);
      lines.set(part, line);
      variables.set(part, new Map());
    } else if (open) open.text += ` ${text}`;
    else open = { line, text };
  }
  close();
  part = "";
  const paragraphs = body.map(({ text, line }) => toText(text, line));
  if (!lines.has("")) problems.push(`${file}:1: The file is empty. Its first line is the title`);
  for (const [name, text] of sections) {
    if (text.length === 0) problems.push(`${file}:${lines.get(name)}: The section "${name}" is empty`);
  }
  return { file, title, paragraphs, sections, lines, variables };
}

/** The lines of a file. Those of notes are blank, so that the others keep their numbers. */
function withoutNotes(source: string): string[] {
  const text = source.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n");
  return text.replace(/<!--(?:(?!<!--)[\s\S])*?-->/g, (note) => note.replace(/[^\n]/g, "")).split("\n");
}
