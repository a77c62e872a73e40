import type { KnownAccount } from "../db/registry-snapshot.ts";
import type { FoundAccount } from "../provisioners/found.ts";
import { accountName } from "./account-name.ts";
import { domainOf, keyOf } from "./key-of.ts";
import type { Match, MatchedAccount } from "./matched-account.ts";

export type AccountIndex = ReturnType<typeof accountIndex>;

/** Finds matches by everything that identifies an account. `bad`: addresses that are never used. */
export function accountIndex(bad: ReadonlySet<string>) {
  const all: Match[] = [];
  const byId = new Map<string, Match>();
  const byUsername = new Map<string, Match>();
  const byAddress = new Map<string, Match[]>();
  const byNumber = new Map<number, Match>();
  const byExternalName = new Map<string, Match>();
  let directory = false;
  const addTo = (match: Match, emails: readonly string[], number: number | undefined) => {
    all.push(match);
    byUsername.set(match.username, match);
    if (number !== undefined) byNumber.set(number, match);
    for (const email of new Set(emails.map((one) => one.toLowerCase())))
      if (!bad.has(email)) byAddress.set(email, [...(byAddress.get(email) ?? []), match]);
  };
  return {
    bad,
    all,
    byId,
    byUsername,
    byNumber,
    byExternalName,
    hasDirectory: () => directory,
    addKnown(known: KnownAccount) {
      const match: Match = { username: known.username, found: [], known };
      addTo(match, known.emails, known.uidNumber);
      directory ||= isInDirectory(match);
      for (const { system, value, name } of known.ids) {
        byId.set(keyOf({ system, id: value }), match);
        byExternalName.set(nameKey(system, value, name), match);
      }
    },
    add(match: Match) {
      const emails = match.found.flatMap((one) => one.emails);
      addTo(match, emails, match.found.find(({ uidNumber }) => uidNumber !== undefined)?.uidNumber);
      directory ||= isInDirectory(match);
    },
    ownerOf(account: FoundAccount): Match | undefined {
      const namesake = byUsername.get(accountName(account.username));
      for (const email of account.emails) {
        const owners = byAddress.get(email.toLowerCase()) ?? [];
        // Of several accounts of one person, it is the one with the same name, or else the first.
        const owner = owners.find((one) => one === namesake) ?? owners[0];
        if (owner) return owner;
      }
      if (!namesake) return undefined;
      if (account.usesDirectoryNames) return hasDirectoryName(namesake) ? namesake : undefined;
      return isSameByNumber(namesake, account) || hasSameCampusId(namesake, account) ? namesake : undefined;
    },
  };
}

/** Whether a directory gave the account its number. A cloud may have users of its own, with names of its own. */
function isInDirectory({ known, found }: MatchedAccount): boolean {
  if (known?.isOurs || known?.ids.some(({ detail }) => detail.uidNumber !== undefined)) return true;
  return found.some(({ uidNumber }) => uidNumber !== undefined);
}

/** Whether the account's name is one of the directory's, so that the same name elsewhere is the same account. */
function hasDirectoryName(match: MatchedAccount): boolean {
  const { known, found } = match;
  if (isInDirectory(match) || found.some(({ usesDirectoryNames }) => usesDirectoryNames)) return true;
  return known?.ids.some(({ detail }) => detail.usesDirectoryNames !== undefined) ?? false;
}

/** acct gives each number once, so a number of ours with its name is ours, as after an older database was restored. */
const isSameByNumber = ({ known }: MatchedAccount, { uidNumber }: FoundAccount) =>
  known?.isOurs === true && uidNumber === known.uidNumber;

function hasSameCampusId({ known, found }: MatchedAccount, { campusId }: FoundAccount): boolean {
  if (campusId === undefined) return false;
  return known?.campusIds.includes(campusId) || found.some((one) => one.campusId === campusId);
}

/** Names are unique within a domain. */
export const nameKey = (system: string, id: string, name: string) =>
  `${system}/${domainOf(id)}/${name.toLowerCase()}`;
