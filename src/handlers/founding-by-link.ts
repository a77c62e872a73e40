import { randomUUID } from "node:crypto";
import { listAccountsOfPerson } from "../db/accounts.ts";
import { isUuid } from "../db/is-uuid.ts";
import { findPersonById } from "../db/people.ts";
import { listForRequester } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import { deriveProjectName, describeNameRule, entersName } from "../pipeline/checks/project-name.ts";
import { TooManyRequestsError } from "../pipeline/create-request.ts";
import { kindsThat } from "../pipeline/kinds/kinds.ts";
import { findInChat } from "../pipeline/links/find-in-chat.ts";
import type { Viewer } from "../pipeline/roster/find-viewer.ts";
import { verifyFoundingToken } from "../pipeline/roster/founding-token.ts";
import { foundingOrigin } from "../view/describe-source.ts";
import { readEmailAddress } from "../view/email-address.ts";
import type { Field } from "../view/form.ts";
import { fullName } from "../view/full-name.ts";
import type { Line } from "../view/notice.ts";
import { PI_ADDRESS } from "./account-form.ts";
import type { DeadLink } from "./by-link.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import { openFounding, readFounding } from "./found-project.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";
import { emailActor } from "./policy.ts";
import { projectForm } from "./project-form.ts";
import { type Answers, checkNewName, type Problems } from "./public-form.ts";
import { requestToken } from "./request-token.ts";
import { openRoster } from "./roster-by-link.ts";

/** The operations of the form for a new project, to which the page of a project and an email to people without one link. */
export interface FoundingByLink {
  /** Returns the form, or why there is none. Changes nothing. */
  inspect(
    token: string,
  ): Promise<({ readonly kind: "open" } & FoundingForm) | { readonly kind: DeadLink | "no-account" }>;
  /** Makes a request of the answers. `form` is the ID of the form: the same one makes one request, however often it is sent. */
  submit(
    token: string,
    form: string,
    values: Answers,
  ): Promise<
    | { readonly kind: "created" | "requested"; readonly requestToken: string }
    | { readonly kind: "invalid"; readonly errors: Problems }
    | { readonly kind: "late"; readonly why: Line }
    | { readonly kind: DeadLink | "no-account" }
  >;
}

export interface FoundingForm {
  readonly email: string;
  readonly fields: readonly Field[];
  /** What the site's rule makes of the name that is entered, such as "lab-…"; undefined if that is the whole name. */
  readonly pattern: string | undefined;
  /** The names that the project would have with each account, if people don't enter one. */
  readonly names: readonly { readonly username: string; readonly project: string }[];
}

/** Each is a card for the admins. */
const MAX_PER_HOUR = 10;
const HOUR_MS = 3_600_000;
const COUNTED_KINDS = kindsThat(({ foundsProject }) => foundsProject);

/** Lets people with an account ask for a new project from a link, by the same rules as in the chat. */
export function foundingByLink(context: HandlerContext): FoundingByLink {
  return {
    async inspect(token) {
      const opened = await open(token, context);
      if (opened.kind !== "open") return opened;
      return { kind: "open", ...(await formFor(opened.accounts, opened.email, context)) };
    },
    async submit(token, form, values) {
      const opened = await open(token, context);
      if (opened.kind !== "open") return opened;
      const { accounts, email, viewer } = opened;
      const { fields } = await formFor(accounts, email, context);
      const pi = readPi(values.piEmail ?? "", email);
      const errors = pi && "problem" in pi ? { piEmail: `The address ${pi.problem}.` } : {};
      const read = await readFounding(values, accounts, { fields }, context);
      if ("errors" in read) return { kind: "invalid", errors: { ...errors, ...read.errors } };
      const taken = await checkNewName(read.project, context);
      if (taken) return { kind: "invalid", errors: { ...errors, project: taken } };
      if (pi && "problem" in pi) return { kind: "invalid", errors };
      const since = new Date(context.now().getTime() - HOUR_MS);
      const listing = { email, kinds: COUNTED_KINDS, since, limit: MAX_PER_HOUR };
      if ((await listForRequester(context.db, listing)).length >= MAX_PER_HOUR)
        return { kind: "late", why: TOO_MANY };
      const found = await findInChat(email, context);
      const personId = viewer.person?.id ?? 0;
      const opening = {
        origin: foundingOrigin(personId, isUuid(form) ? form : randomUUID()),
        user: found.kind === "found" ? found.actor.user : null,
        by: toEventActor(viewer.actor),
        note: "web form",
      };
      try {
        const { kind, request } = await openFounding(read, pi, opening, context);
        const done = kind === "created" ? "created" : "requested";
        return { kind: done, requestToken: requestToken(request, context) };
      } catch (error) {
        if (error instanceof TooManyRequestsError) return { kind: "late", why: error.message };
        throw error;
      }
    },
  };
}

