import type { SecretKeys } from "../credentials/secret-keys.ts";
import { findFormerOrAccountByEmail } from "../db/accounts.ts";
import type { Db } from "../db/client.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { aboutAccount } from "../intake/access-sheet.ts";
import { type Draft, tidy } from "../intake/draft.ts";
import type { Incoming, Intake, IntakeResult } from "../intake/intake.ts";
import { createRequest, findKnown } from "../pipeline/create-request.ts";
import { requestFromDraft } from "../pipeline/request-from-draft.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import type { Namespace } from "../provisioners/namespace.ts";
import { toAddress } from "../view/email-address.ts";
import { fullName } from "../view/full-name.ts";

interface ImportDeps {
  readonly db: Db;
  readonly workflows: Workflows;
  readonly secretKey: SecretKeys;
  readonly now: () => Date;
  /** Where people may have accounts that acct did not create; undefined: nowhere. */
  readonly namespace: Namespace | undefined;
  /** False: anyone may have filled in the addresses, so their owners confirm them first. */
  readonly trusted: boolean;
  /** True: only says what would be created. */
  readonly dryRun?: boolean;
}

/** The result for one item. */
export interface ImportResult extends Pick<Incoming, "source" | "name" | "address">, IntakeResult {
  /** Empty for an item that was rejected: `remarks` says why. */
  readonly sentence: string;
}

/**
 * Creates a request for each item of a source, and tells the source. Importing the same twice creates nothing twice. A dry run
 * only says what would happen.
 */
export async function* importRequests(
  items: readonly Incoming[],
  intake: Intake,
  deps: ImportDeps,
): AsyncGenerator<ImportResult> {
  const predict = predictions(deps.db);
  for (const item of items) {
    const result = await importOne(item, intake, predict, deps);
    if (!deps.dryRun) await intake.acknowledge(item, result);
    yield result;
  }
}

async function importOne(
  item: Incoming,
  intake: Intake,
  predict: ReturnType<typeof predictions>,
  deps: ImportDeps,
): Promise<ImportResult> {
  const { source, name, address } = item;
  const about = { source, name, address };
  const rejected = { ...about, kind: "rejected", sentence: "" } as const;
  if ("problems" in item) return { ...rejected, remarks: item.problems };
  if ("saysAccount" in item) {
    const whose = await whoseAccount(address, deps);
    return { ...rejected, remarks: [aboutAccount(item.saysAccount, whose)] };
  }
  const result = deps.dryRun
    ? await predict(source.row, item.draft, item.origin)
    : await open(item, intake, deps);
  return { ...about, ...result, remarks: item.warnings };
}

/** What an operator should know about the account that a row claims to have: such a claim is never trusted. */
async function whoseAccount(address: string, { db, namespace }: ImportDeps): Promise<string> {
  const email = toAddress(tidy(address)).toLowerCase();
  const account = await findFormerOrAccountByEmail(db, email);
  if (account?.erasedAt) return `the account ${account.username} was deleted`;
  if (account?.removedAt)
    return `the account ${account.username} was offboarded; acct resume ${account.username} reactivates it`;
  const join = "can request another project with /acct join";
  if (account) return `they already have the account ${account.username} and ${join}`;
  try {
    const person = await namespace?.findByEmail(email);
    if (person?.hasAccount)
      return `they already have the account ${person.username} in ${namespace?.name}, which acct did not create`;
  } catch (error) {
    return `acct can't tell whether they have one, because the directory could not be queried: ${describeForOperator(error)}`;
  }
  return 'no account has this address; write "No" to request one';
}

async function open(
  { source, draft, origin, warnings }: Extract<Incoming, { draft: Draft }>,
  intake: Intake,
  deps: ImportDeps,
) {
  const remarks = warnings.map(({ column, sentence }) => `The cell "${column}" ${sentence}.`);
  const { kind, request } = await createRequest(
    await requestFromDraft(draft, { origin, remarks, addressUnproved: !deps.trusted }, deps.secretKey),
    {
      by: { id: `email:${draft.email}`, name: fullName(draft) },
      note: intake.name,
      source,
    },
    deps,
  );
  const sentence =
    kind === "created"
      ? `request ${request.id} for ${describePerson(draft)}`
      : isDuplicate(draft, `request ${request.id}`);
  return { kind, requestId: request.id, sentence };
}

/** Predicts the result for each row, also if it repeats an earlier row of the same file. */
function predictions(db: Db) {
  const rowByOrigin = new Map<string, number>();
  const rowByEmail = new Map<string, number>();
  return async (
    row: number,
    draft: Draft,
    origin: string,
  ): Promise<Pick<ImportResult, "kind" | "sentence">> => {
    const known = await findKnown(db, { origin, kind: "account", email: draft.email });
    if (known) return { kind: "known", sentence: isDuplicate(draft, `request ${known.id}`) };
    const earlier = rowByOrigin.get(origin) ?? rowByEmail.get(draft.email);
    if (earlier !== undefined) return { kind: "known", sentence: isDuplicate(draft, `row ${earlier}`) };
    rowByOrigin.set(origin, row);
    rowByEmail.set(draft.email, row);
    return { kind: "created", sentence: `would create a request for ${describePerson(draft)}` };
  };
}

const describePerson = ({ givenName, familyName, email }: Draft) =>
  `${fullName({ givenName, familyName })} <${email}>`;
const isDuplicate = (draft: Draft, where: string) =>
  `${describePerson(draft)} already has an open request (${where})`;
