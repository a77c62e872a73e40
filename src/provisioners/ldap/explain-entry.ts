import type { Entry } from "ldapts";
import { missingLink, noteLink, okLink, type ShownLink } from "../shown-link.ts";
import { isShutShell, readSign, type StateAttribute } from "./account-state.ts";
import { isAdUser } from "./ad-user.ts";
import { text, texts } from "./entries.ts";
import { usernamesIn } from "./find-person.ts";
import { LOCKED_BY_ADMIN, OUR_LOCKED_TIME } from "./lock-marks.ts";

interface EntryOptions {
  /** The shell that acct gives people. */
  readonly loginShell: string;
  readonly now: Date;
  /** Whether the directory lets acct see that someone has a password. */
  readonly showsPasswords: boolean;
}

/** What each attribute is about, in the order in which admins look at them. */
const ATTRIBUTES = {
  expiry: ["shadowExpire", "accountExpires", "krbPrincipalExpiration", "pwdEndTime"],
  lock: ["pwdAccountLockedTime", "nsAccountLock", "loginDisabled"],
  enabled: ["userAccountControl"],
} as const satisfies Partial<Record<ShownLink["name"], readonly StateAttribute[]>>;

/** Says what an entry shows of everything that keeps its owner from logging in. */
export function explainEntry(entry: Entry, { loginShell, now, showsPasswords }: EntryOptions): ShownLink[] {
  const name = `uid=${usernamesIn(entry)[0] ?? ""}`;
  return [
    okLink("entry", `the entry is ${entry.dn}`),
    ...Object.entries(ATTRIBUTES).map(([link, attributes]) =>
      explainAttributes(link as keyof typeof ATTRIBUTES, attributes, entry, now),
    ),
    explainShell(name, text(entry.loginShell), loginShell),
    ...explainPassword(name, entry, showsPasswords),
  ].flat();
}

const FINE = {
  expiry: "the account hasn't expired",
  lock: "the account isn't locked",
  enabled: "the account isn't disabled",
} as const;

function explainAttributes(
  link: keyof typeof ATTRIBUTES,
  attributes: readonly StateAttribute[],
  entry: Entry,
  now: Date,
): ShownLink {
  for (const attribute of attributes) {
    for (const value of texts(entry[attribute])) {
      const sign = readSign(attribute, value, now);
      // Admins lock accounts with 0, too (shadow(5)).
      if ((sign !== "fine" && sign !== "unreadable") || (attribute === "shadowExpire" && /^0+$/.test(value)))
        return missingLink(link, `${attribute} is ${value}`);
      if (sign === "unreadable") return noteLink(link, `acct can't read ${attribute}, which is ${value}`);
      if (attribute === "pwdAccountLockedTime" && value !== LOCKED_BY_ADMIN && value !== OUR_LOCKED_TIME)
        return afterWrongPasswords(value);
    }
  }
  return okLink(link, FINE[link]);
}

/** The attribute stays until the next login, also when the lock is over (slapo-ppolicy(5)). */
const afterWrongPasswords = (value: string): ShownLink =>
  missingLink(
    "lock",
    `pwdAccountLockedTime is ${value}: there were too many wrong passwords, and the policy says for how long that locks the account`,
  );

function explainShell(name: string, shell: string, usual: string): ShownLink[] {
  if (shell === "") return [];
  if (!isShutShell(shell)) return [okLink("shell", `${name} has the shell ${shell}`)];
  // If no one gets a shell by default, a missing shell means nothing.
  return isShutShell(usual)
    ? [okLink("shell", `${name} has the shell ${shell}, as everyone has here`)]
    : [missingLink("shell", `${name} has the shell ${shell}, which lets no one in`)];
}

/** Active Directory shows no one's password. */
function explainPassword(name: string, entry: Entry, showsPasswords: boolean): ShownLink[] {
  if (isAdUser(entry)) return [];
  if (texts(entry.userPassword).length > 0) return [okLink("password", `${name} has a password`)];
  return showsPasswords
    ? [missingLink("password", `${name} has no password`)]
    : [noteLink("password", "the directory doesn't show acct whether anyone has a password")];
}
