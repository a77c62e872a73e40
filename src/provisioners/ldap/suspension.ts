import type { Client, Entry } from "ldapts";
import { AccountLockedError } from "../password-store.ts";
import { findAccountLock } from "./account-lock.ts";
import { isShutShell } from "./account-state.ts";
import { isAdUser, isDisabled, setDisabled } from "./ad-user.ts";
import { change, hasClass, text, texts } from "./entries.ts";
import { usernamesIn } from "./find-person.ts";
import { OUR_LOCKED_TIME, OUR_SHADOW_EXPIRE } from "./lock-marks.ts";
import { isAnswer } from "./result-codes.ts";

const NO_LOGIN = "/usr/sbin/nologin";
/** A line that begins like this is a comment in authorized_keys (sshd(8)), and no key for any program that reads the attribute. */
const PARKED = "# suspended by acct: ";

/** Whether acct has locked this entry. */
export const isSuspended = (entry: Entry): boolean =>
  isAdUser(entry) ? isDisabled(entry) : text(entry.loginShell) === NO_LOGIN;

/** The SSH keys that let the person in. */
export const usableKeys = (entry: Entry): string[] =>
  texts(entry.sshPublicKey).filter((key) => !key.startsWith("#"));

/**
 * Removes the password and puts the shell and the SSH keys out of reach, so that neither the directory nor a machine lets
 * the person in. Also locks the entry in the password policy and the shadow map, where there are any. Everything else is kept.
 */
export async function suspendEntry(client: Client, entry: Entry): Promise<void> {
  if (isAdUser(entry)) return setDisabled(client, entry, true);
  const keys = texts(entry.sshPublicKey);
  const expires = hasClass(entry, "shadowAccount") && text(entry.shadowExpire) === "";
  await client.modify(entry.dn, [
    change("replace", "loginShell", [NO_LOGIN]),
    change("replace", "userPassword", []),
    ...(usableKeys(entry).length > 0
      ? [
          change(
            "replace",
            "sshPublicKey",
            keys.map((key) => (key.startsWith("#") ? key : `${PARKED}${key}`)),
          ),
        ]
      : []),
    ...(expires ? [change("replace", "shadowExpire", [OUR_SHADOW_EXPIRE])] : []),
  ]);
  if (findAccountLock({ ...entry, loginShell: "/bin/sh" }, "/bin/sh") !== undefined) return;
  await client
    .modify(entry.dn, change("replace", "pwdAccountLockedTime", [OUR_LOCKED_TIME]))
    .catch((error: unknown) => {
      // A directory without this policy has no such attribute, and the other locks are enough.
      if (!isAnswer(error)) throw error;
    });
}

/**
 * Undoes what `suspendEntry` did, except for the password. Throws `AccountLockedError` and changes nothing if someone else
 * has locked the entry, too.
 */
export async function resumeEntry(client: Client, entry: Entry, loginShell: string): Promise<void> {
  if (isAdUser(entry)) {
    const other = findAccountLock({ ...entry, userAccountControl: "512" }, loginShell);
    if (other) throw new AccountLockedError(`${entry.dn} was locked by someone else: ${other}`);
    return setDisabled(client, entry, false);
  }
  const isOurs = isSuspended(entry);
  const lock = findAccountLock(
    withoutOurLocks(entry, isOurs ? loginShell : text(entry.loginShell)),
    loginShell,
  );
  if (lock) throw new AccountLockedError(`${entry.dn} was locked by someone else: ${lock}`);
  const keys = texts(entry.sshPublicKey);
  const changes = [
    ...(isOurs ? [change("replace", "loginShell", [loginShell])] : []),
    ...(keys.some((key) => key.startsWith(PARKED))
      ? [
          change(
            "replace",
            "sshPublicKey",
            keys.map((key) => key.replace(PARKED, "")),
          ),
        ]
      : []),
    ...(text(entry.shadowExpire) === OUR_SHADOW_EXPIRE ? [change("replace", "shadowExpire", [])] : []),
    ...(text(entry.pwdAccountLockedTime) === OUR_LOCKED_TIME
      ? [change("replace", "pwdAccountLockedTime", [])]
      : []),
  ];
  if (changes.length > 0) await client.modify(entry.dn, changes);
}

/** The login that someone who has been offboarded still has, or has again, one sentence each. */
export function loginLeft(entry: Entry, loginShell: string): string[] {
  const name = `uid=${usernamesIn(entry)[0] ?? ""}`;
  const [keys, shell] = [usableKeys(entry).length, text(entry.loginShell)];
  // At a site that gives no one a shell, only the password policy shows whether someone is locked.
  const isOpen = findAccountLock(entry, loginShell) === undefined && !isShutShell(loginShell);
  return [
    ...(isOpen
      ? [`${name} can log in`]
      : shell !== "" && !isShutShell(shell)
        ? [`${name} has the shell ${shell}`]
        : []),
    ...(keys > 0 ? [`${name} has ${keys === 1 ? "an SSH key" : `${keys} SSH keys`}`] : []),
  ];
}

function withoutOurLocks(entry: Entry, loginShell: string): Entry {
  const kept = Object.entries(entry).filter(
    ([name, value]) =>
      !(name === "pwdAccountLockedTime" && text(value) === OUR_LOCKED_TIME) &&
      !(name === "shadowExpire" && text(value) === OUR_SHADOW_EXPIRE),
  );
  return { ...Object.fromEntries(kept), dn: entry.dn, loginShell };
}
