import { isWithdrawable } from "../chat/buttons-for.ts";
import { stateForRequester, stepsForRequester } from "../chat/for-requester.ts";
import type { Line } from "../chat/notice.ts";
import type { Step } from "../chat/steps-of.ts";
import { listEvents } from "../db/requests.ts";
import type { Question, Request } from "../db/schema.ts";
import { withdraw } from "../pipeline/withdraw.ts";
import { answerQuestion } from "./answer.ts";
import { type DeadLink, type Opened, openByLink } from "./by-link.ts";
import { doerOf, type Handling } from "./handler.ts";

/** What the page behind the link in a requester's mail shows and does. */
export interface RequestByLink {
  /** Where the request stands. Changes nothing. */
  look(token: string): Promise<RequestLook>;
  /** Undefined when it was done; otherwise why not. */
  answer(token: string, text: string): Promise<Line | undefined>;
  withdraw(token: string): Promise<Line | undefined>;
}

export interface RequestView {
  readonly id: number;
  readonly state: string;
  readonly question: Question | null;
  readonly withdrawable: boolean;
  readonly steps: readonly Step[];
}

export type RequestLook = ({ readonly kind: "shown" } & RequestView) | { readonly kind: DeadLink };

type Tools = Pick<Handling, "db" | "journeys" | "now" | "secretKey" | "rules">;

const DEAD = "This link does not work any more.";
/** Following one's own request from a mail, for people who are not in the chat. */
export function requestByLink(tools: Tools): RequestByLink {
  const act = async (token: string, deed: (opened: Opened) => Promise<Line | undefined>) => {
    const opened = await openByLink(token, "request", tools);
    return opened.kind === "opened" ? deed(opened) : DEAD;
  };
  return {
    async look(token) {
      const opened = await openByLink(token, "request", tools);
      if (opened.kind !== "opened") return { kind: opened.kind };
      return { kind: "shown", ...(await viewOf(opened.request, tools)) };
    },
    answer: (token, text) =>
      act(token, ({ request, actor }) => answerQuestion(request.id, text, actor, tools)),
    withdraw: (token) =>
      act(token, async ({ request, actor }) => {
        const help = tools.rules.site.helpAddress;
        const acted = await withdraw(request.id, { by: doerOf(actor), note: "from a mail", help }, tools);
        return acted.objection;
      }),
  };
}

async function viewOf(request: Request, { db }: Tools): Promise<RequestView> {
  const { id, question } = request;
  const steps = stepsForRequester(await listEvents(db, id));
  return { id, state: stateForRequester(request), question, withdrawable: isWithdrawable(request), steps };
}
