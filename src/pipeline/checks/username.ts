import anyAscii from "any-ascii";
import { findFormerOrAccount } from "../../db/accounts.ts";
import { findOpenByUsername } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import { kindsThat } from "../kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { isReserved } from "./reserved-names.ts";

/** useradd(8) and most file servers accept no more characters. */
const MAX_LENGTH = 32;
const LAST_NUMBER = 99;
const RESERVING_KINDS = kindsThat(({ createsAccount }) => createsAccount);

/** Returns why this username cannot be assigned, in a sentence; undefined if it is free. */
export async function explainBadUsername(
  username: string,
  { db, namespace, rules }: Pick<PipelineDeps, "db" | "namespace" | "rules">,
  requestId?: number,
): Promise<string | undefined> {
  if (isReserved(username, rules.usernames.reserved)) return `${username} is a reserved name.`;
  if (await findFormerOrAccount(db, username)) return `The username ${username} is taken.`;
  const open = await findOpenByUsername(db, username, RESERVING_KINDS);
  if (open && open.id !== requestId) return `The username ${username} is taken.`;
  if (await namespace?.findByUsername(username))
    return `The username ${username} is taken in ${namespace?.name}.`;
  return undefined;
}

/** asmith, asmith2, asmith3 … by the rule; derived from the email address if the rule derives nothing from the name. */
export function* candidates(person: Pick<Request, "givenName" | "familyName" | "email">, rule: string) {
  const base = usernameBy(rule, person) || usernameBy("{mail}", person);
  if (!base) return;
  yield base.slice(0, MAX_LENGTH);
  for (let number = 2; number <= LAST_NUMBER; number++) {
    yield `${base.slice(0, MAX_LENGTH - 2)}${number}`;
  }
}

const OTHER_SCRIPT = /(?=\p{L})[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u;

/**
 * Tells whether the rule derives the username from a name that is not in Latin script: "ليلى حداد" becomes "lhdd", in which people
 * don't recognize their name. Accents do not count: Müller and Łukasz stay readable.
 */
export function isBestChosen(
  { givenName, familyName }: Pick<Request, "givenName" | "familyName">,
  rule: string,
): boolean {
  const isUsed = (part: string, name: string) => rule.includes(`{${part}`) && OTHER_SCRIPT.test(name);
  return isUsed("given", givenName) || isUsed("family", familyName);
}

/** Empty if nothing usable remains, because a username must start with a letter. */
export function usernameBy(
  rule: string,
  { givenName, familyName, email }: Pick<Request, "givenName" | "familyName" | "email">,
): string {
  const parts: Record<string, string> = {
    given: ascii(givenName),
    family: ascii(familyName),
    mail: email.slice(0, email.lastIndexOf("@")).toLowerCase(),
  };
  return rule
    .replace(/\{(\w+)(?::(\d+))?\}/g, (_, name: string, length?: string) =>
      (parts[name] ?? "").slice(0, length === undefined ? undefined : Number(length)),
    )
    .replace(/[^a-z0-9._-]/g, "")
    .replace(/^[^a-z]+/, "");
}

/** "Zoë O'Neill" → "zoeoneill", "محمد" → "mhmd". */
function ascii(text: string): string {
  return anyAscii(text)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}
