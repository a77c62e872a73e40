import type { FoundAccount } from "../provisioners/found.ts";
import type { PlannedAccount } from "./adoption-plan.ts";
import { type MatchedAccount, mayHaveNumber } from "./matched-account.ts";
import type { AddressFilter, PlannedAddresses } from "./plan-addresses.ts";
import { planId } from "./plan-id.ts";

/** Returns what to write about an account; undefined if the registry has it all. */
export function planAccount(
  match: MatchedAccount,
  { emails, outdated, moved }: PlannedAddresses,
  usable: AddressFilter,
): PlannedAccount | undefined {
  const { known, found, username, alsoOf } = match;
  const ids = found.flatMap((account) => planId(account, known?.ids, detailOf(account, usable)));
  const campusIds = [...new Set(found.flatMap(({ campusId }) => campusId ?? []))].filter(
    (id) => !known?.campusIds.includes(id),
  );
  const email = known ? moved : found.flatMap(usable)[0];
  const uidNumber = found.find((one) => one.uidNumber !== undefined)?.uidNumber;
  const isNumbered =
    known !== undefined &&
    uidNumber !== undefined &&
    mayHaveNumber(match, uidNumber) &&
    uidNumber !== known.uidNumber;
  if (known && ids.length + emails.length + outdated.length + campusIds.length === 0 && !isNumbered && !email)
    return undefined;
  const places = ids.map(({ system, name }) => `${name} in ${system}`);
  const [first] = alsoOf ? [alsoOf.found[0] ?? alsoOf.known?.ids[0]] : [];
  return {
    known,
    username,
    uidNumber: known && !isNumbered ? known.uidNumber : uidNumber,
    alsoOf: first && { system: first.system, value: "id" in first ? first.id : first.value },
    ...nameOf(found, username),
    email,
    emails,
    outdated,
    campusIds,
    ids,
    lockedIn: found.every(({ state }) => state === "disabled" || state === "expired")
      ? found.map(({ system }) => system)
      : [],
    note: known
      ? [
          ...places,
          ...(email ? [`the address is ${email} now`] : []),
          ...(isNumbered ? [`uid number ${uidNumber}`] : []),
          ...(places.length === 0 && emails.length > 0 ? [`also ${emails.join(", ")}`] : []),
          ...(places.length === 0 && outdated.length > 0 ? [`no longer ${outdated.join(", ")}`] : []),
        ].join("; ")
      : places.join("; "),
  };
}

/** The detail that lets the next reading see what has changed in the source since. */
function detailOf(account: FoundAccount, usable: AddressFilter): Record<string, string> {
  const { uidNumber, usesDirectoryNames } = account;
  const emails = usable(account).join(" ");
  return {
    ...(uidNumber === undefined ? {} : { uidNumber: String(uidNumber) }),
    ...(usesDirectoryNames ? { usesDirectoryNames: "yes" } : {}),
    ...(emails === "" ? {} : { emails }),
  };
}

/** Names are those of the first system that has them. Someone without a name is called by the username. */
function nameOf(found: readonly FoundAccount[], username: string) {
  const named = found.find(({ givenName, familyName }) => givenName || familyName);
  return {
    givenName: named?.givenName ?? "",
    familyName: named?.familyName || named?.givenName ? (named.familyName ?? "") : username,
  };
}
