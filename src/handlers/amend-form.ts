import type { Chat } from "../chat/chat.ts";
import type { Values } from "../chat/interaction.ts";
import type { Request } from "../db/tables/requests.ts";
import { draftSchema } from "../intake/draft.ts";
import { type Answers, answersOf } from "../pipeline/amend.ts";
import { REQUEST_KINDS } from "../pipeline/kinds/kinds.ts";
import type { Field } from "../view/form.ts";
import type { Correctable } from "../view/kinds/kind.ts";
import { personFields } from "./actions/change-pi.ts";
import { type HandlerContext, UserError } from "./handler.ts";
import { denyNewPi, resolvePi } from "./resolve-pi.ts";

/** The form's field that shows what is wrong with an answer. */
export const nameOfField = (field: Correctable): string => (field === "pi" ? "person" : field);

/** Returns the fields of the form, filled in with what the request says now. */
export function amendFields(
  request: Request,
  correctable: readonly Correctable[],
  chat: Pick<Chat, "name">,
): Field[] {
  const { project, newProject, username, pi } = answersOf(request);
  const initial = (text: string | null | undefined) => (text ? { initial: text } : {});
  const [person, mail] = personFields(chat);
  const mayStart = REQUEST_KINDS[request.kind].createsAccount && correctable.includes("pi");
  return [
    ...(mayStart
      ? [
          {
            name: "projectKind",
            label: "Project",
            kind: "choice",
            initial: newProject ? "new" : "join",
            validateOnChange: true,
            choices: [
              { value: "join", label: "Join an existing project" },
              { value: "new", label: "Start a new project" },
            ],
          } as const,
        ]
      : []),
    ...(correctable.includes("project")
      ? [
          {
            name: "project",
            label: "Project name",
            kind: "line",
            maxLength: 32,
            ...initial(project),
          } as const,
        ]
      : []),
    ...(correctable.includes("username")
      ? [{ name: "username", label: "Username", kind: "line", maxLength: 32, ...initial(username) } as const]
      : []),
    ...(correctable.includes("pi") && person && mail
      ? [
          { ...person, label: "Principal investigator (PI)", ...initial(pi?.user) },
          { ...mail, ...initial(pi?.user ? null : pi?.email) },
        ]
      : []),
  ];
}

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
    const { data, error } = draftSchema.shape.project.safeParse(values.project);
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
    const pi = await piFromForm(values, seen, request, context);
    if (pi instanceof UserError) errors.person = pi.message;
    else if (pi !== undefined) answers.pi = pi;
  }
  return Object.keys(errors).length > 0 ? { errors } : { answers };
}

/** The PI if the person has chosen another one, or none; undefined if they have left it as it was. */
async function piFromForm(
  { person = "", mail = "" }: Values,
  { pi }: Answers,
  request: Request,
  context: HandlerContext,
): Promise<Answers["pi"] | undefined | UserError> {
  const address = mail.trim();
  const shown = { person: pi?.user ?? "", mail: pi?.user ? "" : (pi?.email ?? "") };
  if (person === shown.person && address === shown.mail) return undefined;
  // Not every chat can clear a person, so an address that was typed counts more than the person who was there before.
  const named = person && person !== shown.person ? `@${person}` : address || (person && `@${person}`);
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
