import { listOpenAsks } from "../../db/agreement-asks.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { findSigner } from "./find-signer.ts";
import { type PendingDocument, toDocuments } from "./pending-documents.ts";
import { listUnsigned } from "./unsigned.ts";

/** Lists what someone in the registry was asked to sign and hasn't. Throws if a text can't be read. Changes nothing. */
export async function listPendingOf(
  personId: number,
  deps: Pick<PipelineDeps, "db" | "now" | "rules">,
): Promise<PendingDocument[]> {
  const signer = await findSigner(deps.db, personId);
  const asks = await listOpenAsks(deps.db, signer.personIds);
  const asked = (deps.rules.agreements ?? []).filter(({ name, version }) =>
    asks.some((ask) => ask.agreement === name && ask.version === version),
  );
  return toDocuments(await listUnsigned(asked, signer, deps), deps.now());
}
