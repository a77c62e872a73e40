import type { Event, Request } from "../db/schema.ts";
import type { Line } from "./notice.ts";
import { isHeldBack, stateForOthers } from "./state-of.ts";
import { type Step, stepsOf } from "./steps-of.ts";

/** Where a request stands, as whoever asked is told it: nobody is told that they were taken for spam. */
export function stateForRequester(request: Request): string {
  if (request.status === "spam") return "closed";
  if (request.status === "waiting" && request.question) {
    return `waits for you to answer ${request.question.byName}`;
  }
  if (request.status === "waiting" && request.stage === "hand-over") {
    return "ready; waits for you to choose a password";
  }
  return isHeldBack(request) ? "waits for an admin" : stateForOthers(request);
}

/** The same and, while it waits for somebody, since when. */
export function sinceWhen(request: Request): Line {
  const state = stateForRequester(request);
  return request.status === "waiting" ? [`${state}, since `, request.clockSince] : state;
}

/** What happened, as far as it is theirs to know: what admins do among themselves is not. What it waits for its state says. */
export function stepsForRequester(history: readonly Event[]): Step[] {
  return stepsOf(
    history.filter(({ kind }) => THEIRS.has(kind)),
    "others",
  );
}

/** That a password was set the stage that hands it over says as well. */
const THEIRS: ReadonlySet<string> = new Set([
  "requested",
  "approved",
  "denied",
  "refused",
  "asked",
  "answered",
  "stage-done",
  "stuck",
  "given-up",
  "satisfied",
  "withdrawn",
  "offboarded",
  "resumed",
  "expired",
]);

/** What whoever asked can do about an open request now, in a sentence. */
export function nextStepFor(request: Request): string {
  const { status, stage, question, kind, email, details } = request;
  if (status === "waiting" && question) return "Answer it, and your request goes on.";
  if (status === "waiting" && stage === "hand-over") {
    return details.linkByChat
      ? "Choose a password: the link is further up in this conversation. /acct resetpass sends a new one."
      : `Choose a password: the link is in your mail at ${email}. /acct resetpass sends a new one.`;
  }
  if (stage === "close" || stage === "restore-quota") {
    return kind === "account"
      ? "There is nothing left to do. With your account you can join other projects."
      : "There is nothing left to do.";
  }
  return "There is nothing for you to do now: we tell you at every step.";
}

/** Why a request cannot be taken back any more, for whoever wants to: what became of it, and what they can do. `help`: whom to write to. */
export function tooLateToWithdraw(request: Request, help: string): string {
  const { id, status, stage, username, problem } = request;
  const undo = `If it should be undone, write to ${help}.`;
  switch (status) {
    case "withdrawn":
      return `Request ${id} is withdrawn already. You can ask again at any time.`;
    case "refused":
      return `Request ${id} was not approved, so there is nothing to withdraw: ${problem || "no reason was given"}${/[.!?]$/.test(problem ?? "") ? "" : "."} You can ask again when this has changed.`;
    case "spam":
      return `Request ${id} is closed, so there is nothing to withdraw. If you have a question, write to ${help}.`;
    case "offboarded":
      return `Request ${id} ended when the account was closed. If that was a mistake, write to ${help}.`;
    default: {
      const isMade = status === "closed" || ["hand-over", "restore-quota", "close"].includes(stage);
      if (!isMade)
        return `Request ${id} is approved and being carried out, so it cannot be withdrawn any more. ${undo}`;
      const made = request.kind === "account" ? `: your account ${username} is there` : "";
      return `Request ${id} is carried out already${made}, so it cannot be withdrawn any more. ${undo}`;
    }
  }
}
