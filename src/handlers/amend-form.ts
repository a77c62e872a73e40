import type { Values } from "../chat/interaction.ts";
import { findAccountOfRequest } from "../db/accounts.ts";
import type { Request } from "../db/tables/requests.ts";
import { draftSchema, foundingSchema } from "../intake/draft.ts";
import type { Answers } from "../pipeline/amend-answers.ts";
import { applyNameRule } from "../pipeline/checks/project-name.ts";
import { REQUEST_KINDS } from "../pipeline/kinds/kinds.ts";
import type { Correctable } from "../view/kinds/kind.ts";
import { readGroups } from "./account-form.ts";
import { denyTwoPeople } from "./deny-two-people.ts";
import { type HandlerContext, UserError } from "./handler.ts";
import { NO_PAST_DATE, readEndDate } from "./on-roster.ts";
import { denyNewPi, resolvePi } from "./resolve-pi.ts";

interface FormOptions {
  readonly request: Request;
  readonly fields: readonly Correctable[];
  readonly context: HandlerContext;
}

/** Reads what the person has changed, compared with what they were shown. Otherwise, what is wrong with it, by field. */
export async function answersFromForm(
  values: Values,
  seen: Answers,
  { request, fields, context }: FormOptions,
): Promise<{ readonly answers: Partial<Answers> } | { readonly errors: Readonly<Record<string, string>> }> {
  const errors: Record<string, string> = {};
  const answers: { -readonly [Name in keyof Answers]?: Answers[Name] } = {};
  if (fields.includes("project") && values.project !== undefined) {
    const { data, error } = draftSchema.shape.project.safeParse(
      await nameByRule(values.project, request, context),
    );
    if (error) errors.project = `Project name ${error.issues[0]?.message}.`;
    else if (data !== seen.project) answers.project = data;
  }
  if (values.projectKind && (values.projectKind === "new") !== seen.newProject)
    answers.newProject = values.projectKind === "new";
  if (fields.includes("username") && values.username !== undefined) {
    const { data, error } = draftSchema.shape.username.safeParse(values.username);
    if (error) errors.username = `Username ${error.issues[0]?.message}.`;
    else if (!data && seen.username) errors.username = "Username is missing.";
    else if (data && data !== seen.username) answers.username = data;
  }
  if (fields.includes("pi")) {
    const two = await denyTwoPeople(changedPi(values, seen), context);
    if (two) errors.mail = two;
    const pi = two ? undefined : await piFromForm(values, seen, request, context);
    if (pi instanceof UserError) errors[namesByAddress(values, seen) ? "mail" : "person"] = pi.message;
    else if (pi !== undefined) answers.pi = pi;
  }
  if (fields.includes("groups") && values.groups !== undefined) {
    const { groups = [] } = readGroups(values.groups);
    if (groups.toSorted().join() !== seen.groups.toSorted().join()) answers.groups = groups;
  }
  if (fields.includes("ends") && values.ends !== undefined && values.ends !== (seen.endsOn ?? "")) {
    const endsOn = values.ends === "" ? null : readEndDate(values.ends.trim(), context.now());
    if (endsOn === undefined) errors.ends = NO_PAST_DATE;
    else answers.endsOn = endsOn;
  }
  if (fields.includes("description") && values.description !== undefined) {
    const { data, error } = foundingSchema.shape.projectDescription.safeParse(values.description);
    if (error) errors.description = `Description ${error.issues[0]?.message}.`;
    else if (data !== seen.description) answers.description = data;
  }
  return Object.keys(errors).length > 0 ? { errors } : { answers };
}

/** The name of a new project of someone with an account, by the site's rule for what was entered. */
export async function nameByRule(
  entered: string,
  request: Request,
  { db, rules }: Pick<HandlerContext, "db" | "rules">,
): Promise<string> {
  const name = entered.trim().toLowerCase();
  if (name === request.project || !REQUEST_KINDS[request.kind].foundsProject) return entered;
  const account = await findAccountOfRequest(db, request);
  return account ? applyNameRule(rules, account, entered) : entered;
}

const shownPi = (pi: Answers["pi"]) => ({
  person: pi?.user ?? "",
  mail: pi?.user ? "" : (pi?.email ?? ""),
});

/** What was entered about the PI that isn't what the form showed. */
const changedPi = ({ person = "", mail = "" }: Values, { pi }: Pick<Answers, "pi">): Values => {
  const shown = shownPi(pi);
  return {
    person: person === shown.person ? "" : person,
    mail: mail.trim() === shown.mail ? "" : mail,
  };
};

/** Not every chat can clear a person, so an address that was typed counts more than the person who was there before. */
const namesByAddress = ({ person = "", mail = "" }: Values, { pi }: Pick<Answers, "pi">): boolean =>
  mail.trim() !== "" && (person === "" || person === shownPi(pi).person);

/** The PI if the person has chosen another one, or none; undefined if they have left it as it was. */
async function piFromForm(
  { person = "", mail = "" }: Values,
  { pi }: Answers,
  request: Request,
  context: HandlerContext,
): Promise<Answers["pi"] | undefined | UserError> {
  const address = mail.trim();
  const shown = shownPi(pi);
  if (person === shown.person && address === shown.mail) return undefined;
  const named = namesByAddress({ person, mail }, { pi }) ? address : person && `@${person}`;
  if (!named) return null;
  try {
    const chosen = await resolvePi(named, request, context);
    const denial = await denyNewPi(chosen, context);
    if (denial) return new UserError(denial);
    return chosen.email.toLowerCase() === pi?.email.toLowerCase() ? undefined : chosen;
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}
