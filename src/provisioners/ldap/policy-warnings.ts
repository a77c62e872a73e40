import type { Client, Entry } from "ldapts";
import { text, texts } from "./entries.ts";

interface Policed {
  /** An entry like those that acct creates. */
  readonly personDn: string;
  readonly bindDn: string;
  /** `passwords.minLength`. */
  readonly minLength: number;
  readonly now: Date;
  /** What the server's password-policy control said when we logged in; undefined: no expiry. */
  readonly expiresInSeconds: number | undefined;
}

const POLICY = ["pwdMinLength", "pwdMaxAge", "pwdExpireWarning"];
const DAY_MS = 86_400_000;
/** How far ahead to warn if the policy has no `pwdExpireWarning`. */
const AHEAD_DAYS = 30;

/**
 * Checks what the password policy (draft-behera-ldap-password-policy) means for acct, as far as acct can read it: a
 * different minimum length, and the expiry of acct's own password. Never fails, because not every directory has a policy.
 */
export async function policyWarnings(client: Client, of: Policed): Promise<string[]> {
  const said = of.expiresInSeconds;
  const expiry =
    said === undefined ? [] : [describeExpiry(of.bindDn, new Date(of.now.getTime() + said * 1000))];
  try {
    const people = await readPolicy(client, of.personDn);
    const own = await readPolicy(client, of.bindDn);
    const found = said === undefined ? await expiryWarning(client, own, of) : expiry;
    return [...lengthWarning(people, of), ...found];
  } catch {
    return expiry;
  }
}

function lengthWarning(policy: Entry | undefined, { minLength }: Policed): string[] {
  const theirs = Number(text(policy?.pwdMinLength) || "0");
  if (theirs <= minLength) return [];
  return [
    `the directory requires passwords of at least ${theirs} characters, but the page says ${minLength}: set passwords.minLength to ${theirs}`,
  ];
}

async function expiryWarning(
  client: Client,
  policy: Entry | undefined,
  { bindDn, now }: Policed,
): Promise<string[]> {
  const maxAgeMs = Number(text(policy?.pwdMaxAge) || "0") * 1000;
  if (maxAgeMs === 0) return [];
  const { searchEntries } = await client.search(bindDn, { scope: "base", attributes: ["pwdChangedTime"] });
  const changed = parseTime(text(searchEntries[0]?.pwdChangedTime));
  if (!changed) return [];
  const ends = new Date(changed.getTime() + maxAgeMs);
  const aheadMs = Number(text(policy?.pwdExpireWarning) || "0") * 1000 || AHEAD_DAYS * DAY_MS;
  if (ends.getTime() - now.getTime() > aheadMs) return [];
  return [describeExpiry(bindDn, ends)];
}

function describeExpiry(bindDn: string, ends: Date): string {
  return `the password of ${bindDn} expires at ${ends.toISOString()}, and acct will stop working: change it, or give the entry a policy without pwdMaxAge`;
}

/** Finds the policy that an entry names, or the only one there is. The default is set in the server's configuration, which we can't read. */
async function readPolicy(client: Client, dn: string): Promise<Entry | undefined> {
  const own = await client.search(dn, { scope: "base", attributes: ["pwdPolicySubentry"] });
  const named = text(own.searchEntries[0]?.pwdPolicySubentry);
  if (named !== "") {
    return (await client.search(named, { scope: "base", attributes: POLICY })).searchEntries[0];
  }
  const root = await client.search("", { scope: "base", attributes: ["namingContexts"] });
  const found: Entry[] = [];
  for (const context of texts(root.searchEntries[0]?.namingContexts)) {
    const { searchEntries } = await client.search(context, {
      filter: "(objectClass=pwdPolicy)",
      attributes: POLICY,
      sizeLimit: 20,
    });
    found.push(...searchEntries);
  }
  return found.length === 1 ? found[0] : undefined;
}

/** Parses a generalized time (RFC 4517 §3.3.13) as OpenLDAP writes it: 20261125231700Z, with or without a fraction. */
function parseTime(value: string): Date | undefined {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(value) ?? [];
  return year ? new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) : undefined;
}
