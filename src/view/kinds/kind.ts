import type { Request } from "../../db/tables/requests.ts";

/** What people read about requests of one kind. Each kind is one file in this folder. Any request may be without a project. */
export interface KindView {
  /** Describes what the person did. The text follows their name: "requested an account in lab". */
  readonly phrase: (request: Pick<Request, "project">) => string;
  /** The topic in lists of requests, if the request has no project: "new account". */
  readonly topic: string;
  /** The topic in the requester's own list: "account in lab". */
  readonly ownTopic: (request: Pick<Request, "project">) => string;
  /** Tells the requester in a sentence what we received: "You requested an account in the project lab." */
  readonly received: (request: Request) => string;
  /** What PIs read, and the requester about them. Undefined if no PI is ever asked. */
  readonly forPi: PiView | undefined;
  /** What admins read on the card if the request names no PI. Undefined if that means nothing. */
  readonly withoutPi: string | undefined;
  /** The label of the username on the card. */
  readonly usernameLabel: string;
  /** The news for a requester in the chat whose password link was emailed. Undefined if only the link is news. */
  readonly madeReady: ((request: Request) => string) | undefined;
  /** Advice for the requester after everything is done. */
  readonly whenCompleted: string;
  /** What exists after everything is done, for a requester who wants to withdraw: "your account aash exists". */
  readonly result: ((request: Request) => string) | undefined;
  /** True if requesters can withdraw it at any stage. Otherwise, that depends on the stage; see `STAGE_VIEWS`. */
  readonly isAlwaysWithdrawable: boolean;
  /** True if people read the step numbers of acct's ticket-driven predecessor. Otherwise, they read the position of the stage. */
  readonly isNumberedByRank: boolean;
}

/** The texts around the question to the PI. */
export interface PiView {
  /** Tells the requester what we asked the PI. */
  readonly tellsRequester: (request: Request, pi: string | undefined) => string;
  /** Introduces the requester to the PI. `who` is their name and address. */
  readonly introduces: (request: Request, who: string) => string;
  /** True if the PI sees the plan, because approving changes more than who is in the project. */
  readonly seesPlan: boolean;
}
