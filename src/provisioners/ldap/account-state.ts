import type { AccountState } from "../found.ts";
import { LOCKED_BY_ADMIN, OUR_LOCKED_TIME } from "./lock-marks.ts";

/** The attributes that tell whether an account may be used, besides its login shell. A search must ask for them, because some are operational. */
export const STATE_ATTRIBUTES = [
  "userAccountControl",
  "accountExpires",
  "nsAccountLock",
  "loginDisabled",
  "pwdAccountLockedTime",
  "pwdEndTime",
  "krbPrincipalExpiration",
  "shadowExpire",
] as const;
export type StateAttribute = (typeof STATE_ATTRIBUTES)[number] | "loginShell";

/** What one value says about the account. */
type Sign = "fine" | "disabled" | "expired" | "locked" | "unreadable";

interface StateOptions {
  readonly now: Date;
  /** True: a login shell, or the lack of one, says nothing. */
  readonly ignoresShell?: boolean;
  /** An attribute without which nothing is known. */
  readonly required?: StateAttribute | undefined;
}

export interface JudgedState {
  readonly state: AccountState;
  /** What it follows from, for admins: "expired (shadowExpire)". */
  readonly evidence: string;
}

/** One "no" outweighs everything else, and a value that can't be read outweighs a "yes". */
const NOES = ["disabled", "expired", "locked"] as const;
/** To the people who read it, a lock that only an admin can remove means the same as being disabled. */
const WORDS = { disabled: "disabled", expired: "expired", locked: "disabled" } as const;

/**
 * Says whether someone can log in, in the words of OpenLDAP, FreeIPA, the 389 family, eDirectory, and Active Directory. An
 * account that is locked for a while after wrong passwords is active. The names in `values` are in lower case.
 */
export function accountState(
  values: ReadonlyMap<string, readonly string[]>,
  { now, ignoresShell = false, required }: StateOptions,
): JudgedState {
  const given = (name: StateAttribute) =>
    (values.get(name.toLowerCase()) ?? []).filter((value) => value !== "");
  const names: readonly StateAttribute[] = [
    ...STATE_ATTRIBUTES,
    ...(ignoresShell ? [] : ["loginShell" as const]),
  ];
  const found = names.flatMap((name) =>
    given(name).map((value) => ({ name, sign: readSign(name, value, now) })),
  );
  for (const state of NOES) {
    const no = found.find(({ sign }) => sign === state);
    if (no) return { state, evidence: `${WORDS[state]} (${no.name})` };
  }
  const unreadable = found.find(({ sign }) => sign === "unreadable");
  if (unreadable) return { state: "unknown", evidence: `${unreadable.name} has a value that can't be read` };
  if (required && given(required).length === 0)
    return { state: "unknown", evidence: `${required} isn't shown to acct` };
  return { state: "active", evidence: "neither disabled nor expired" };
}

/** Says what one value of one of these attributes means. */
export function readSign(attribute: StateAttribute, value: string, now: Date): Sign {
  return SIGNS[attribute](value, now);
}

/** Whether a login shell lets no one in. */
export const isShutShell = (shell: string): boolean => /(^|\/)(nologin|false)$/.test(shell);

const SIGNS: Readonly<Record<StateAttribute, (value: string, now: Date) => Sign>> = {
  userAccountControl: (value) => {
    if (!/^-?\d+$/.test(value)) return "unreadable";
    return (Number(value) & ACCOUNTDISABLE) === 0 ? "fine" : "disabled";
  },
  accountExpires: (value, now) => {
    if (!/^\d+$/.test(value)) return "unreadable";
    return NEVER_EXPIRES.has(value) ? "fine" : pastOrFine(fileTime(value), now);
  },
  nsAccountLock: (value) => readFlag(value),
  loginDisabled: (value) => readFlag(value),
  pwdAccountLockedTime: (value) => {
    if (value === LOCKED_BY_ADMIN || value === OUR_LOCKED_TIME) return "locked";
    return generalizedTime(value) === undefined ? "unreadable" : "fine";
  },
  pwdEndTime: (value, now) => pastOrFine(generalizedTime(value), now),
  krbPrincipalExpiration: (value, now) => pastOrFine(generalizedTime(value), now),
  shadowExpire: (value, now) => {
    if (value === "-1") return "fine";
    // shadow(5) warns that programs read 0 in two ways: as "never", and as a day in 1970.
    if (!/^\d+$/.test(value) || Number(value) === 0) return "unreadable";
    return pastOrFine(Number(value) * DAY_MS, now);
  },
  loginShell: (value) => (isShutShell(value) ? "disabled" : "fine"),
};

/** MS-ADTS §2.2.16. */
const ACCOUNTDISABLE = 2;
/** MS-ADA1 §2.1: both mean that the account never expires. */
const NEVER_EXPIRES: ReadonlySet<string> = new Set(["0", "9223372036854775807"]);
const DAY_MS = 86_400_000;
const UNITS_PER_MS = 10_000n;
const FROM_1601_TO_1970_MS = 11_644_473_600_000;

function readFlag(value: string): Sign {
  if (/^true$/i.test(value)) return "disabled";
  return /^false$/i.test(value) ? "fine" : "unreadable";
}

function pastOrFine(moment: number | undefined, now: Date): Sign {
  if (moment === undefined) return "unreadable";
  return moment <= now.getTime() ? "expired" : "fine";
}

/** Converts a FILETIME, in units of 100 ns since 1601, to milliseconds since 1970 (MS-DTYP §2.3.3). */
function fileTime(value: string): number {
  return Number(BigInt(value) / UNITS_PER_MS) - FROM_1601_TO_1970_MS;
}

/** Parses a generalized time (RFC 4517 §3.3.13), in which minutes and seconds may be missing. Returns milliseconds since 1970. */
function generalizedTime(value: string): number | undefined {
  const [, year, month, day, hour, minute = "00", second = "00", zone = "Z"] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)?(\d\d)?(?:[.,]\d+)?(Z|[+-]\d\d(?:\d\d)?)$/.exec(value) ?? [];
  if (year === undefined) return undefined;
  const offset = zone === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3) || "00"}`;
  const moment = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`);
  return Number.isNaN(moment) ? undefined : moment;
}
