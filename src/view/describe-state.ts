import type { Request } from "../db/tables/requests.ts";
import { STAGE_VIEWS, stageInSentence, WAIT_VIEWS } from "./stages.ts";

/** Describes the state of a request in a few words. */
export function describeState(request: Request): string {
  const { status, stage, attempt, problem } = request;
  switch (status) {
    case "running":
      if (attempt > 0) return `${STAGE_VIEWS[stage].label} failed; retrying`;
      return problem ? `${STAGE_VIEWS[stage].label}; waiting: ${problem}` : STAGE_VIEWS[stage].label;
    case "waiting":
      return describeWait(request);
    case "quarantined":
      return "On hold: an earlier request from this address was marked as spam";
    case "stuck":
      return `Stuck while ${stageInSentence(stage)}: ${problem}`;
    case "refused":
      return describeRefusal(request);
    case "closed":
      return "Closed";
    case "spam":
      return "Spam";
    case "withdrawn":
      return "Withdrawn";
    case "offboarded":
      return "Closed: the account was deactivated";
  }
}

/** Describes why a request was refused. Not all of them were denied: some expired, were abandoned, or were refused by acct. */
function describeRefusal({ approvals, problem, details }: Request): string {
  const isDenied = approvals.some(({ verdict }) => verdict === "denied");
  if (isDenied) return problem ? `Denied: ${problem}` : "Denied (no reason given)";
  // This ends as an admin wanted it to.
  if (details.gitlab?.rejectedBy && problem) return problem;
  return problem ? `Not completed: ${problem}` : "Not completed";
}

/** Describes the state to the requester and the PI, who don't need to know why something on our side failed. */
export function describeStateForOthers(request: Request): string {
  if (request.status === "stuck") return DELAYED;
  if (request.status !== "running") return describeState(request);
  return request.attempt > 0 ? RETRYING : STAGE_VIEWS[request.stage].label;
}

/** The state that the requester and the PI see if a request is stuck. */
export const DELAYED = "Delayed: something failed on our side, and we're working on it";
const RETRYING = "Delayed: something failed on our side, and we're retrying";

function describeWait(request: Request): string {
  const { question, givenName, waitsFor } = request;
  if (question) return `Waiting for ${givenName}'s reply to ${question.byName}`;
  return waitsFor ? WAIT_VIEWS[waitsFor].state(request) : "Waiting";
}
