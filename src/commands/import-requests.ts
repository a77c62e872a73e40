import type { SecretKeys } from "../credentials/secret-keys.ts";
import { findFormerOrAccountByEmail } from "../db/accounts.ts";
import type { Db } from "../db/client.ts";
import { findProject } from "../db/projects.ts";
import { addOrigins } from "../db/request-origins.ts";
import type { Request } from "../db/tables/requests.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { aboutAccount } from "../intake/access-sheet.ts";
import { addressIn } from "../intake/address-in.ts";
import { type Draft, tidy } from "../intake/draft.ts";
import type { Incoming, Intake, IntakeResult } from "../intake/intake.ts";
import type { QuotaDraft } from "../intake/quota-sheet.ts";
import { isLaterMoment } from "../intake/row-moment.ts";
import { amendRequest } from "../pipeline/amend-request.ts";
import { createRequest } from "../pipeline/create-request.ts";
import { findOwner } from "../pipeline/intake/find-owner.ts";
import { openMembership } from "../pipeline/intake/open-membership.ts";
import { openQuota } from "../pipeline/intake/open-quota.ts";
import type { OpenedRow, Opening } from "../pipeline/intake/opened-row.ts";
import { remarkOnGroups } from "../pipeline/intake/remark-on-groups.ts";
import type { Rules } from "../pipeline/pipeline-deps.ts";
import { recognizeRow, type SheetRow } from "../pipeline/recognize-row.ts";
import { requestFromDraft } from "../pipeline/request-from-draft.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import type { Namespace } from "../provisioners/namespace.ts";
import { fullName } from "../view/full-name.ts";
import { describeKnown } from "./describe-known.ts";

interface ImportDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly secretKey: SecretKeys;
  readonly now: () => Date;
  /** Where people may have accounts that acct did not create; undefined: nowhere. */
  readonly namespace: Pick<Namespace, "name" | "findByEmail"> | undefined;
  /** False: anyone may have filled in the addresses, so their owners confirm them first. */
  readonly trusted: boolean;
  /** The groups that people can ask for besides their project. */
  readonly rules?: Pick<Rules, "otherGroups"> | undefined;
  /** True: only says what would be created. */
  readonly dryRun?: boolean;
}

/** The result for one item. */
export interface ImportResult extends Pick<Incoming, "source" | "name" | "address">, IntakeResult {
  /** Empty for an item that was rejected: `remarks` says why. */
  readonly sentence: string;
}

type Outcome = Pick<ImportResult, "kind" | "sentence" | "requestId"> & {
  readonly remarks?: ImportResult["remarks"];
};
type DraftItem = Extract<Incoming, { readonly formerOrigin?: string; readonly draft: Draft }>;

/**
 * Creates a request for each item of a source, and tells the source. Importing the same twice creates nothing twice, also if another
 * program has saved it since. A newer answer of the same person replaces one that no one has decided about. People who have an
 * account, or were denied, are named in the result, and get no email. A dry run only says what would happen.
 */
export async function* importRequests(
  items: readonly Incoming[],
  intake: Intake,
  deps: ImportDeps,
): AsyncGenerator<ImportResult> {
  const earlierRows = deps.dryRun ? rowsSoFar() : undefined;
  for (const item of items) {
    const result = await importOne(item, intake, earlierRows, deps);
    if (!deps.dryRun) await intake.acknowledge(item, result);
    yield result;
  }
}

async function importOne(
  item: Incoming,
  intake: Intake,
  earlierRows: ReturnType<typeof rowsSoFar> | undefined,
  deps: ImportDeps,
): Promise<ImportResult> {
  const { source, name, address } = item;
  const about = { source, name, address };
  const rejected = { ...about, kind: "rejected", sentence: "" } as const;
  if ("problems" in item) return { ...rejected, remarks: item.problems };
  if ("quota" in item) return { ...about, ...(await importQuota(item, intake, deps)) };
  if ("saysAccount" in item) {
    const joined = await join(item, intake, deps);
    if (joined) return { ...about, ...joined };
    const whose = await whoseAccount(tidy(addressIn(address)).toLowerCase(), deps);
    return { ...rejected, remarks: [aboutAccount(item.saysAccount, whose.sentence ?? NO_ACCOUNT)] };
  }
  const unknown = remarkOnGroups(item.draft.groups, deps.rules ?? {});
  if (unknown) return { ...rejected, remarks: [...item.warnings, unknown] };
  const result = earlierRows?.(item) ?? (await importDraft(item, intake, deps));
  return { ...about, remarks: item.warnings, ...result };
}

