import type { FoundAccount, FoundProject } from "../provisioners/found.ts";
import { accountName } from "./account-name.ts";
import { type MatchedProject, mayHaveGid } from "./match-projects.ts";
import type { MatchedAccount } from "./matched-account.ts";

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
    ...projects.flatMap((match) => match.found.flatMap((project) => ofProject(match, project))),
  ];
}

function ofProject(match: MatchedProject, project: FoundProject): string[] {
  const { name, known } = match;
  const { system, gidNumber } = project;
  const found: string[] = [];
  if (project.name.toLowerCase() !== name)
    found.push(`The project ${name} is called ${project.name} in ${system}.`);
  if (known && gidNumber !== undefined && !mayHaveGid({ known, found: [], name }, gidNumber))
    found.push(
      `The project ${name} has the gid number ${gidNumber} in ${system}, but ${known.gidNumber} in the registry.`,
    );
  if (project.incomplete !== undefined) found.push(project.incomplete);
  return found;
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
  if (state === "unknown") found.push(`${system} doesn't say whether ${username} can sign in.`);
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
