import type { Account } from "../db/tables/accounts.ts";
import { foundingSchema } from "../intake/draft.ts";
import { applyNameRule, deriveProjectName } from "../pipeline/checks/project-name.ts";
import { type CreateResult, createRequest } from "../pipeline/create-request.ts";
import { describeOwner } from "../pipeline/describe-owner.ts";
import type { EventActor } from "../pipeline/engine/changes.ts";
import type { Form } from "../view/form.ts";
import { withLabels } from "./actions/request-account.ts";
import type { HandlerContext } from "./handler.ts";
import { chooseAccount, NOT_YOURS } from "./own-accounts.ts";

type Values = Readonly<Record<string, string>>;

export interface Founding {
  readonly account: Account;
  readonly project: string;
  readonly projectDescription: string;
}

/** Reads the form for a new project. Returns what is wrong by field, as sentences in English. */
export async function readFounding(
  values: Values,
  accounts: readonly Account[],
  form: Pick<Form, "fields">,
  context: HandlerContext,
): Promise<Founding | { readonly errors: Values }> {
  const account = chooseAccount(accounts, values.account);
  if (!account) return { errors: { account: NOT_YOURS } };
  const isEntered = form.fields.some(({ name }) => name === "project");
  const project = isEntered
    ? applyNameRule(context.rules, account, values.project ?? "")
    : ((await deriveProjectName(account, context)) ?? "");
  const read = foundingSchema.safeParse({ project, projectDescription: values.description ?? "" });
  if (read.success) return { account, ...read.data };
  const problems = read.error.issues.map(({ path, message }) => [FIELDS[String(path[0])], message]);
  return { errors: withLabels(Object.fromEntries(problems), form) };
}

/** The fields of the form, by what they become. */
const FIELDS: Readonly<Record<string, string>> = { project: "project", projectDescription: "description" };

interface Named {
  readonly name: string | null;
  readonly email: string;
  readonly user: string | null;
}

/** Makes a request of it. Without a PI, the founder leads the project. */
export function openFounding(
  { account, project, projectDescription }: Founding,
  pi: Named | undefined,
  { origin, user, by, note }: Opening,
  context: HandlerContext,
): Promise<CreateResult> {
  return createRequest(
    {
      kind: "project",
      origin,
      ...describeOwner(account),
      project,
      requesterUser: user,
      piName: pi?.name ?? null,
      piEmail: pi?.email ?? null,
      piUser: pi?.user ?? null,
      details: { newProject: true, projectDescription },
    },
    { by, note },
    context,
  );
}

interface Opening {
  readonly origin: string;
  /** Their user in the chat; null if they are not there. */
  readonly user: string | null;
  readonly by: EventActor;
  readonly note: string;
}
