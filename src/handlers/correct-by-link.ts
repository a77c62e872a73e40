import { takeFormAttempt } from "../db/form-links.ts";
import { listEvents } from "../db/requests.ts";
import type { Event } from "../db/tables/events.ts";
import type { Request } from "../db/tables/requests.ts";
import { answersMark } from "../pipeline/answers-mark.ts";
import { CORRECTED_SINCE, correctRequest, TOO_LATE } from "../pipeline/public-form/correct-request.ts";
import { isCorrectable } from "../pipeline/public-form/is-correctable.ts";
import { piAsEntered } from "../pipeline/public-form/pi-as-entered.ts";
import { formLinkOf } from "../view/describe-source.ts";
import type { Field } from "../view/form.ts";
import type { Line } from "../view/notice.ts";
import { DEAD_LINK, type DeadLink, verifyLink } from "./by-link.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";
import { type Answers, type Problems, publicFields, readAnswers } from "./public-form.ts";

/** The operations of the page where requesters correct what they entered in the public form. */
export interface CorrectByLink {
  /** Returns the form with the current answers, or why there is none. Changes nothing. */
  inspect(token: string): Promise<
    | {
        readonly kind: "open";
        readonly fields: readonly Field[];
        readonly values: Answers;
        readonly seen: string;
      }
    /** It is too late for corrections. The fields say what someone has typed who sends them now. */
    | { readonly kind: "late"; readonly fields: readonly Field[] }
    | { readonly kind: DeadLink }
  >;
  /**
   * Replaces the answers that `inspect` has returned with `seen`. Returns what is wrong with them or why nothing was done; `isOld` if
   * someone else has corrected the request since. Undefined if it was done.
   */
  correct(
    token: string,
    values: Answers,
    seen?: string,
  ): Promise<{ readonly errors: Problems } | { readonly denial: Line; readonly isOld?: boolean } | undefined>;
}

export function correctByLink(context: HandlerContext): CorrectByLink {
  return {
    async inspect(token) {
      const verified = await verifyLink(token, "request", context);
      if (verified.kind !== "verified") return verified;
      const { request } = verified;
      if (!isCorrectable(request, context.workflows)) return { kind: "late", fields: publicFields(context) };
      const values = answersOf(request, await listEvents(context.db, request.id));
      return { kind: "open", fields: publicFields(context, values), values, seen: answersMark(request) };
    },
    async correct(token, values, seen) {
      const verified = await verifyLink(token, "request", context);
      if (verified.kind !== "verified") return { denial: DEAD_LINK };
      const { request, actor } = verified;
      const offboarded = await denyOffboarded(actor, context);
      if (offboarded) return { denial: offboarded };
      if (!isCorrectable(request, context.workflows)) return { denial: TOO_LATE };
      const { id, email, language, pinHash } = request;
      if (!(await takeAttempt(request, context))) return { denial: TOO_OFTEN };
      const options = { email, language, keepsPin: pinHash !== null, requestId: id };
      const read = await readAnswers(values, options, context);
      if ("errors" in read) return read;
      const by = toEventActor(actor);
      const denial = await correctRequest(request, { ...read, by, ...(seen ? { seen } : {}) }, context);
      return denial === undefined ? undefined : { denial, isOld: denial === CORRECTED_SINCE };
    },
  };
}

/** With each attempt, someone could find out whether a name is taken, and each correction is a changed card for the admins. */
const MAX_ATTEMPTS = 100;
const TOO_OFTEN =
  "This form was sent too often. If something is still wrong, withdraw the request, or contact us.";

/** The attempts are counted with those of the form that the request came from. */
async function takeAttempt({ origin }: Request, { db }: HandlerContext): Promise<boolean> {
  const linkId = formLinkOf(origin);
  return linkId !== undefined && takeFormAttempt(db, linkId, MAX_ATTEMPTS);
}

function answersOf(request: Request, history: readonly Event[]): Answers {
  const { givenName, familyName, project, details } = request;
  return {
    givenName,
    familyName,
    projectKind: details.newProject ? "new" : "join",
    project: project ?? "",
    piEmail: piAsEntered(request, history) ?? "",
    reason: details.reason ?? "",
    username: details.wantedUsername ?? "",
    sshPublicKey: details.sshPublicKey ?? "",
    groups: details.groups?.join(",") ?? "",
  };
}
