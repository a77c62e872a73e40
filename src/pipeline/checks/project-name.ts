import type { Db } from "../../db/client.ts";
import { findProject } from "../../db/projects.ts";
import { isAskedFor } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { toProjectName } from "../../intake/draft.ts";
import { isNoProject } from "../other-groups.ts";
import type { PipelineDeps, Rules } from "../pipeline-deps.ts";
import { isReserved } from "./reserved-names.ts";

const MAX_LENGTH = 32;
/** More numerals than anyone needs. */
const MAX_TRIES = 100;
const ENTERED = "{name}";

const ruleOf = ({ newProjects }: Pick<Rules, "newProjects">) => newProjects?.name ?? ENTERED;

/** Whether people enter the name of their new project, or a part of it. */
export const entersName = (rules: Pick<Rules, "newProjects">): boolean => ruleOf(rules).includes(ENTERED);

/** What a site's rule adds to the name that this person enters, such as "lab-…"; undefined if that is the whole name. */
export function describeNameRule(
  rules: Pick<Rules, "newProjects">,
  account: Pick<Account, "username" | "email">,
): string | undefined {
  return ruleOf(rules) === ENTERED || !entersName(rules) ? undefined : applyNameRule(rules, account, "…");
}

/**
 * The name of a new project by the site's rule, for what its founder has entered. Someone who enters the whole name, such as "lab-ion"
 * where the rule makes "lab-ion" from "ion", gets what they mean.
 */
export function applyNameRule(
  rules: Pick<Rules, "newProjects">,
  { username, email }: Pick<Account, "username" | "email">,
  entered: string,
): string {
  const name = entered.trim().toLowerCase();
  const rule = ruleOf(rules)
    .replaceAll("{username}", username)
    .replaceAll("{localPart}", localPartOf(email ?? ""));
  const [before = "", after] = rule.split(ENTERED);
  if (after === undefined) return name === "" ? rule : name;
  const isWhole =
    name.length > before.length + after.length && name.startsWith(before) && name.endsWith(after);
  // Without a local part, what separates it from the rest is left over.
  return isWhole ? name : rule.replaceAll(ENTERED, name).replace(/^[-._]+/, "");
}

/** Explains that a new name for this person's project isn't one by the site's rule. Undefined if it is, or if people enter names. */
export function explainNameRule(
  rules: Pick<Rules, "newProjects">,
  account: Pick<Account, "username" | "email">,
  name: string,
): string | undefined {
  if (entersName(rules)) return undefined;
  const base = toProjectName(applyNameRule(rules, account, ""));
  if (base === "" || (name.startsWith(base) && /^\d*$/.test(name.slice(base.length)))) return undefined;
  return `Names follow the rule ${ruleOf(rules)} in acct.yml, so this project is ${base}, perhaps with a number.`;
}

/** What is before the @ and before a subaddress: "amy" for amy+lab@example.org. */
const localPartOf = (email: string) => toProjectName(email.split("@", 1)[0]?.split("+", 1)[0] ?? "");

/**
 * The name by a rule that doesn't ask for one: the first that no project has and no one has asked for, with a numeral if need be.
 * Undefined if the rule makes no valid name for this person.
 */
export async function deriveProjectName(
  account: Pick<Account, "username" | "email">,
  deps: Pick<PipelineDeps, "db" | "namespace" | "rules">,
): Promise<string | undefined> {
  const { db, namespace, rules } = deps;
  if (ruleOf(rules).includes("{localPart}") && localPartOf(account.email ?? "") === "") return undefined;
  const base = toProjectName(applyNameRule(rules, account, ""));
  if (base === "") return undefined;
  for (let numeral = 1; numeral <= MAX_TRIES; numeral++) {
    const end = numeral === 1 ? "" : String(numeral);
    const name = base.slice(0, MAX_LENGTH - end.length) + end;
    if (
      isReserved(name, rules.usernames.reserved) ||
      (await isTaken(db, name)) ||
      isNoProject(name, false, rules)
    )
      continue;
    if (!(await namespace?.findGroup(name))) return name;
  }
  return undefined;
}

const isTaken = async (db: Db, name: string) =>
  (await findProject(db, name)) !== undefined || (await isAskedFor(db, name));
