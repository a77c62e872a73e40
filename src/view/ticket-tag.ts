/** The help desk's own tag in a subject: as text with `{number}`, or as a regular expression between slashes. */
export interface TagPattern {
  /** Finds the tag in a subject. */
  readonly find: RegExp;
  /** Writes the tag of a ticket with this number. Undefined for a regular expression. */
  readonly write: ((number: string) => string) | undefined;
}

const NUMBER = "{number}";

/** Reads the setting. Returns a sentence about what is wrong with it instead. */
export function readTagPattern(text: string): TagPattern | { readonly problem: string } {
  const expression = /^\/(.+)\/(i?)$/s.exec(text);
  if (expression) {
    try {
      return { find: new RegExp(expression[1] ?? "", `u${expression[2]}`), write: undefined };
    } catch (error) {
      return { problem: `is not a regular expression: ${(error as Error).message}` };
    }
  }
  const parts = text.split(NUMBER);
  if (parts.length !== 2)
    return {
      problem: `must contain ${NUMBER} once, as in "[help.example.org #${NUMBER}]", or be /a regular expression/`,
    };
  const [before, after] = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&"));
  return {
    find: new RegExp(`${before}\\d+${after}`, "u"),
    write: (number) => text.replace(NUMBER, () => number),
  };
}

/** The tag in a subject, or the tag of a number. Undefined if there is none. */
export function findTag(text: string, pattern: TagPattern): string | undefined {
  const one = text.replace(/\s+/g, " ").trim();
  const tag = pattern.find.exec(one)?.[0].trim();
  if (tag) return tag;
  return pattern.write && /^\d+$/.test(one) ? pattern.write(one) : undefined;
}
