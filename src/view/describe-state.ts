import type { WaitsFor } from "../db/names.ts";
import type { Request } from "../db/tables/requests.ts";
import { STAGE_VIEWS, stageInSentence } from "./stages.ts";

/** Describes the state of a request in a few words. */
export function describeState(request: Request): string {
  const { status, stage, attempt, problem } = request;
  switch (status) {
    case "running":
      return attempt > 0 ? `${STAGE_VIEWS[stage].label} failed; retrying` : STAGE_VIEWS[stage].label;
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
      return "Closed: the account was offboarded";
  }
}

/** Describes why a request was refused. Not all of them were denied: some expired, were abandoned, or were refused by acct. */
function describeRefusal({ decisions, problem }: Request): string {
  const isDenied = Object.values(decisions).some((decision) => decision?.verdict === "denied");
  if (isDenied) return problem ? `Denied: ${problem}` : "Denied (no reason given)";
  return problem ? `Not completed: ${problem}` : "Not completed";
}

/** Describes the state to the requester and the PI, who don't need to know why something on our side failed. */
export function describeStateForOthers(request: Request): string {
  if (request.status === "stuck") return DELAYED;
  return request.status === "running" && request.attempt > 0 ? RETRYING : describeState(request);
}

/** The state that the requester and the PI see if a request is stuck. */
export const DELAYED = "Delayed: something failed on our side, and we're working on it";
const RETRYING = "Delayed: something failed on our side, and we're retrying";

function describeWait(request: Request): string {
  const { question, givenName, waitsFor } = request;
  if (question) return `Waiting for ${givenName}'s reply to ${question.byName}`;
  return waitsFor ? WAITS[waitsFor](request) : "Waiting";
}

const WAITS: Readonly<Record<WaitsFor, (request: Request) => string>> = {
  admin: () => "Waiting for an admin",
  pi: describeWaitForPi,
  password: ({ givenName }) => `Account ready. Waiting for ${givenName} to set a password`,
  project: ({ project }) => `Waiting for the project ${project}, which someone else requested first`,
  "end-date": ({ quota }) => `In effect until ${quota?.until}`,
  "closing-time": () => "Done. Closes automatically",
  "dry-run": () => "Waiting for the end of the dry run; nothing is created until then",
};

function describeWaitForPi({ piUser, piName, piEmail, escalatedAt, delegates }: Request): string {
  const pi = piName ?? piEmail ?? "the PI";
  if (!piUser) return `Waiting for ${pi} (not in the chat) or an admin`;
  const others = delegates.map(({ name }) => ` or ${name}`).join("");
  return escalatedAt ? `Waiting for ${pi}${others} (no reply yet) or an admin` : `Waiting for ${pi}${others}`;
}
