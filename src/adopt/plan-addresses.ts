import type { KnownId } from "../db/registry-snapshot.ts";
import type { FoundAccount } from "../provisioners/found.ts";
import type { MatchedAccount } from "./matched-account.ts";

/** Returns the addresses of an account that say who someone is, the main one first. */
export type AddressFilter = (account: FoundAccount) => string[];
export const addressFilter =
  (bad: ReadonlySet<string>): AddressFilter =>
  ({ emails }) =>
    emails.filter((email) => !bad.has(email.toLowerCase()));

/** The addresses of an account in the registry that change with its sources. */
export interface PlannedAddresses {
  readonly emails: readonly string[];
  readonly outdated: readonly string[];
  readonly moved: string | undefined;
}

/** Plans the addresses of all accounts together: one that someone gives up may become someone else's. */
export function planAddresses(
  accounts: readonly MatchedAccount[],
  owners: ReadonlyMap<string, number>,
  usable: AddressFilter,
): (match: MatchedAccount) => PlannedAddresses {
  const outdated = new Map<MatchedAccount, readonly string[]>();
  for (const match of accounts) {
    const emails = outdatedOf(match, usable);
    if (emails.length > 0) outdated.set(match, emails);
  }
  const released = new Set([...outdated.values()].flat());
  return (match) => {
    const { known, found } = match;
    const isFree = (email: string) => {
      const owner = released.has(email) ? undefined : owners.get(`email ${email}`);
      return owner === undefined || owner === known?.personId;
    };
    const addresses = new Set(found.flatMap(usable).map((one) => one.toLowerCase()));
    const moved = movedAddress(match, usable);
    return {
      emails: [...addresses].filter((email) => !known?.emails.includes(email) && isFree(email)),
      outdated: outdated.get(match) ?? NONE,
      moved: moved !== undefined && isFree(moved.toLowerCase()) ? moved : undefined,
    };
  };
}

/** Almost all accounts share it. */
const NONE: readonly string[] = [];

const addressesOf = (id: KnownId | undefined) => id?.detail.emails?.split(" ") ?? [];

/** Addresses that the sources had before and have no longer. Addresses from elsewhere stay. */
function outdatedOf({ known, found }: MatchedAccount, usable: AddressFilter): string[] {
  if (!known) return [];
  const now = found.flatMap(usable);
  const unread = known.ids.filter(({ system }) => !found.some((one) => one.system === system));
  const kept = new Set([...now, ...unread.flatMap(addressesOf)].map((one) => one.toLowerCase()));
  const read = known.ids.filter((id) => !unread.includes(id));
  const before = read.flatMap(addressesOf).map((one) => one.toLowerCase());
  return [...new Set(before)].filter((email) => !kept.has(email) && known.emails.includes(email));
}

/** The address of someone from before acct is that of the system they came from: it moves when it changes there. */
function movedAddress({ known, found }: MatchedAccount, usable: AddressFilter): string | undefined {
  const [origin] = known?.ids ?? [];
  const account = found.find(({ system }) => system === origin?.system);
  if (!known || known.isOurs || !account) return undefined;
  const [email] = usable(account);
  return email !== undefined && email !== addressesOf(origin)[0] ? email : undefined;
}
