import type { Request } from "../../db/tables/requests.ts";
import { WAIT_VIEWS } from "../../view/stages.ts";
import { toRequester } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { type Wait, waitFor } from "../stage.ts";
import { keyOf, type PendingDocument } from "./pending-documents.ts";

/** The request waits this long for a signature, like one that no one decides on. */
export const signingEndsAt = (
  { stageSince }: Pick<Request, "stageSince">,
  { rules }: Pick<PipelineDeps, "rules">,
): Date => new Date(stageSince.getTime() + rules.times.expireAfter);

/** Asks the requester to sign. They are written to again only when there is something that they weren't asked for before. */
export function waitForSignature(request: Request, documents: readonly PendingDocument[], until: Date): Wait {
  const asked = request.details.signing?.asked ?? [];
  const keys = documents.map(keyOf);
  const isNew = keys.some((key) => !asked.includes(key));
  const signing = { asked: [...new Set([...asked, ...keys])], titles: documents.map(({ title }) => title) };
  const { details } = request;
  const via = details.isUnproven ? "email" : "either";
  const data = { titles: signing.titles.join("\n"), number: String(signing.asked.length) };
  return waitFor("signature", WAIT_VIEWS.signature.state({ ...request, details: { ...details, signing } }), {
    until,
    facts: { details: { signing } },
    notifications: isNew ? [toRequester(request, "sign-agreements", data, via)] : [],
  });
}
