import { type Agreement, isForSystem } from "../../agreements/agreement.ts";
import { type DocumentText, toDocumentText } from "../../agreements/document-text.ts";
import { readDocument } from "../../agreements/read-document.ts";
import { findAccountByUsername } from "../../db/accounts.ts";
import { listSignaturesBy, type Signer } from "../../db/agreement-signatures.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { Provisioner } from "../../provisioners/provisioner.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { findSignerOf } from "./find-signer.ts";
import { isForRequest } from "./is-for-request.ts";
import { listUnsigned, validSince } from "./unsigned.ts";

/** A document that someone has to sign, as they read it now. */
export interface PendingDocument extends DocumentText {
  /** The system whose own it is; empty for one of acct.yml. */
  readonly system: string;
  /** The name in acct.yml, or what the system calls it. */
  readonly agreement: string;
  readonly version: string;
  readonly title: string;
  /** An earlier signature doesn't count. */
  readonly validSince: Date;
}

type Deps = Pick<PipelineDeps, "db" | "now" | "provisioners" | "rules">;

/** The systems where someone may have to sign something: by acct.yml, or because the system itself asks for it. */
export function signingSystems({ provisioners, rules }: Pick<Deps, "provisioners" | "rules">): Provisioner[] {
  return provisioners.filter(
    ({ name, agreements }) => agreements || rules.agreements?.some((one) => isForSystem(one, name)),
  );
}

/** Lists what a request still waits for, as it is now. Throws if a text can't be read, or a system doesn't say. Changes nothing. */
export async function listPending(request: Request, deps: Deps): Promise<PendingDocument[]> {
  if (request.waitsFor !== "signature") return [];
  const signer = await findSignerOf(deps.db, request);
  if (request.stage === "sign-agreements") return listForRequest(request, signer, deps);
  const account = await findAccountByUsername(deps.db, request.username ?? "");
  if (!account) return [];
  const all: PendingDocument[] = [];
  for (const system of signingSystems(deps))
    all.push(...(await listForSystem(system, account, signer, deps)).documents);
  return uniqueDocuments(all);
}

/** Lists what has to be signed before the request goes on. */
export async function listForRequest(
  request: Pick<Request, "kind" | "project">,
  signer: Signer,
  deps: Deps,
): Promise<PendingDocument[]> {
  const needed = (deps.rules.agreements ?? []).filter((one) => isForRequest(one, request));
  return toDocuments(await listUnsigned(needed, signer, deps), deps.now());
}

/**
 * Lists what this account's owner has to sign for one system. `toHandOn` are signatures that acct has and the system hasn't
 * recorded yet.
 */
export async function listForSystem(
  { name: system, agreements: own }: Pick<Provisioner, "name" | "agreements">,
  account: Account,
  signer: Signer,
  deps: Deps,
): Promise<{ readonly documents: PendingDocument[]; readonly toHandOn: readonly string[] }> {
  const needed = (deps.rules.agreements ?? []).filter((one) => isForSystem(one, system));
  const documents = await toDocuments(await listUnsigned(needed, signer, deps), deps.now());
  const asked = (await own?.listUnsigned(account)) ?? [];
  const signed = asked.length === 0 ? [] : await listSignaturesBy(deps.db, signer);
  const isSigned = (id: string) => signed.some((one) => one.system === system && one.agreement === id);
  const theirs = asked
    .filter(({ id }) => !isSigned(id))
    .map(({ id, title, html }) => ({
      ...{ system, agreement: id, version: "", title, validSince: new Date(0) },
      ...toDocumentText(title, html, "html"),
    }));
  return {
    documents: [...documents, ...theirs],
    toHandOn: asked.map(({ id }) => id).filter(isSigned),
  };
}

/** Reads the texts of agreements. Throws a `Failure` if one can't be read. */
export async function toDocuments(agreements: readonly Agreement[], now: Date): Promise<PendingDocument[]> {
  return Promise.all(
    agreements.map(async (agreement) => {
      const { name, version, title } = agreement;
      const text = await readDocument(agreement);
      return { system: "", agreement: name, version, title, validSince: validSince(agreement, now), ...text };
    }),
  );
}

/** One agreement may be for several systems. */
export const uniqueDocuments = (all: readonly PendingDocument[]): PendingDocument[] => [
  ...new Map(all.map((one) => [keyOf(one), one])).values(),
];

/** What tells a document and its version from others. */
export const keyOf = ({
  system,
  agreement,
  version,
}: Pick<PendingDocument, "system" | "agreement" | "version">): string =>
  [...(system ? [system] : []), agreement, ...(version ? [version] : [])].join("/");
