import { findAccountByUsername } from "../../db/accounts.ts";
import { listSignaturesBy } from "../../db/agreement-signatures.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import type { Provisioner } from "../../provisioners/provisioner.ts";
import { findSignerOf, type KnownSigner } from "../agreements/find-signer.ts";
import {
  listForSystem,
  type PendingDocument,
  signingSystems,
  uniqueDocuments,
} from "../agreements/pending-documents.ts";
import { signingEndsAt, waitForSignature } from "../agreements/wait-for-signature.ts";
import { toAdminChannel } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, notNeeded, type Outcome, type Stage } from "../stage.ts";

/**
 * Waits until the person has signed what a system asks for, and lets them in there. Everything else is done by now, so only the login
 * to that system waits.
 */
export const awaitAgreements = {
  name: "await-agreements",
  changesOutside: true,
  async run(request, deps): Promise<Outcome> {
    const systems = signingSystems(deps);
    if (systems.length === 0) return notNeeded("no system asks for a signature");
    const account = await findAccountByUsername(deps.db, request.username ?? "");
    if (!account) throw new Failure(`The registry has no account ${request.username}`);
    const signer = await findSignerOf(deps.db, request);
    const results: SystemResult[] = [];
    for (const system of systems) results.push(await settleSystem(system, account, signer, deps));
    const left = uniqueDocuments(results.flatMap(({ documents }) => documents));
    const notes = results.flatMap(({ note }) => note ?? []);
    if (left.length > 0) return waitOrGoOn(request, left, deps);
    return notes.length === 0 && !request.details.signing
      ? notNeeded("nothing is left to sign")
      : done(notes.join("; ") || "everything is signed");
  },
} as const satisfies Stage;

interface SystemResult {
  /** What is still to be signed. */
  readonly documents: readonly PendingDocument[];
  /** What letting them in has come to. */
  readonly note?: string;
}

/** Records in a system what was signed here, reads again what is left, and lets the person in once nothing is. Safe to repeat. */
async function settleSystem(
  system: Provisioner,
  account: Account,
  signer: KnownSigner,
  deps: PipelineDeps,
): Promise<SystemResult> {
  const { name, agreements } = system;
  const before = await listForSystem(system, account, signer, deps);
  if (!agreements) return before;
  for (const id of before.toHandOn) {
    const signed = (await listSignaturesBy(deps.db, signer)).find(
      (one) => one.system === name && one.agreement === id,
    );
    if (!signed) continue;
    const { signedAt, via, signedFrom: from, textHash } = signed;
    await agreements.sign(account, id, { signedAt, via, from, textHash });
  }
  // What the system wants may have changed while the person read.
  const { documents, toHandOn } = await listForSystem(system, account, signer, deps);
  if (toHandOn.length > 0)
    throw new Failure(
      `${name} has not recorded the signature of ${account.username}: ${toHandOn.join(", ")}`,
    );
  if (documents.length > 0) return { documents };
  return { documents, note: `${name}: ${await agreements.activate(account)}` };
}

/** After the time for a signature, the request ends without the login there, and an admin knows. */
function waitOrGoOn(request: Request, left: readonly PendingDocument[], deps: PipelineDeps): Outcome {
  const until = signingEndsAt(request, deps);
  if (until > deps.now()) return waitForSignature(request, left, until);
  const titles = left.map(({ title }) => title).join(", ");
  const why = `${request.username} hasn't signed in time, and still can't log in where that's needed: ${titles}. Everything else is ready.`;
  return done(`not signed in time: ${titles}`, {
    notifications: [toAdminChannel(request, deps.rules.adminChannels, why)],
  });
}