type QuotaItem = Extract<Incoming, { quota: QuotaDraft }>;
type JoiningItem = Extract<Incoming, { saysAccount: string }>;

const openingOf = ({ source }: Incoming, intake: Intake, { trusted }: ImportDeps): Opening => ({
  note: intake.name,
  source,
  trusted,
  views: [],
});

/** Makes a request for other quotas, or says what is wrong. A dry run knows only what the row itself says. */
async function importQuota(item: QuotaItem, intake: Intake, deps: ImportDeps): Promise<ImportOutcome> {
  const { quota, warnings } = item;
  const what = `the quotas of ${quota.project}, for ${quota.email}`;
  if (deps.dryRun)
    return { kind: "created", sentence: `would create a request for ${what}`, remarks: warnings };
  return describeOpened(await openQuota(item, openingOf(item, intake, deps), deps), what, warnings);
}

/** Makes a request to join a project for someone whose account the registry has. Undefined if it doesn't know the account. */
async function join(item: JoiningItem, intake: Intake, deps: ImportDeps): Promise<ImportOutcome | undefined> {
  const { joining } = item;
  if ("problems" in joining) return undefined;
  const { draft, warnings } = joining;
  const owner = await findOwner(deps.db, draft.email);
  if ("problem" in owner || draft.newProject) return undefined;
  const unknown = remarkOnGroups(draft.groups, deps.rules ?? {});
  if (unknown) return { kind: "rejected", sentence: "", remarks: [...warnings, unknown] };
  const what = `${owner.account.username} to join ${draft.project}`;
  if (deps.dryRun)
    return { kind: "created", sentence: `would create a request for ${what}`, remarks: warnings };
  return describeOpened(await openMembership(joining, openingOf(item, intake, deps), deps), what, warnings);
}

type ImportOutcome = Pick<ImportResult, "kind" | "sentence" | "requestId" | "remarks">;

function describeOpened(opened: OpenedRow, what: string, warnings: ImportResult["remarks"]): ImportOutcome {
  if (opened.kind !== "request") return { kind: "rejected", sentence: "", remarks: opened.problems };
  const { request, isNew } = opened;
  const sentence = isNew
    ? `request ${request.id} for ${what}`
    : `${what}: the person ${describeKnown(request)}`;
  return { kind: isNew ? "created" : "known", requestId: request.id, sentence, remarks: warnings };
}

async function importDraft(item: DraftItem, intake: Intake, deps: ImportDeps): Promise<Outcome> {
  const { draft, identity, formerOrigin } = item;
  const row: SheetRow = { ...identity, email: draft.email, project: draft.project, formerOrigin };
  const found = await recognizeRow(deps.db, row, deps.workflows);
  if (found.kind === "known") return known(found.request, draft, row, deps);
  if (found.kind === "newer") return replace(found.request, item, row, intake, deps);
  const account = await whoseAccount(draft.email, deps);
  if (account.isUnknown) return rejectedFor(account.sentence);
  if (account.sentence !== undefined)
    return { kind: "known", sentence: `${describePerson(draft)}: ${account.sentence}` };
  return open(item, row, found.last, intake, deps);
}

/** The row is remembered as it is now, so that it is recognized even if the request isn't found by anything else later. */
async function known(
  request: Request,
  draft: Draft,
  row: SheetRow,
  { db, dryRun }: ImportDeps,
): Promise<Outcome> {
  if (!dryRun) await addOrigins(db, request.id, row.keys);
  return {
    kind: "known",
    requestId: request.id,
    sentence: `${describePerson(draft)} ${describeKnown(request)}`,
  };
}

async function replace(
  request: Request,
  item: DraftItem,
  row: SheetRow,
  intake: Intake,
  deps: ImportDeps,
): Promise<Outcome> {
  const { draft, source } = item;
  const sentence = `replaces the answers of request ${request.id} for ${describePerson(draft)}, which no one has decided about`;
  if (!deps.dryRun) {
    const options = { remarks: remarksOf(item), addressUnproved: !deps.trusted };
    const amended = await amendRequest(request, { draft, row, by: actorFor(draft), source, options }, deps);
    // It was decided, or ended, a moment ago.
    if (!amended) return importDraft(item, intake, deps);
  }
  return { kind: "updated", requestId: request.id, sentence };
}

