/** useradd(8) and most file servers accept no more characters. */
export const MAX_USERNAME = 32;

const ALLOWED = /^[a-z][a-z0-9._-]*$/;

/** Tells what is wrong with the letters of a username, as the end of a sentence; undefined if they are fine. */
export function explainBadShape(username: string): string | undefined {
  if (username.length > MAX_USERNAME) return `is longer than ${MAX_USERNAME} characters`;
  if (!ALLOWED.test(username))
    return "doesn't start with a letter or has something other than lowercase letters, digits, dots, hyphens, and underscores";
  // Programs read a single letter as an option or a variable, and no one recognizes themselves in it.
  return username.length < 2 ? "has only one letter" : undefined;
}
