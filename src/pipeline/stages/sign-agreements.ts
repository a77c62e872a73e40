import { findSignerOf } from "../agreements/find-signer.ts";
import { isForRequest } from "../agreements/is-for-request.ts";
import { listForRequest } from "../agreements/pending-documents.ts";
import { signingEndsAt, waitForSignature } from "../agreements/wait-for-signature.ts";
import { done, notNeeded, refuse, type Stage } from "../stage.ts";

/** Nothing is created before the requester has signed what acct.yml asks for. */
export const signAgreements = {
  name: "sign-agreements",
  async run(request, deps) {
    const needed = (deps.rules.agreements ?? []).filter((one) => isForRequest(one, request));
    if (needed.length === 0) return notNeeded("no agreements apply");
    const documents = await listForRequest(request, await findSignerOf(deps.db, request), deps);
    if (documents.length === 0) return done(`signed: ${needed.map(({ title }) => title).join(", ")}`);
    const until = signingEndsAt(request, deps);
    if (until <= deps.now()) {
      const titles = documents.map(({ title }) => title).join(", ");
      return refuse(`These documents weren't signed in time: ${titles}. You're welcome to apply again.`);
    }
    return waitForSignature(request, documents, until);
  },
} as const satisfies Stage;
