import type { FoundAccount } from "../provisioners/found.ts";
import { accountName } from "./account-name.ts";
import type { MatchedAccount } from "./match-accounts.ts";
import type { MatchedProject } from "./match-projects.ts";

/** Says what the systems have otherwise than the registry, and what acct leaves to an admin, one sentence each. */
export function planDifferences(
  accounts: readonly MatchedAccount[],
  projects: readonly MatchedProject[],
  owners: ReadonlyMap<string, number>,
  usable: (account: FoundAccount) => readonly string[],
): string[] {
  return [
    ...accounts.flatMap((match) =>
      match.found.flatMap((account) => ofAccount(match, account, owners, usable)),
    ),
    ...projects.flatMap(({ name, found }) =>
      found
        .filter((project) => project.name.toLowerCase() !== name)
        .map((project) => `The project ${name} is called ${project.name} in ${project.system}.`),
    ),
  ];
}

function ofAccount(
  { known, username }: MatchedAccount,
  account: FoundAccount,
  owners: ReadonlyMap<string, number>,
  usable: (account: FoundAccount) => readonly string[],
): string[] {
  const { system, state } = account;
  const found: string[] = [];
  if (accountName(account.username) !== username)
    found.push(`${username} is called ${account.username} in ${system}.`);
  if (state === "unknown") found.push(`${system} doesn't say whether ${username} can log in.`);
  if (!known) return found;
  const { isClosed, isOurs, emails, uidNumber } = known;
  const before = known.ids.find((id) => id.system === system);
  if (isClosed && state === "active") found.push(`${username} was offboarded, but is active in ${system}.`);
  if (
    account.uidNumber !== undefined &&
    account.uidNumber !== uidNumber &&
    (isOurs ||
      (before?.detail.uidNumber !== undefined && before.detail.uidNumber !== String(account.uidNumber)))
  )
    found.push(
      `${username} has the uid number ${account.uidNumber} in ${system}, but ${uidNumber} in the registry.`,
    );
  for (const email of usable(account)) {
    const owner = owners.get(`email ${email.toLowerCase()}`);
    if (owner !== undefined && owner !== known.personId)
      found.push(
        `${username} has the address ${email} in ${system}, which is someone else's in the registry.`,
      );
  }
  const [main] = usable(account);
  if (isOurs && main !== undefined && !emails.includes(main.toLowerCase()))
    found.push(
      `${username} has the address ${main} in ${system}, but ${emails[0] ?? "none"} in the registry.`,
    );
  return found;
}
