import { confirmRequest } from "../pipeline/confirm-request.ts";
import type { Field } from "../view/form.ts";
import type { Line } from "../view/notice.ts";
import { accountForm, OWN_FIELDS } from "./account-form.ts";
import { DEAD_LINK, type DeadLink, verifyLink } from "./by-link.ts";
import { confirmForOneself } from "./confirm-for-oneself.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";
import { denyReason } from "./policy.ts";
import type { Answers, Problems } from "./public-form.ts";

/** The operations of the page where someone confirms or declines what someone else has requested for them, from an email. */
export interface ConfirmByLink {
  /** Returns the form, or why there is none: "answered" if there is nothing left to confirm. Changes nothing. */
  inspect(token: string): Promise<
    | {
        readonly kind: "open";
        readonly by: string;
        readonly project: string;
        readonly fields: readonly Field[];
      }
    | { readonly kind: "answered" | DeadLink }
  >;
  confirm(
    token: string,
    values: Answers,
  ): Promise<{ readonly errors: Problems } | { readonly denial: Line } | undefined>;
  /** Returns why that failed, and undefined otherwise. */
  decline(token: string): Promise<Line | undefined>;
}

export function confirmByLink(context: HandlerContext): ConfirmByLink {
  return {
    async inspect(token) {
      const verified = await verifyLink(token, "request", context);
      if (verified.kind !== "verified") return verified;
      const { request, actor } = verified;
      if (request.waitsFor !== "confirmation") return { kind: "answered" };
      const { givenName, familyName, project, details } = request;
      const form = accountForm({ ...actor, givenName, familyName }, context);
      const fields = form.fields.filter(({ name }) => OWN_FIELDS.has(name));
      return { kind: "open", by: details.onBehalf?.byName ?? "", project: project ?? "", fields };
    },
    async confirm(token, values) {
      const verified = await verifyLink(token, "request", context);
      if (verified.kind !== "verified") return { denial: DEAD_LINK };
      const { request, actor } = verified;
      const offboarded = await denyOffboarded(actor, context);
      if (offboarded) return { denial: offboarded };
      return confirmForOneself(values, actor, request, context);
    },
    async decline(token) {
      const verified = await verifyLink(token, "request", context);
      if (verified.kind !== "verified") return DEAD_LINK;
      const { request, actor } = verified;
      const offboarded = await denyOffboarded(actor, context);
      if (offboarded) return offboarded;
      const denial = (locked: typeof request) => denyReason("confirm-request", actor, locked);
      return (await confirmRequest(request.id, { by: toEventActor(actor), denial }, context)).denial;
    },
  };
}
