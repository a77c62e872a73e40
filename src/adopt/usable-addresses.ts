import type { FoundAccount } from "../provisioners/found.ts";

/** An address that says nothing about who someone is, and why. */
export interface UnusableAddress {
  readonly email: string;
  readonly found: readonly FoundAccount[];
  readonly why: string;
}

/** An address of two accounts may be one person's on purpose. One of three or more is a group's mailbox. */
const MOST_OF_ONE_PERSON = 2;

const NOBODYS_NAME =
  /^(?:no-?reply|do-?not-?reply|nobody|devnull|root|postmaster|mailer-daemon|temp-email-for-oauth.*)$/;
/** GitLab invents addresses in this domain for accounts that come from single sign-on without one. */
const NOBODYS_DOMAIN =
  /(?:^|\.)(?:gitlab\.localhost|localhost|localdomain|invalid)$|(?:^|\.)users\.noreply\./;

/** Tells whether this can be the mailbox of one person, judging by its name alone. */
export function isPersonal(email: string): boolean {
  const at = email.lastIndexOf("@");
  const [name, domain] = [email.slice(0, at).toLowerCase(), email.slice(at + 1).toLowerCase()];
  return at > 0 && !NOBODYS_NAME.test(name) && !NOBODYS_DOMAIN.test(domain);
}

/**
 * Finds the addresses that must not be used to match anyone: those of programs, and those that more than two accounts of one
 * system share.
 */
export function findUnusableAddresses(systems: readonly (readonly FoundAccount[])[]): UnusableAddress[] {
  const unusable = new Map<string, UnusableAddress>();
  for (const [email, found] of systems.flatMap((accounts) => [...groupByAddress(accounts)])) {
    if (unusable.has(email)) continue;
    const system = found[0]?.system;
    if (!isPersonal(email)) {
      unusable.set(email, { email, found, why: `${email} in ${system} isn't the mailbox of a person` });
    } else if (found.length > MOST_OF_ONE_PERSON) {
      const why = `${found.length} accounts in ${system} have the address ${email}, so it is not one person's`;
      unusable.set(email, { email, found, why });
    }
  }
  return [...unusable.values()];
}

/** The accounts of one system by their addresses in lower case. */
export function groupByAddress(accounts: readonly FoundAccount[]): Map<string, FoundAccount[]> {
  const byAddress = new Map<string, FoundAccount[]>();
  for (const account of accounts) {
    for (const email of new Set(account.emails.map((one) => one.toLowerCase()))) {
      const sharing = byAddress.get(email);
      if (sharing) sharing.push(account);
      else byAddress.set(email, [account]);
    }
  }
  return byAddress;
}
