import type { AccountState } from "../found.ts";

/** The values of an entry that say whether someone can log in, as the directory has them. Missing attributes are undefined. */
export interface StateValues {
  /** Active Directory: a bit field; bit 2 is "disabled" (MS-ADTS §2.2.16). */
  readonly userAccountControl?: string | undefined;
  /** Active Directory: in units of 100 ns since 1601, with two values for "never" (MS-ADA1 §2.1). */
  readonly accountExpires?: string | undefined;
  /** slapo-ppolicy(5). */
  readonly pwdAccountLockedTime?: string | undefined;
  /** shadow(5): the day on which the account expires, counted from 1970. */
  readonly shadowExpire?: string | undefined;
  /** The 389 family and FreeIPA: "TRUE". */
  readonly nsAccountLock?: string | undefined;
  /** eDirectory: "TRUE". */
  readonly loginDisabled?: string | undefined;
  readonly loginShell?: string | undefined;
}

interface StateOptions {
  readonly now: Date;
  /** True: the site gives no one a shell, so that a missing shell means nothing. */
  readonly noShells?: boolean;
  /** True: the entry is a user of Active Directory, which has a `userAccountControl` even if we may not read it. */
  readonly isAdUser?: boolean;
}

const DISABLED_BIT = 2;
const NEVER = new Set(["0", "9223372036854775807"]);
const UNITS_PER_MS = 10_000n;
const MS_FROM_1601_TO_1970 = 11_644_473_600_000n;
const DAY_MS = 86_400_000;
/** slapo-ppolicy(5): locked until an admin unlocks it. Any other time comes from wrong passwords, and that lock expires. */
const LOCKED_BY_ADMIN = "000001010000Z";

/** Whether a login shell lets no one in. */
export const isShutShell = (shell: string) => /(^|\/)(nologin|false)$/.test(shell);

/**
 * Says whether someone can log in. One "no" wins, no matter what the other values say; otherwise one value that can't be read
 * makes the state "unknown".
 */
export function accountState(values: StateValues, { now, noShells, isAdUser }: StateOptions): AccountState {
  const states: AccountState[] = [
    values.userAccountControl === undefined && isAdUser
      ? "unknown"
      : ifGiven(values.userAccountControl, readControl),
    ifGiven(values.accountExpires, (value) => readFileTime(value, now)),
    ifGiven(values.pwdAccountLockedTime, readLockedTime),
    ifGiven(values.shadowExpire, (value) => readDay(value, now)),
    ifGiven(values.nsAccountLock, readFlag),
    ifGiven(values.loginDisabled, readFlag),
    !noShells && isShutShell(values.loginShell ?? "") ? "disabled" : "active",
  ];
  const order: readonly AccountState[] = ["disabled", "expired", "locked", "unknown"];
  return order.find((state) => states.includes(state)) ?? "active";
}

function ifGiven(value: string | undefined, read: (value: string) => AccountState): AccountState {
  return value === undefined || value === "" ? "active" : read(value);
}

function readControl(value: string): AccountState {
  if (!/^-?\d+$/.test(value)) return "unknown";
  return Number(value) & DISABLED_BIT ? "disabled" : "active";
}

function readFileTime(value: string, now: Date): AccountState {
  if (NEVER.has(value)) return "active";
  if (!/^\d+$/.test(value)) return "unknown";
  const expires = BigInt(value) / UNITS_PER_MS - MS_FROM_1601_TO_1970;
  return expires <= BigInt(now.getTime()) ? "expired" : "active";
}

function readLockedTime(value: string): AccountState {
  if (value === LOCKED_BY_ADMIN) return "locked";
  return /^\d{10,14}(?:[.,]\d+)?(?:Z|[+-]\d{2,4})$/.test(value) ? "active" : "unknown";
}

function readDay(value: string, now: Date): AccountState {
  if (value === "-1") return "active";
  // shadow(5) warns that programs read 0 in two ways: as "never", and as a day in 1970.
  if (!/^\d+$/.test(value) || Number(value) === 0) return "unknown";
  return Number(value) * DAY_MS <= now.getTime() ? "expired" : "active";
}

function readFlag(value: string): AccountState {
  const flag = value.toLowerCase();
  if (flag === "true") return "disabled";
  return flag === "false" ? "active" : "unknown";
}
