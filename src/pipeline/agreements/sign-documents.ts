import { endAsks, listOpenAsks } from "../../db/agreement-asks.ts";
import { listSignaturesBy, signOnce } from "../../db/agreement-signatures.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import type { SigningSurface } from "../../db/names.ts";
import type { AgreementSignature } from "../../db/tables/agreement-signatures.ts";
import type { Person } from "../../db/tables/people.ts";
import type { Request } from "../../db/tables/requests.ts";
import { fullName } from "../../view/full-name.ts";
import type { Line } from "../../view/notice.ts";
import { type ChangeRequestDeps, type CommandDecision, changeRequest } from "../engine/change-request.ts";
import { type EventActor, eventBy } from "../engine/changes.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { findSigner, findSignerOf, type KnownSigner } from "./find-signer.ts";
import { keyOf, listPending, type PendingDocument } from "./pending-documents.ts";
import { listPendingOf } from "./pending-of-person.ts";

/** Who signs, as it is recorded. */
export interface SigningActor {
  readonly by: EventActor;
  readonly via: SigningSurface;
  /** The address of the browser, or the chat user. */
  readonly from: string;
}

export type SignResult =
  /** `left` are the documents that are still unsigned. */
  | { readonly kind: "signed"; readonly titles: readonly string[]; readonly left: readonly PendingDocument[] }
  /** A text isn't what was shown anymore. What had not changed is signed. */
  | { readonly kind: "changed" }
  /** Nothing was left to sign, or nothing was chosen. */
  | { readonly kind: "nothing" }
  | { readonly kind: "refused"; readonly why: Line };

type Deps = PipelineDeps & ChangeRequestDeps;

/**
 * Signs the documents for which a request waits. `hashes` say which texts were shown, whole or by at least 16 digits: a text that has
 * changed since is not signed. SignatureDraft twice makes one signature.
 */
export async function signForRequest(
  request: Request,
  hashes: readonly string[],
  actor: SigningActor,
  deps: Deps,
): Promise<SignResult> {
  const { db } = deps;
  const signer = await findSignerOf(db, request);
  const pending = await listPending(request, deps);
  const { chosen, left, isChanged } = choose(pending, hashes);
  if (chosen.length === 0) return { kind: isChanged ? "changed" : "nothing" };
  const titles = chosen.map(({ title }) => title);
  const changed = await changeRequest(request.id, deps, async (current, tx): Promise<CommandDecision> => {
    if (current.waitsFor !== "signature" || current.stage !== request.stage) {
      // The same form may have been sent a moment ago.
      const before = await listSignaturesBy(tx, signer);
      const isDone = chosen.every((one) => before.some((signature) => isUnder(signature, one)));
      return { denial: isDone ? ALREADY : "This request doesn't wait for a signature anymore." };
    }
    const signed = { name: fullName(request), email: request.email, requestId: request.id };
    const isNew = await insertSignatures(tx, chosen, { ...signed, signer, actor }, deps.now());
    if (!isNew) return { denial: ALREADY };
    return { command: { kind: "sign", by: actor.by, note: titles.join(", ") } };
  });
  if (changed.denial === ALREADY) return { kind: "nothing" };
  if (changed.denial) return { kind: "refused", why: changed.denial };
  return isChanged ? { kind: "changed" } : { kind: "signed", titles, left };
}

const isUnder = (signature: AgreementSignature, document: PendingDocument): boolean =>
  keyOf(signature) === keyOf(document) &&
  signature.textHash === document.hash &&
  signature.signedAt >= document.validSince;

const ALREADY = "You've already signed this.";

/** Does the same for someone in the registry who was asked to sign again. Their open asks end with it. */
export async function signAgain(
  person: Person,
  hashes: readonly string[],
  actor: SigningActor,
  deps: Pick<PipelineDeps, "db" | "now" | "rules">,
): Promise<SignResult> {
  const { db, now } = deps;
  const signer = await findSigner(db, person.id);
  const pending = await listPendingOf(person.id, deps);
  const { chosen, left, isChanged } = choose(pending, hashes);
  if (chosen.length === 0) return { kind: isChanged ? "changed" : "nothing" };
  const titles = chosen.map(({ title }) => title);
  const isNew = await inTransaction(db, async (tx) => {
    const signed = { name: fullName(person), email: person.email ?? "", requestId: null };
    if (!(await insertSignatures(tx, chosen, { ...signed, signer, actor }, now()))) return false;
    const asks = (await listOpenAsks(tx, signer.personIds)).filter(({ agreement, version }) =>
      chosen.some((one) => one.agreement === agreement && one.version === version),
    );
    await endAsks(
      tx,
      asks.map(({ id }) => id),
      now(),
    );
    const event = eventBy(actor.by, "signed", titles.join(", "));
    await recordRegistryEvent(tx, { kind: "person", id: person.id }, event, now());
    return true;
  });
  if (!isNew) return { kind: "nothing" };
  return isChanged ? { kind: "changed" } : { kind: "signed", titles, left };
}

/** The shortest part of a hash that a form may carry. */
const MIN_DIGITS = 16;

function choose(pending: readonly PendingDocument[], hashes: readonly string[]) {
  const given = hashes.filter((hash) => hash.length >= MIN_DIGITS);
  const isChosen = ({ hash }: PendingDocument) => given.some((one) => hash.startsWith(one));
  const chosen = pending.filter(isChosen);
  const left = pending.filter((one) => !isChosen(one));
  // What isn't pending anymore was signed before, unless something else is pending instead.
  const unknown = given.filter((one) => !pending.some(({ hash }) => hash.startsWith(one)));
  return { chosen, left, isChanged: unknown.length > 0 && left.length > 0 };
}

interface SignatureDraft {
  readonly name: string;
  readonly email: string;
  readonly requestId: number | null;
  readonly signer: KnownSigner;
  readonly actor: SigningActor;
}

async function insertSignatures(
  tx: Db,
  chosen: readonly PendingDocument[],
  { name, email, requestId, signer, actor }: SignatureDraft,
  signedAt: Date,
): Promise<boolean> {
  let isNew = false;
  for (const { system, agreement, version, title, hash, validSince } of chosen) {
    const signature = {
      ...{ system, agreement, version, title, textHash: hash, requestId, signedAt },
      ...{ personId: signer.personId, email: email.toLowerCase(), signedByName: name },
      ...{ via: actor.via, signedFrom: actor.from },
    };
    if (await signOnce(tx, signature, signer, validSince)) isNew = true;
  }
  return isNew;
}