const TOO_MANY = "You've asked for several projects within an hour. Please try again later, or contact us.";

interface Opened {
  readonly kind: "open";
  readonly email: string;
  readonly viewer: Viewer;
  readonly accounts: readonly Account[];
}

async function open(
  token: string,
  context: HandlerContext,
): Promise<Opened | { readonly kind: DeadLink | "no-account" }> {
  const founder = await openFounder(token, context);
  if (founder.kind !== "open") return founder;
  const { email, viewer, personId } = founder;
  const all = await listAccountsOfPerson(context.db, personId);
  const accounts = all.filter(({ removedAt }) => removedAt === null);
  if (accounts.length === 0) return { kind: "no-account" };
  return { kind: "open", email, viewer, accounts };
}

/** Whose link it is: to the page of a project, or to the form of someone who has no project yet. */
async function openFounder(token: string, context: HandlerContext) {
  const opened = await openRoster(token, context);
  if (opened.kind === "open") {
    const { viewed, entry } = opened;
    return { kind: "open", email: entry.email, viewer: viewed.viewer, personId: entry.personId } as const;
  }
  const verified = await verifyFoundingToken(token, context);
  // A link of the other kind is unknown here.
  if (verified.kind !== "verified") return verified.kind === "unknown" ? opened : verified;
  const { email, personId, givenName, familyName } = verified.account;
  const named = { givenName, familyName };
  const actor = { ...emailActor(email, fullName(named) || email), ...named };
  // The link is older than what has happened to the account since.
  if (await denyOffboarded(actor, context)) return { kind: "unknown" } as const;
  const person = await findPersonById(context.db, personId);
  return { kind: "open", email, personId, viewer: { actor, person, role: undefined } } as const;
}

async function formFor(
  accounts: readonly Account[],
  email: string,
  context: HandlerContext,
): Promise<FoundingForm> {
  const { rules } = context;
  const names = await Promise.all(accounts.map((account) => deriveProjectName(account, context)));
  const form = projectForm(accounts, { actor: {}, text: "", rules, names });
  const [first] = accounts;
  const isEntered = entersName(rules) || names.some((name) => name === undefined);
  return {
    email,
    // Someone outside of the chat can't choose a person there.
    fields: form.fields.map((field) => (field.name === "pi" ? { ...PI_ADDRESS, ...PI_WORDS } : field)),
    pattern: first && describeNameRule(rules, first),
    names: isEntered ? [] : accounts.map(({ username }, at) => ({ username, project: names[at] ?? "" })),
  };
}

const PI_WORDS = {
  label: "Email address of the principal investigator (PI)",
  hint: "We'll ask them to confirm. Leave blank if you lead the project yourself.",
};

/** The PI whom someone names by address. Undefined if they lead the project themselves. */
function readPi(typed: string, own: string) {
  if (typed.trim() === "") return undefined;
  const read = readEmailAddress(typed);
  if (!("address" in read)) return read;
  const { address } = read;
  return address.toLowerCase() === own.toLowerCase() ? undefined : { name: null, email: address, user: null };
}
