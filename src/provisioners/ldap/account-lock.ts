import type { Entry } from "ldapts";
import { isShutShell, readSign } from "./account-state.ts";
import { text, texts } from "./entries.ts";

/** Attributes that `findAccountLock` needs and that a search returns only on request. */
export const LOCK_ATTRIBUTES = ["pwdAccountLockedTime", "nsAccountLock"] as const;

/**
 * Names the attribute that locks this person out until an admin unlocks them; undefined: nothing does. A new password must
 * never lift such a lock, and slapd drops pwdAccountLockedTime with each new password.
 */
export function findAccountLock(entry: Entry, loginShell: string, now = Date.now()): string | undefined {
  const moment = new Date(now);
  for (const attribute of [
    "pwdAccountLockedTime",
    "nsAccountLock",
    "loginDisabled",
    "shadowExpire",
    "userAccountControl",
    "accountExpires",
  ] as const) {
    const signs = texts(entry[attribute]).map((value) => readSign(attribute, value, moment));
    if (signs.some((sign) => sign !== "fine" && sign !== "unreadable")) return attribute;
  }
  // Admins lock accounts with 0, too, even if it isn't clear how every program reads it (shadow(5)).
  if (/^0+$/.test(text(entry.shadowExpire))) return "shadowExpire";
  // If no one gets a shell by default, a missing shell means nothing.
  const isShut = isShutShell(text(entry.loginShell)) && !isShutShell(loginShell);
  return isShut ? "loginShell" : undefined;
}
