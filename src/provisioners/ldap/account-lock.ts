import type { Entry } from "ldapts";
import { text, texts } from "./entries.ts";

/** What `lockOf` looks at and a search gives only when it is asked for. */
export const LOCK_ATTRIBUTES = ["pwdAccountLockedTime", "nsAccountLock"] as const;

/** slapo-ppolicy(5): locked until an admin unlocks it. Any other value is a lock by wrong passwords, which ends by itself. */
const FOR_GOOD = "000001010000Z";
const SHUT_SHELL = /(^|\/)(nologin|false)$/;
const DAY_MS = 86_400_000;

/**
 * What keeps this person out until an admin says otherwise, by the attribute's name; undefined: nothing does. A new
 * password must never lift it, and slapd drops pwdAccountLockedTime with each one.
 */
export function findAccountLock(entry: Entry, loginShell: string, now = Date.now()): string | undefined {
  if (texts(entry.pwdAccountLockedTime).includes(FOR_GOOD)) return "pwdAccountLockedTime";
  // Of the 389 family and of eDirectory.
  for (const attribute of ["nsAccountLock", "loginDisabled"] as const) {
    if (text(entry[attribute]).toLowerCase() === "true") return attribute;
  }
  // shadow(5): the day, since 1970, from which the account is dead.
  const expires = text(entry.shadowExpire);
  if (/^\d+$/.test(expires) && Number(expires) * DAY_MS <= now) return "shadowExpire";
  // Where nobody has a shell, its absence says nothing.
  const isShut = SHUT_SHELL.test(text(entry.loginShell)) && !SHUT_SHELL.test(loginShell);
  return isShut ? "loginShell" : undefined;
}