async function open(
  item: DraftItem,
  row: SheetRow,
  last: Request | undefined,
  intake: Intake,
  deps: ImportDeps,
): Promise<Outcome> {
  const { source } = item;
  const isNewProject = item.mayBeNew && (await findProject(deps.db, item.draft.project)) === undefined;
  const draft = isNewProject ? { ...item.draft, newProject: true } : item.draft;
  if (deps.dryRun)
    return { kind: "created", sentence: `would create a request for ${describePerson(draft)}` };
  const { origin, moments, keys } = row;
  const before = last ? [`The same person ${describeKnown(last)}.`] : [];
  const remarks = [...remarksOf(item), ...before];
  const { kind, request } = await createRequest(
    await requestFromDraft(
      draft,
      { origin, remarks, answeredAt: moments, addressUnproved: !deps.trusted },
      deps.secretKey,
    ),
    { by: actorFor(draft), note: intake.name, source },
    deps,
    { otherOrigins: keys.filter((key) => key !== origin) },
  );
  if (kind === "known") return known(request, draft, row, deps);
  return { kind, requestId: request.id, sentence: `request ${request.id} for ${describePerson(draft)}` };
}

const NO_ACCOUNT = 'no account has this address; write "No" to request one';

/** What an operator should know about the account of the person with this address. No sentence: there is none. */
async function whoseAccount(
  email: string,
  { db, namespace }: ImportDeps,
): Promise<
  | { readonly sentence?: string; readonly isUnknown?: false }
  | { readonly sentence: string; readonly isUnknown: true }
> {
  const account = await findFormerOrAccountByEmail(db, email);
  if (account?.erasedAt) return { sentence: `the account ${account.username} was deleted` };
  if (account?.removedAt)
    return {
      sentence: `the account ${account.username} was offboarded; acct resume ${account.username} reactivates it`,
    };
  const join = "can request another project with /acct join";
  if (account) return { sentence: `they already have the account ${account.username} and ${join}` };
  try {
    const person = await namespace?.findByEmail(email);
    if (!person?.hasAccount) return {};
    return {
      sentence: `they already have the account ${person.username} in ${namespace?.name}, which acct did not create`,
    };
  } catch (error) {
    return {
      isUnknown: true,
      sentence: `acct can't tell whether they have one, because the directory could not be queried: ${describeForOperator(error)}`,
    };
  }
}

const rejectedFor = (sentence: string): Outcome => ({
  kind: "rejected",
  sentence: "",
  remarks: [
    {
      column: "",
      sentence: `was not imported, because of their account: ${sentence}; import the file again later`,
    },
  ],
});

/** In a dry run, earlier rows of the same file have created nothing. Predicts the result for a row that repeats one of them. */
function rowsSoFar() {
  const byEmail = new Map<string, { row: number; item: DraftItem }>();
  return (item: DraftItem): Outcome | undefined => {
    const { draft, identity, source } = item;
    const earlier = byEmail.get(draft.email);
    if (!earlier) {
      byEmail.set(draft.email, { row: source.row, item });
      return undefined;
    }
    const { moments } = earlier.item.identity;
    const isNewer =
      identity.moments.length > 0 &&
      moments.length > 0 &&
      identity.moments.every((moment) => moments.every((than) => isLaterMoment(moment, than)));
    const person = describePerson(draft);
    if (!isNewer)
      return { kind: "known", sentence: `${person} already has an open request (row ${earlier.row})` };
    byEmail.set(draft.email, { row: source.row, item });
    return { kind: "updated", sentence: `would replace the answers of row ${earlier.row} for ${person}` };
  };
}

const remarksOf = ({ warnings }: DraftItem) =>
  warnings.map(({ column, sentence }) =>
    column === "" ? `The row ${sentence}.` : `The cell "${column}" ${sentence}.`,
  );
const actorFor = ({ email, givenName, familyName }: Draft) => ({
  id: `email:${email}`,
  name: fullName({ givenName, familyName }),
});
const describePerson = ({ givenName, familyName, email }: Draft) =>
  `${fullName({ givenName, familyName })} <${email}>`;
