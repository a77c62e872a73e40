import type { Request } from "../../db/tables/requests.ts";
import type { ButtonAction } from "../request-buttons.ts";

/**
 * What people read about requests of one kind in the chat; `templates/` has the messages. Each kind is one file in this folder. Any request may be without a project. */
export interface KindView {
  /** Describes what the person did. The text follows their name: "requested an account in lab". */
  readonly phrase: (request: Pick<Request, "project">) => string;
  /** The topic in lists of requests, if the request has no project: "new account". */
  readonly topic: string;
  /** What the person gets if it is approved. The text follows "requests for": "an account in GitLab". */
  readonly requested: string;
  /** The topic in the requester's own list: "account in lab". */
  readonly ownTopic: (request: Pick<Request, "project">) => string;
  /** What PIs read, and the requester about them. Undefined if no PI is ever asked. */
  readonly forPi: PiView | undefined;
  /** What admins read on the card if the request names no PI. Undefined if that means nothing. */
  readonly withoutPi: string | undefined;
  /** The label of the username on the card. */
  readonly usernameLabel: string;
  /** What an admin can decide, besides assigning it. */
  readonly decisions: readonly ButtonAction[];
  /** What admins and the PI can correct before everyone has approved. */
  readonly correctable: readonly Correctable[];
  /** What the card asks admins to do. Undefined: to approve, ask, or deny. */
  readonly whatToDo: string | undefined;
  /** True if it is news for a requester in the chat that everything is ready, and not only that the link was emailed. */
  readonly isNewsWhenReady: boolean;
  /** Advice for the requester after everything is done. */
  readonly whenCompleted: string;
  /** What exists after everything is done, for a requester who wants to withdraw: "your account aash exists". */
  readonly result: ((request: Request) => string) | undefined;
  /** What stays as it was, if withdrawing it undoes what someone did. Undefined if a request is withdrawn like any other. */
  readonly whenUndone: ((request: Request) => string) | undefined;
  /** True if requesters can withdraw it at any stage. Otherwise, that depends on the stage; see `STAGE_VIEWS`. */
  readonly isAlwaysWithdrawable: boolean;
  /** True if people read the step numbers of acct's ticket-driven predecessor. Otherwise, they read the position of the stage. */
  readonly isNumberedByRank: boolean;
}

/** An answer of the requester that others can correct. `ends` is until when they would be in the project. */
export type Correctable = "project" | "username" | "pi" | "groups" | "ends" | "description";

/** What admins can decide about most requests. */
export const USUAL_DECISIONS = ["approve", "deny", "spam", "ask"] as const satisfies readonly ButtonAction[];

/** What PIs see of it. */
export interface PiView {
  /** True if the PI sees the plan, because approving changes more than who is in the project. */
  readonly seesPlan: boolean;
  /** True if the PI can have someone else decide. */
  readonly passesOn: boolean;
}
