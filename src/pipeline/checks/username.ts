import anyAscii from "any-ascii";
import { findFormerOrAccount } from "../../db/accounts.ts";
import { findOpenByUsername } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import { personName } from "../../view/person-name.ts";
import { kindsThat } from "../kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { findLookAlike, isReservedUsername } from "./reserved-names.ts";
import { explainBadShape, MAX_USERNAME } from "./username-shape.ts";

const LAST_NUMBER = 99;
const RESERVING_KINDS = kindsThat(({ createsAccount }) => createsAccount);

/** Returns why this username cannot be assigned, in a sentence; undefined if it is free. */
export async function explainBadUsername(
  username: string,
  { db, namespace, rules }: Pick<PipelineDeps, "db" | "namespace" | "rules">,
  requestId?: number,
): Promise<string | undefined> {
  const shape = explainBadShape(username);
  if (shape) return `The username ${username} ${shape}.`;
  const { reserved } = rules.usernames;
  if (isReservedUsername(username, reserved)) return `${username} is a reserved name.`;
  const like = findLookAlike(username, reserved);
  if (like) return `The username ${username} looks like ${like}, which is reserved.`;
  if (await findFormerOrAccount(db, username)) return `The username ${username} is taken.`;
  const open = await findOpenByUsername(db, username, RESERVING_KINDS);
  if (open && open.id !== requestId) return `The username ${username} is taken.`;
  if (await namespace?.findByUsername(username))
    return `The username ${username} is taken in ${namespace?.name}.`;
  return undefined;
}

/** What a username is made from if the site's rule leaves nothing that can be used. */
const OTHER_RULES = ["{given}{family}", "{family}{given}", "{mail}"];

/**
 * asmith, asmith2, asmith3 … by the rule, then the same by other rules: the rule may derive nothing from the name, a single letter,
 * or a reserved name.
 */
export function* candidates(person: Pick<Request, "givenName" | "familyName" | "email">, rule: string) {
  const bases = [rule, ...OTHER_RULES].map((each) => usernameBy(each, person).slice(0, MAX_USERNAME));
  for (const base of new Set(bases)) {
    if (explainBadShape(base)) continue;
    yield base;
    for (let number = 2; number <= LAST_NUMBER; number++) {
      yield `${base.slice(0, MAX_USERNAME - 2)}${number}`;
    }
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

/**
 * Empty if nothing usable remains, because a username must start with a letter. A part of the name without letters is no part, so
 * that someone who has only one name gets that one.
 */
export function usernameBy(
  rule: string,
  { givenName, familyName, email }: Pick<Request, "givenName" | "familyName" | "email">,
): string {
  const [given, family] = [ascii(givenName), ascii(familyName)];
  const only = given === "" || family === "" ? given || family : undefined;
  const parts: Record<string, string> = {
    given: only === undefined ? given : rule.includes("{family") ? "" : only,
    family: only ?? family,
    mail: email.slice(0, email.lastIndexOf("@")).toLowerCase(),
  };
  return rule
    .replace(/\{(\w+)(?::(\d+))?\}/g, (_, name: string, length?: string) =>
      (parts[name] ?? "").slice(0, length === undefined ? undefined : Number(length)),
    )
    .replace(/[^a-z0-9._-]/g, "")
    .replace(/^[^a-z]+/, "")
    .replace(/(?<![._-])[._-]+$/, "");
}

/** "Zoë O'Neill" → "zoeoneill", "محمد" → "mhmd". Empty if the part has no letters in any script. */
function ascii(text: string): string {
  const name = personName(text);
  if (!/\p{L}/u.test(name)) return "";
  return anyAscii(name)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
}
