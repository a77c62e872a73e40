import type { Entry } from "ldapts";
import { text, texts } from "./entries.ts";

/** Attributes that `findLock` needs and that a search returns only on request. */
export const LOCK_ATTRIBUTES = ["pwdAccountLockedTime", "nsAccountLock"] as const;

/** slapo-ppolicy(5): locked until an admin unlocks it. Any other value comes from wrong passwords, and that lock expires. */
const LOCKED_BY_ADMIN = "000001010000Z";
const SHUT_SHELL = /(^|\/)(nologin|false)$/;
const DAY_MS = 86_400_000;

/**
 * Names the attribute that locks this person out until an admin unlocks them; undefined: nothing does. A new password must
 * never lift such a lock, and slapd drops pwdAccountLockedTime with each new password.
 */
export function findAccountLock(entry: Entry, loginShell: string, now = Date.now()): string | undefined {
  if (texts(entry.pwdAccountLockedTime).includes(LOCKED_BY_ADMIN)) return "pwdAccountLockedTime";
  // nsAccountLock is of the 389 family, loginDisabled of eDirectory.
  for (const attribute of ["nsAccountLock", "loginDisabled"] as const) {
    if (text(entry[attribute]).toLowerCase() === "true") return attribute;
  }
  // shadow(5): the account expires on this day, counted from 1970.
  const expires = text(entry.shadowExpire);
  if (/^\d+$/.test(expires) && Number(expires) * DAY_MS <= now) return "shadowExpire";
  // If no one gets a shell by default, a missing shell means nothing.
  const isShut = SHUT_SHELL.test(text(entry.loginShell)) && !SHUT_SHELL.test(loginShell);
  return isShut ? "loginShell" : undefined;
}
