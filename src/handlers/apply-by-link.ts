import { findFormerOrAccountByEmail } from "../db/accounts.ts";
import { findFormLinkByToken, takeFormAttempt } from "../db/form-links.ts";
import { findByOrigin, findOpenRequest } from "../db/requests.ts";
import type { FormLink } from "../db/tables/form-links.ts";
import type { Request } from "../db/tables/requests.ts";
import { createRequest } from "../pipeline/create-request.ts";
import { hashToken } from "../pipeline/passwords/password-token.ts";
import { requestFromDraft } from "../pipeline/request-from-draft.ts";
import { publicOrigin } from "../view/describe-source.ts";
import type { Field } from "../view/form.ts";
import { fullName } from "../view/full-name.ts";
import type { HandlerContext } from "./handler.ts";
import { emailUser } from "./policy.ts";
import { type Answers, type Problems, publicFields, readAnswers } from "./public-form.ts";
import { requestToken } from "./request-token.ts";

/**
 * Why the form doesn't open. "has-account" means that the address belongs to an account, which only its reader learns. "tried" means that it was sent with
 * errors too often.
 */
export type DeadForm = "unknown" | "expired" | "tried" | "has-account";

/** The operations of the form that a link in an email opens. */
export interface ApplyByLink {
  /** Returns the form, or the link to the request if there is one already. Changes nothing. */
  inspect(token: string): Promise<
    | {
        readonly kind: "open";
        readonly email: string;
        readonly language: string;
        readonly fields: readonly Field[];
      }
    | { readonly kind: "requested"; readonly requestToken: string }
    | { readonly kind: DeadForm }
  >;
  /** Makes a request of the answers. The same form makes one request, however often it is sent. */
  submit(
    token: string,
    values: Answers,
  ): Promise<
    | { readonly kind: "created" | "requested"; readonly requestToken: string }
    | { readonly kind: "invalid"; readonly errors: Problems }
    | { readonly kind: DeadForm }
  >;
}

/** With each attempt, someone could find out whether a name is taken. */
const MAX_ATTEMPTS = 30;

/** Lets people who aren't in the chat request an account. The link proves that they read the email to the address, and nothing else. */
export function applyByLink(context: HandlerContext): ApplyByLink {
  const { db, now } = context;
  const open = async (token: string): Promise<FormLink | DeadForm | Request> => {
    const link = await findFormLinkByToken(db, hashToken(token));
    if (!link) return "unknown";
    const known =
      (await findByOrigin(db, publicOrigin(link.id))) ??
      (await findOpenRequest(db, "account", { email: link.email }));
    if (known) return known;
    if (link.expiresAt <= now()) return "expired";
    if ((await findFormerOrAccountByEmail(db, link.email))?.removedAt === null) return "has-account";
    return link.attempts >= MAX_ATTEMPTS ? "tried" : link;
  };
  return {
    async inspect(token) {
      const found = await open(token);
      if (typeof found === "string") return { kind: found };
      if ("mark" in found) return { kind: "requested", requestToken: requestToken(found, context) };
      const { email, language } = found;
      return { kind: "open", email, language, fields: publicFields(context) };
    },
    async submit(token, values) {
      const link = await open(token);
      if (typeof link === "string") return { kind: link };
      if ("mark" in link) return { kind: "requested", requestToken: requestToken(link, context) };
      if (!(await takeFormAttempt(db, link.id, MAX_ATTEMPTS))) return { kind: "tried" };
      const read = await readAnswers(values, link, context);
      if ("errors" in read) return { kind: "invalid", errors: read.errors };
      const { draft, remarks } = read;
      const source = { origin: publicOrigin(link.id), addressUnproved: true, remarks };
      const request = await requestFromDraft(draft, source, context.secretKey);
      const details = {
        ...request.details,
        addressConfirmedAt: now().toISOString(),
        enteredPi: draft.piEmail ?? null,
      };
      const by = { id: emailUser(link.email), name: fullName(draft) };
      const created = await createRequest({ ...request, details }, { by, note: "public form" }, context);
      const kind = created.kind === "created" ? "created" : "requested";
      return { kind, requestToken: requestToken(created.request, context) };
    },
  };
}
