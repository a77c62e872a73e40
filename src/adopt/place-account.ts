import type { FoundAccount } from "../provisioners/found.ts";
import { type AccountIndex, nameKey } from "./account-index.ts";
import { accountName } from "./account-name.ts";
import { type Clash, describeAccount } from "./conflict.ts";
import { type Match, mayHaveNumber } from "./matched-account.ts";

/** Whose an account is, or why that is unclear. */
export type Placed = { readonly owner: Match | undefined } | Clash;

/** Finds out whose an account is that no one has decided on. Without an owner, it is new. */
export function placeAccount(account: FoundAccount, ids: ReadonlySet<string>, index: AccountIndex): Placed {
  const renewed = findRenewed(account, ids, index);
  if (renewed) return renewed;
  const username = accountName(account.username);
  const owner = index.ownerOf(account);
  const namesake = index.byUsername.get(username);
  if (owner) return judgeMatch(owner, namesake, account) ?? { owner };
  if (namesake) return judgeNamesake(namesake, account);
  const holder = account.uidNumber === undefined ? undefined : index.byNumber.get(account.uidNumber);
  if (holder) {
    return {
      kind: "shared-number",
      found: [...holder.found, account],
      candidates: [holder.username],
      why: `${describeAccount(account)} has the uid number ${account.uidNumber}, which is ${holder.username}'s`,
    };
  }
  if (account.usesDirectoryNames && index.hasDirectory()) {
    return {
      kind: "not-in-directory",
      found: [account],
      candidates: [],
      why: `${username} is in ${account.system}, but the directory has no account with this name`,
    };
  }
  return { owner: undefined };
}

/** A name that stays while its ID is another one: the account was created again, or its IDs were computed anew. */
function findRenewed(
  account: FoundAccount,
  ids: ReadonlySet<string>,
  index: AccountIndex,
): Clash | undefined {
  const former = index.byExternalName.get(nameKey(account.system, account.id, account.username));
  const before = former?.known?.ids.find(({ system }) => system === account.system);
  if (!former || !before || ids.has(before.value)) return undefined;
  return {
    kind: "renewed-id",
    found: [account],
    candidates: [former.username],
    why: `${account.username} has another ID in ${account.system} than before: ${account.id} instead of ${before.value}`,
  };
}

/** Whether a match is contradicted by the username, by the number, or by the states of the accounts. */
function judgeMatch(owner: Match, namesake: Match | undefined, account: FoundAccount): Clash | undefined {
  const others = owner.found.filter((one) => one.system === account.system);
  const former = owner.known?.ids.find(({ system }) => system === account.system);
  if (namesake && namesake !== owner && namesake.known?.personId !== (owner.known?.personId ?? -1)) {
    return {
      kind: "other-address",
      found: [...owner.found, ...namesake.found, account],
      candidates: [owner.username, namesake.username],
      why: `${describeAccount(account)} has the username of one person and the address of another`,
    };
  }
  if (others.length > 0 || former) {
    return {
      kind: "shared-address",
      found: [...others, account],
      candidates: [owner.username],
      why: `${describeAccount(account)} has an address of ${owner.username}, who already has an account in ${account.system}`,
    };
  }
  if (account.uidNumber !== undefined && !mayHaveNumber(owner, account.uidNumber)) {
    return {
      kind: "other-number",
      found: [...owner.found, account],
      candidates: [owner.username],
      why: `${describeAccount(account)} has the uid number ${account.uidNumber}, but the registry has ${owner.known?.uidNumber} for ${owner.username}`,
    };
  }
  const other = owner.found.find(({ state }) => (state === "active") !== (account.state === "active"));
  if (!other || account.usesDirectoryNames) return undefined;
  return {
    kind: "state",
    found: [...owner.found, account],
    candidates: [owner.username],
    why: `${describeState(other)}, but ${describeState(account)}`,
  };
}

const describeState = ({ system, username, state }: FoundAccount) =>
  state === "unknown"
    ? `the state of ${username} in ${system} isn't known`
    : `${username} is ${state} in ${system}`;

function judgeNamesake(namesake: Match, account: FoundAccount): Clash {
  const { found, username, known } = namesake;
  const those = found.map(describeAccount);
  if (those.length === 0) those.push(`${username} in the registry (${known?.emails[0] ?? "no address"})`);
  return {
    kind: account.emails.length === 0 ? "no-address" : "other-address",
    found: [...found, account],
    candidates: [username],
    why: `${describeAccount(account)} may be someone other than ${those.join(" and ")}`,
  };
}
