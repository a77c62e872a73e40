import { addressIn } from "./address-in.ts";
import { isBlank } from "./is-blank.ts";

/**
 * Splits a list of people as people write it: separated by commas, semicolons, line ends, or "and". Takes the address out of
 * `Ben Birch <ben@example.org>`, and leaves out "none" and the like.
 */
export function splitPeople(text: string): string[] {
  return (
    text
      // A quoted name may contain a comma.
      .replace(/"[^"\n]*"(?=\s*<)/g, "")
      .split(/[,;\n\r]|\s(?:and|und|et|y|&|\+)\s/i)
      .map((part) => addressIn(part.replace(/^\s*(?:(?:and|und|et|y)\s|[-–•*&]\s*)/i, "")))
      .filter((part) => !isBlank(part))
  );
}
