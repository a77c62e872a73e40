import type { Agreement } from "../agreements/agreement.ts";
import { readDocument } from "../agreements/read-document.ts";
import { listOpenAsks } from "../db/agreement-asks.ts";
import { listSignatures, listSignaturesUnder } from "../db/agreement-signatures.ts";
import type { AgreementSignature } from "../db/tables/agreement-signatures.ts";
import { listWaitingFor } from "../db/waiting-requests.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { listPeopleToSign } from "../pipeline/agreements/people-to-sign.ts";
import { validSince } from "../pipeline/agreements/unsigned.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { fullName } from "../view/full-name.ts";

type Deps = Pick<PipelineDeps, "db" | "now" | "rules">;

/** An agreement as the command line lists it. */
export interface ListedAgreement {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** Who signs it: "kinds: account". */
  readonly for: string;
  /** How many valid signatures it has in this version. */
  readonly signed: number;
  /** How many people have access and haven't signed. */
  readonly missing: number;
  /** The SHA-256 of the text as it is now, or why it can't be read. */
  readonly text: string;
}

/** Lists the agreements of acct.yml. */
export async function listAgreements(deps: Deps): Promise<ListedAgreement[]> {
  const { db, now, rules } = deps;
  return Promise.all(
    (rules.agreements ?? []).map(async (agreement) => {
      const { name, version, title } = agreement;
      const signatures = await listSignaturesUnder(db, agreement, validSince(agreement, now()));
      const missing = await listPeopleToSign(agreement, deps);
      const text = await readDocument(agreement).then(
        ({ hash }) => hash,
        (error: unknown) => describeForOperator(error),
      );
      const counts = { signed: signatures.length, missing: missing.length };
      return { name, version, title, for: describeScope(agreement), ...counts, text };
    }),
  );
}

function describeScope({ for: scope }: Agreement): string {
  return Object.entries(scope)
    .map(([what, names]) => `${what}: ${(names as readonly string[]).join(", ")}`)
    .join("; ");
}

/** Someone who hasn't signed. */
export interface MissingSignature {
  readonly agreement: string;
  readonly version: string;
  readonly name: string;
  readonly email: string | null;
  /** Their accounts; empty for a requester who has none yet. */
  readonly usernames: readonly string[];
  /** The request that waits for it. Null for someone who has access. */
  readonly request: number | null;
  /** Null if they haven't been asked yet, such as people without an email address. */
  readonly askedAt: Date | null;
  readonly suspendedAt: Date | null;
}

/** Lists everyone who has to sign and hasn't: first those who have access, then the requesters. */
export async function listMissing(deps: Deps): Promise<MissingSignature[]> {
  const { db, rules } = deps;
  const asks = await listOpenAsks(db);
  const missing: MissingSignature[] = [];
  for (const agreement of rules.agreements ?? []) {
    const { name, version } = agreement;
    for (const { personId, accounts } of await listPeopleToSign(agreement, deps)) {
      const ask = asks.find(
        (one) => one.personId === personId && one.agreement === name && one.version === version,
      );
      const [account] = accounts;
      missing.push({
        ...{ agreement: name, version, request: null },
        name: account ? fullName(account) : "",
        email: account?.email ?? null,
        usernames: accounts.map(({ username }) => username),
        askedAt: ask?.askedAt ?? null,
        suspendedAt: ask?.suspendedAt ?? null,
      });
    }
  }
  for (const request of await listWaitingFor(db, "signature"))
    missing.push({
      ...{ agreement: request.details.signing?.titles.join(", ") ?? "", version: "" },
      ...{ name: fullName(request), email: request.email, request: request.id },
      ...{ usernames: request.username ? [request.username] : [] },
      ...{ askedAt: request.stageSince, suspendedAt: null },
    });
  return missing;
}

/** The columns of the export. */
const COLUMNS = [
  "id",
  "system",
  "agreement",
  "version",
  "title",
  "textHash",
  "personId",
  "email",
  "signedByName",
  "signedAt",
  "via",
  "signedFrom",
  "requestId",
] as const satisfies readonly (keyof AgreementSignature)[];

/** Returns every signature as a row of CSV (RFC 4180), after a row with the names of the columns. */
export async function exportSignatures({ db }: Pick<Deps, "db">): Promise<string[]> {
  const signatures = await listSignatures(db);
  return [COLUMNS.join(","), ...signatures.map((one) => COLUMNS.map((name) => toCell(one[name])).join(","))];
}

/** Returns every signature as a line of JSON. */
export async function exportAsJson({ db }: Pick<Deps, "db">): Promise<string[]> {
  return (await listSignatures(db)).map((one) =>
    JSON.stringify(Object.fromEntries(COLUMNS.map((name) => [name, one[name]]))),
  );
}

/** A name that begins like a formula must not become one in a spreadsheet. */
function toCell(value: string | number | Date | null): string {
  const text = value instanceof Date ? value.toISOString() : String(value ?? "");
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
