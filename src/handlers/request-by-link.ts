import { listEvents } from "../db/requests.ts";
import type { Question, Request } from "../db/tables/requests.ts";
import { isCorrectable } from "../pipeline/public-form/is-correctable.ts";
import { withdraw } from "../pipeline/withdraw.ts";
import { isWithdrawable } from "../view/buttons-for.ts";
import { describeStateForRequester, stepsForRequester } from "../view/for-requester.ts";
import type { Line } from "../view/notice.ts";
import type { Step } from "../view/steps.ts";
import { answerQuestion } from "./actions/answer.ts";
import { DEAD_LINK, type DeadLink, type VerifiedLink, verifyLink } from "./by-link.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";

/** The operations of the page that a requester's email links to. */
export interface RequestByLink {
  /** Returns the state of the request, or why the link doesn't work. Changes nothing. */
  inspect(token: string): Promise<RequestAccess>;
  /** Answers the open question. Returns the reason if that failed, and undefined otherwise. */
  answer(token: string, text: string): Promise<Line | undefined>;
  /** Withdraws the request. Returns the reason if that failed, and undefined otherwise. */
  withdraw(token: string): Promise<Line | undefined>;
}

export interface RequestView {
  readonly id: number;
  readonly state: string;
  readonly question: Question | null;
  readonly withdrawable: boolean;
  readonly steps: readonly Step[];
  /** There is something to sign, on the page for agreements, which the same link opens. */
  readonly signs: boolean;
  /** The requester can still correct their answers. */
  readonly correctable: boolean;
  /** Someone else has requested it, and the person can confirm or decline it. */
  readonly confirms: boolean;
}

export type RequestAccess = ({ readonly kind: "shown" } & RequestView) | { readonly kind: DeadLink };

type RequestByLinkDeps = Pick<HandlerContext, "db" | "workflows" | "now" | "secretKey" | "rules">;

/** Lets requesters who aren't in the chat follow their request from an email. */
export function requestByLink(context: RequestByLinkDeps): RequestByLink {
  const act = async (token: string, action: (verified: VerifiedLink) => Promise<Line | undefined>) => {
    const verified = await verifyLink(token, "request", context);
    if (verified.kind !== "verified") return DEAD_LINK;
    return (await denyOffboarded(verified.actor, context)) ?? action(verified);
  };
  return {
    async inspect(token) {
      const verified = await verifyLink(token, "request", context);
      if (verified.kind !== "verified") return { kind: verified.kind };
      return { kind: "shown", ...(await toView(verified.request, context)) };
    },
    answer: (token, text) =>
      act(token, ({ request, actor }) => answerQuestion(request.id, text, actor, context)),
    withdraw: (token) =>
      act(token, async ({ request, actor }) => {
        const help = context.rules.site.helpAddress;
        const acted = await withdraw(
          request.id,
          { by: toEventActor(actor), note: "from an email", help },
          context,
        );
        return acted.denial;
      }),
  };
}

async function toView(request: Request, { db, workflows }: RequestByLinkDeps): Promise<RequestView> {
  const { id, question } = request;
  const steps = stepsForRequester(await listEvents(db, id));
  return {
    id,
    state: describeStateForRequester(request),
    question,
    withdrawable: isWithdrawable(request) && request.waitsFor !== "confirmation",
    steps,
    signs: request.waitsFor === "signature",
    correctable: isCorrectable(request, workflows),
    confirms: request.waitsFor === "confirmation",
  };
}
