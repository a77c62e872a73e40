import { findAsk } from "../db/agreement-asks.ts";
import { findPersonById } from "../db/people.ts";
import type { Person } from "../db/tables/people.ts";
import { listPending, type PendingDocument } from "../pipeline/agreements/pending-documents.ts";
import { listPendingOf } from "../pipeline/agreements/pending-of-person.ts";
import { type SignResult, signAgain, signForRequest } from "../pipeline/agreements/sign-documents.ts";
import { requestIdIn, verifySignedToken } from "../pipeline/secrets/signed-token.ts";
import { fullName } from "../view/full-name.ts";
import { type DeadLink, type VerifiedLink, verifyLink } from "./by-link.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";
import { emailActor } from "./policy.ts";

/** The operations of the page where people sign, from a link. */
export interface AgreementsByLink {
  /** Returns what the reader has to sign, or why the link doesn't work. Changes nothing. */
  inspect(token: string): Promise<AgreementsAccess>;
  /** Signs the texts with these hashes. `from` is the address of the browser. */
  sign(
    token: string,
    hashes: readonly string[],
    from: string,
  ): Promise<SignResult | { readonly kind: DeadLink }>;
}

export type AgreementsAccess =
  | { readonly kind: "shown"; readonly name: string; readonly documents: readonly PendingDocument[] }
  | { readonly kind: DeadLink };

type Reader =
  | VerifiedLink
  | { readonly kind: "asked"; readonly person: Person }
  | { readonly kind: DeadLink };

/** Lets requesters, and people who are asked to sign again, read and sign from a message. */
export function agreementsByLink(context: HandlerContext): AgreementsByLink {
  return {
    async inspect(token) {
      const reader = await findReader(token, context);
      if (reader.kind === "verified")
        return {
          kind: "shown",
          name: fullName(reader.request),
          documents: await listPending(reader.request, context),
        };
      if (reader.kind !== "asked") return { kind: reader.kind };
      const documents = await listPendingOf(reader.person.id, context);
      return { kind: "shown", name: fullName(reader.person), documents };
    },
    async sign(token, hashes, from) {
      const reader = await findReader(token, context);
      if (reader.kind !== "verified" && reader.kind !== "asked") return { kind: reader.kind };
      const actor =
        reader.kind === "verified"
          ? reader.actor
          : emailActor(reader.person.email ?? "", fullName(reader.person));
      const denied = await denyOffboarded(actor, context);
      if (denied) return { kind: "refused", why: denied };
      const signing = { by: toEventActor(actor), via: "web", from } as const;
      return reader.kind === "verified"
        ? signForRequest(reader.request, hashes, signing, context)
        : signAgain(reader.person, hashes, signing, context);
    },
  };
}

/** A link belongs to a request or to an ask, and each is signed for its own reader. */
async function findReader(token: string, context: HandlerContext): Promise<Reader> {
  const verified = await verifyLink(token, "request", context);
  if (verified.kind !== "unknown") return verified;
  const { db, secretKey, now } = context;
  const ask = await findAsk(db, requestIdIn(token) ?? 0);
  const person = ask && (await findPersonById(db, ask.personId));
  if (!ask || !person?.email) return verified;
  const signed = verifySignedToken(secretKey, token, {
    purpose: "renew",
    requestId: ask.id,
    mark: ask.mark,
    email: person.email,
  });
  if (!signed) return verified;
  if (signed === "replaced") return { kind: signed };
  return signed.until <= now() ? { kind: "expired" } : { kind: "asked", person };
}
