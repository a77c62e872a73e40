import type { Entry } from "ldapts";
import { text, texts } from "./entries.ts";

/** Attributes that `findLock` needs and that a search returns only on request. */
export const LOCK_ATTRIBUTES = ["pwdAccountLockedTime", "nsAccountLock"] as const;

/** slapo-ppolicy(5): locked until an admin unlocks it. Any other value comes from wrong passwords, and that lock expires. */
const LOCKED_BY_ADMIN = "000001010000Z";
/**
 * What acct sets itself, and what no one else does: slapd compares the time with the present, so a time in the far future locks
 * the entry too.
 */
export const OUR_LOCKED_TIME = "99991231235959Z";
/** A day that is long past, counted from 1970 (shadow(5)). Admins use 0 or 1. */
export const OUR_SHADOW_EXPIRE = "2";
const SHUT_SHELL = /(^|\/)(nologin|false)$/;
const DAY_MS = 86_400_000;

/**
 * Names the attribute that locks this person out until an admin unlocks them; undefined: nothing does. A new password must
 * never lift such a lock, and slapd drops pwdAccountLockedTime with each new password.
 */
export function findAccountLock(entry: Entry, loginShell: string, now = Date.now()): string | undefined {
  const locked = texts(entry.pwdAccountLockedTime);
  if (locked.includes(LOCKED_BY_ADMIN) || locked.includes(OUR_LOCKED_TIME)) return "pwdAccountLockedTime";
  // nsAccountLock is of the 389 family, loginDisabled of eDirectory.
  for (const attribute of ["nsAccountLock", "loginDisabled"] as const) {
    if (text(entry[attribute]).toLowerCase() === "true") return attribute;
  }
  // shadow(5): the account expires on this day, counted from 1970.
  const expires = text(entry.shadowExpire);
  if (/^\d+$/.test(expires) && Number(expires) * DAY_MS <= now) return "shadowExpire";
  // If no one gets a shell by default, a missing shell means nothing.
  const isShut = isShutShell(text(entry.loginShell)) && !isShutShell(loginShell);
  return isShut ? "loginShell" : undefined;
}

export const isShutShell = (shell: string): boolean => SHUT_SHELL.test(shell);
