import { Failure } from "../failure/failure.ts";
import { type Draft, readDraft } from "../intake/draft.ts";
import { isBlank } from "../intake/is-blank.ts";
import { isBestChosen } from "../pipeline/checks/username.ts";
import type { Field } from "../view/form.ts";
import { accountForm, KNOWN_FROM_INVITATION, PI_ADDRESS, readGroups, WHY_CHOOSE } from "./account-form.ts";
import { explainIfTaken, withLabels } from "./actions/request-account.ts";
import { validateProject } from "./field-validators.ts";
import type { HandlerContext } from "./handler.ts";
import { emailActor } from "./policy.ts";

export type Answers = Readonly<Record<string, string>>;
/** The problems of a form by field, as sentences in English. */
export type Problems = Readonly<Record<string, string>>;

export const CHOOSE_PI = "Enter the address of the person who can confirm that you work in this project.";

const PI_WORDS = {
  label: "Email address of the principal investigator (PI)",
  hint: "We'll ask them to confirm. Leave blank if you're starting your own project.",
};

/** The fields of the form in the chat. A PI is named by address, because someone outside of the chat can't choose one there. */
export function publicFields(context: Pick<HandlerContext, "rules">, values: Answers = {}): readonly Field[] {
  const { fields } = accountForm(emailActor("", ""), context, { values });
  return fields.map((field) => (field.name === "pi" ? { ...PI_ADDRESS, ...PI_WORDS } : field));
}

/** The fields for someone who accepts an invitation with a request for an account. */
export const invitedFields = (
  context: Pick<HandlerContext, "rules">,
  values: Answers = {},
): readonly Field[] => publicFields(context, values).filter(({ name }) => !KNOWN_FROM_INVITATION.has(name));

interface ReadAnswers {
  readonly email: string;
  readonly language: string | null;
  /** True if a PIN is stored, so that a blank one means no change. */
  readonly keepsPin?: boolean;
  /** The request that these answers are about, which may have reserved the username. */
  readonly requestId?: number;
  /** The project of the invitation that these answers accept. Its PI is known. */
  readonly invitedTo?: string;
}

interface ReadForm {
  /** Without a PIN if the stored one stays. */
  readonly draft: Omit<Draft, "pin"> & { readonly pin?: string };
  /** What looks suspicious, one sentence each. */
  readonly remarks: readonly string[];
}

/** Makes the same checks as the form in the chat, before anything is stored. */
export async function readAnswers(
  typed: Answers,
  { email, language, keepsPin = false, requestId, invitedTo }: ReadAnswers,
  context: HandlerContext,
): Promise<{ readonly errors: Problems } | ReadForm> {
  const isInvited = invitedTo !== undefined;
  const values = isInvited ? { ...typed, projectKind: "join", project: invitedTo, piEmail: "" } : typed;
  const fields = isInvited ? invitedFields(context, values) : publicFields(context, values);
  const isKept = keepsPin && (values.pin ?? "").trim() === "";
  const newProject = values.projectKind === "new";
  const { groups: chosen, ...others } = values;
  const read = readDraft({
    ...others,
    ...readGroups(chosen),
    givenName: values.givenName ?? "",
    familyName: values.familyName ?? "",
    project: values.project ?? "",
    pin: isKept ? PIN_IN_PLACE : (values.pin ?? ""),
    email,
    newProject,
    piEmail: values.piEmail,
    additionalUsers: [],
    language: language ?? undefined,
  });
  const draftErrors = "errors" in read ? read.errors : {};
  const missing = fields.filter(
    ({ name, optional }) => !optional && !(isKept && name === "pin") && (values[name] ?? "").trim() === "",
  );
  const errors: Record<string, string> = withLabels(
    { ...draftErrors, ...Object.fromEntries(missing.map(({ name }) => [name, "is missing"])) },
    { fields },
  );
  // A question is no subject of a sentence.
  for (const { name, label } of missing) if (label.endsWith("?")) errors[name] = "Please fill in this field.";
  const needsPi = !newProject && !isInvited;
  if (needsPi && isBlank(values.piEmail ?? "")) errors.piEmail ??= CHOOSE_PI;
  if (needsPi && (values.piEmail ?? "").trim().toLowerCase() === email.toLowerCase())
    errors.piEmail ??= `This is your own address. ${CHOOSE_PI}`;
  const project = isInvited || errors.project ? undefined : await checkProject(values, context);
  if (project) errors.project = project;
  if (!errors.username) {
    const username = await checkUsername(values, requestId, context);
    if (username) errors.username = username;
  }
  if (Object.keys(errors).length > 0 || "errors" in read) return { errors };
  const { draft, warnings } = read;
  const remarks = Object.entries(warnings).map(([field, warning]) => {
    const label = fields.find(({ name }) => name === field)?.label ?? field;
    return `${label} ${warning}.`;
  });
  const { pin, ...rest } = draft;
  return { draft: isKept ? rest : { ...rest, pin }, remarks };
}

/** Passes the check in place of the stored PIN, which no one knows, and is never stored. */
const PIN_IN_PLACE = "0000";

/** The form says at once what the request would be refused for. What can't be checked right now is checked later. */
async function checkProject(values: Answers, context: HandlerContext): Promise<string | undefined> {
  const { projectKind = "join", project = "" } = values;
  const checked = await unlessAway(() => validateProject(project, { projectKind }, context));
  return checked?.isValid === false ? checked.text : undefined;
}

/** Explains why a new project can't have this name. Undefined if it can, or if that can't be checked right now. */
export const checkNewName = (project: string, context: HandlerContext): Promise<string | undefined> =>
  checkProject({ projectKind: "new", project }, context);

async function checkUsername(values: Answers, requestId: number | undefined, context: HandlerContext) {
  const { givenName = "", familyName = "", username = "" } = values;
  if (username.trim() === "")
    return isBestChosen({ givenName, familyName }, context.rules.usernames.rule) ? WHY_CHOOSE : undefined;
  return explainIfTaken(username.trim().toLowerCase(), context, requestId);
}

async function unlessAway<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}
