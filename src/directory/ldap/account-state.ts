import type { Active } from "../directory.ts";

/** The values of an entry by attribute, with names in lower case. */
export type Attributes = Readonly<Record<string, readonly string[] | undefined>>;

export interface AccountState {
  readonly active: Active;
  /** What it follows from, for admins: "expired (shadowExpire)". */
  readonly evidence: string;
}

/** The attributes that tell whether an entry may be used. A search must ask for them, because some are operational. */
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

/**
 * Tells whether an entry is neither disabled nor expired, in the words of OpenLDAP, FreeIPA, the 389 family, eDirectory and
 * Active Directory. One no outweighs everything else; a value that can't be read outweighs a yes. An account that is locked
 * for a while after wrong passwords is active. `required` names an attribute without which nothing is known.
 */
export function accountState(
  attributes: Attributes,
  now: Date,
  required?: (typeof STATE_ATTRIBUTES)[number],
): AccountState {
  const found = STATE_ATTRIBUTES.flatMap((name) =>
    (attributes[name.toLowerCase()] ?? []).map((value) => ({ name, says: SIGNS[name](value, now) })),
  );
  const no = found.find(({ says }) => says === "disabled" || says === "expired");
  if (no) return { active: false, evidence: `${no.says} (${no.name})` };
  const unreadable = found.find(({ says }) => says === "unreadable");
  if (unreadable) return { active: "unknown", evidence: `${unreadable.name} has a value that can't be read` };
  if (required && attributes[required.toLowerCase()] === undefined)
    return { active: "unknown", evidence: `${required} isn't shown to acct` };
  return { active: true, evidence: "neither disabled nor expired" };
}

/** Combines the state of the entry with the affiliations that count as active; if there are none, every affiliation does. */
export function withAffiliation(
  state: AccountState,
  affiliations: readonly string[],
  activeAffiliations: readonly string[],
): AccountState {
  if (state.active === false || activeAffiliations.length === 0) return state;
  const counts = new Set(activeAffiliations.map((each) => each.toLowerCase()));
  // A scoped affiliation is "staff@campus.example" (eduPerson).
  const isRight = affiliations.some((each) => counts.has(each.toLowerCase()) || counts.has(unscoped(each)));
  if (isRight) return state;
  const has = affiliations.length > 0 ? affiliations.join(", ") : "no affiliation";
  return { active: false, evidence: `${has}, which isn't one of activeAffiliations` };
}

const unscoped = (affiliation: string) => affiliation.toLowerCase().replace(/@.*$/, "");

type Sign = "fine" | "disabled" | "expired" | "unreadable";

const SIGNS: Readonly<Record<(typeof STATE_ATTRIBUTES)[number], (value: string, now: Date) => Sign>> = {
  userAccountControl: (value) => {
    if (!/^-?\d+$/.test(value)) return "unreadable";
    return (Number(value) & ACCOUNTDISABLE) === 0 ? "fine" : "disabled";
  },
  accountExpires: (value, now) => {
    if (!/^\d+$/.test(value)) return "unreadable";
    if (NEVER_EXPIRES.has(value)) return "fine";
    return pastOrFine(fileTime(value), now);
  },
  nsAccountLock: (value) => readFlag(value),
  loginDisabled: (value) => readFlag(value),
  pwdAccountLockedTime: (value) => {
    if (value === LOCKED_BY_ADMIN) return "disabled";
    return generalizedTime(value) === undefined ? "unreadable" : "fine";
  },
  pwdEndTime: (value, now) => pastOrFine(generalizedTime(value), now),
  krbPrincipalExpiration: (value, now) => pastOrFine(generalizedTime(value), now),
  shadowExpire: (value, now) => {
    if (value === "-1") return "fine";
    // shadow(5): zero can mean both "never" and "since 1970".
    if (!/^[1-9]\d*$/.test(value)) return "unreadable";
    return pastOrFine(Number(value) * DAY_MS, now);
  },
};

/** MS-ADTS §2.2.16. */
const ACCOUNTDISABLE = 2;
/** MS-ADA1 §2.1: both mean that the account never expires. */
const NEVER_EXPIRES: ReadonlySet<string> = new Set(["0", "9223372036854775807"]);
/** slapo-ppolicy(5): locked until an admin unlocks it. Any other time comes from wrong passwords. */
const LOCKED_BY_ADMIN = "000001010000Z";
const DAY_MS = 86_400_000;
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
  return Number(BigInt(value) / 10_000n) - FROM_1601_TO_1970_MS;
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
