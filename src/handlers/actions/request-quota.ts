import type { Actor } from "../../chat/chat.ts";
import { findProject, listAccountProjects, listProjectsLedBy } from "../../db/projects.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { QuotaChange } from "../../db/tables/requests.ts";
import { createRequest } from "../../pipeline/create-request.ts";
import { describeOwner } from "../../pipeline/describe-owner.ts";
import { readProjectUsage } from "../../pipeline/read-project-usage.ts";
import { formatUse, LABELS, QUOTA_NAMES, type QuotaName, type Quotas } from "../../provisioners/quotas.ts";
import type { Field, Form } from "../../view/form.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  invalidFields,
  message,
  toEventActor,
} from "../handler.ts";
import { claimOwnAccount, type OwnAccount } from "../own-account.ts";
import {
  accountField,
  chooseAccount,
  listOwnAccounts,
  NOT_YOURS,
  readProjectAndAccount,
} from "../own-accounts.ts";
import { submittedReply } from "../submitted-reply.ts";
import { type FieldValidation, invalid, valid, validateFields } from "../validate-fields.ts";

const MAX_QUOTA = 1_000_000;
const NOT_DONE = "No request was submitted";

/** Lets a member request a quota change for a project, either permanently or until a date. */
export const requestQuota: GeneralHandler = {
  name: "request-quota",
  right: "use-own-account",
  notDone: NOT_DONE,
  command: { name: "quota", arguments: "[project] [account]", help: "Request an OpenStack quota change" },
  async form({ actor, values, text }, context) {
    const own = await start(actor, context);
    if (!own.account) return message(own.title ?? NOT_DONE, own.denial);
    const accounts = await listOwnAccounts(own, context);
    const projects = await projectsOf(accounts, context);
    const { project } = readProjectAndAccount(text);
    const state = await readState(values?.project ?? project ?? "", projects, context);
    const form = formFor(accounts, projects, text, state);
    return validateFields(form, { project: async () => state.validation }, values ?? { project }, context);
  },
  async run({ actor, values, text, deliveryId }, context) {
    const own = await start(actor, context);
    if (!own.account) return message(own.title ?? NOT_DONE, own.denial);
    const named = values.account ?? readProjectAndAccount(text).named;
    const account = chooseAccount(await listOwnAccounts(own, context), named);
    if (!account) return invalidFields({ account: NOT_YOURS });
    const read = readQuotaChange(values, context.now());
    if ("problems" in read) return invalidFields(read.problems);
    const created = await createRequest(
      {
        kind: "quota",
        origin: deliveryId,
        ...describeOwner(account),
        project: (values.project ?? "").trim().toLowerCase(),
        requesterUser: actor.user,
        quota: read.change,
        details: { reason: values.reason },
      },
      { by: toEventActor(actor), note: "" },
      context,
    );
    return submittedReply(created, "A quota change for this project is already in progress");
  },
};

async function start(actor: Actor, context: HandlerContext): Promise<OwnAccount> {
  if (!context.quotas) return { denial: "No system here has quotas." };
  return claimOwnAccount(actor, context);
}

/** Reads the quotas that were filled in. A quota whose field is blank doesn't change. */
function readQuotaChange(
  values: Readonly<Record<string, string>>,
  now: Date,
): { readonly change: QuotaChange } | { readonly problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const requested: Record<string, number> = {};
  for (const name of QUOTA_NAMES) {
    const text = (values[name] ?? "").trim();
    if (text === "") continue;
    if (/^\d{1,7}$/.test(text) && Number(text) <= MAX_QUOTA) requested[name] = Number(text);
    else problems[name] = `This must be a whole number up to ${MAX_QUOTA}.`;
  }
  const until = values.until ?? "";
  if (until && until <= now.toISOString().slice(0, 10)) problems.until = "The date must be in the future.";
  if (Object.keys(problems).length > 0) return { problems };
  if (Object.keys(requested).length === 0)
    return { problems: { [QUOTA_NAMES[0]]: "Fill in at least one number." } };
  return { change: { requested, ...(until ? { until } : {}) } };
}

interface QuotaState {
  readonly validation: FieldValidation | undefined;
  readonly limits?: Partial<Quotas>;
  /** Undefined if the person may not see what the project uses. */
  readonly used?: Partial<Quotas>;
}

/** Reads the project's current quotas and, for one of the person's own projects, what is used of them. */
async function readState(
  typed: string,
  ownProjects: readonly string[],
  { db, quotas, provisioners }: HandlerContext,
): Promise<QuotaState> {
  const name = typed.trim().toLowerCase();
  if (name === "" || !quotas) return { validation: undefined };
  const project = await findProject(db, name);
  if (!project) return { validation: invalid(`There's no project called ${name}.`) };
  try {
    const limits = await quotas.readQuotas(project);
    const list = QUOTA_NAMES.map((each) => `${LABELS[each]} ${limits[each]}`).join(", ");
    if (!ownProjects.includes(name)) return { validation: valid(`Current quotas: ${list}.`), limits };
    const { used, others } = await readProjectUsage(project, { quotas, provisioners });
    const also = others.map((line) => ` ${line}.`).join("");
    return { validation: valid(`Current quotas: ${list}.${also}`), limits, used };
  } catch {
    // The cause is only for the admins, who are notified if the request itself fails.
    return {
      validation: invalid("We can't read the current quotas right now. You can submit the request anyway."),
    };
  }
}

/** The projects of a person, by name: those in which they have access, and those that they lead. */
async function projectsOf(
  accounts: readonly Account[],
  { db }: Pick<HandlerContext, "db">,
): Promise<string[]> {
  const [first] = accounts;
  const led = first ? await listProjectsLedBy(db, first.personId) : [];
  const joined = await Promise.all(accounts.map(({ id }) => listAccountProjects(db, id)));
  return [...new Set([...led, ...joined.flat()].map(({ name }) => name))].toSorted();
}

function formFor(
  accounts: readonly Account[],
  projects: readonly string[],
  text: string,
  { limits, used }: QuotaState,
): Form {
  const { project, named } = readProjectAndAccount(text);
  const number = (name: QuotaName): Field => ({
    name,
    label: LABELS[name][0]?.toUpperCase() + LABELS[name].slice(1),
    kind: "line",
    maxLength: 7,
    optional: true,
    ...(used?.[name] === undefined ? {} : { hint: `Now ${formatUse(limits?.[name], used[name])}.` }),
  });
  return {
    action: "request-quota",
    title: "Change quotas",
    intro: ["Fill in only the values you want to change."],
    submit: "Submit request",
    fields: [
      ...accountField(accounts, named),
      {
        name: "project",
        label: "Project",
        kind: "line",
        maxLength: 32,
        suggestions: projects.map((name) => ({ value: name, label: name })),
        ...(project ? { initial: project } : {}),
      },
      ...QUOTA_NAMES.map(number),
      {
        name: "until",
        label: "Until",
        kind: "date",
        optional: true,
        hint: "Quotas revert on this date. Leave blank to make the change permanent.",
      },
      { name: "reason", label: "What do you need them for?", kind: "text", maxLength: 3000 },
    ],
  };
}
