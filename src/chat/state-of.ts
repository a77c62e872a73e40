import type { Request } from "../db/schema.ts";

/** Where a request stands, in a few words. */
export function stateOf(request: Request): string {
  switch (request.status) {
    case "running":
      return request.attempt > 0
        ? `${words(request.stage)} failed and is tried again`
        : (AT_WORK[request.stage] ?? words(request.stage));
    case "waiting":
      return waitingFor(request);
    case "stuck":
      return `stuck at ${words(request.stage)}: ${request.problem}`;
    case "refused":
      return `refused: ${request.problem || "no reason given"}`;
    case "closed":
    case "spam":
    case "withdrawn":
      return request.status;
    case "offboarded":
      return "ended: the account was closed";
  }
}

/** The same for requester and PI: why something of ours failed is for those who can do something about it. */
export function stateForOthers(request: Request): string {
  if (request.status === "stuck") return HELD_UP;
  return request.status === "running" && request.attempt > 0 ? TRIED_AGAIN : stateOf(request);
}

/** What requester and PI are told of a failure. */
export const HELD_UP = "held up: something failed on our side, and we are on it";
const TRIED_AGAIN = "held up: something failed on our side, and is tried again by itself";

/** What we are doing at a stage, for whoever does not know the stages. */
const AT_WORK: Readonly<Record<string, string>> = {
  "verify-identity": "being checked",
  "verify-member": "being checked",
  "verify-quota": "being checked",
  "await-admin": "being put before an admin",
  "await-pi": "being put before the PI",
  "confirm-plan": "being checked once more before anything is made",
  register: "the account is being made",
  "create-accounts": "the account is being made",
  "add-memberships": "others are being added to the project",
  "join-project": "being added to the project",
  "read-quota": "the quotas are being set",
  "set-quota": "the quotas are being set",
  "restore-quota": "the quotas are being looked at",
  "hand-over": "made; the password is being handed over",
  "update-ticket": "done; being closed",
  close: "done; being closed",
};

function waitingFor(request: Request): string {
  if (request.question) return `waits for ${request.givenName} to answer ${request.question.byName}`;
  if (request.waitsForDryRun) return "waits for the end of the dry run; nothing is made until then";
  switch (request.stage) {
    case "verify-identity":
    case "verify-member":
    case "verify-quota":
      return isHeldBack(request)
        ? "held back: an earlier request of this address was marked as spam"
        : `waits for the project ${request.project}, which somebody else has asked for`;
    case "await-admin":
      return "waits for an admin";
    case "await-pi":
      return waitingForPi(request);
    case "hand-over":
      return "ready; waits for the person to choose a password";
    case "restore-quota":
      return `set until ${request.quota?.until}`;
    case "close":
      return "done; closes when nothing more happens";
    default:
      return `waits at ${words(request.stage)}`;
  }
}

/** Waits at the first stage of its journey for nothing that comes by itself. */
export function isHeldBack({ status, stage, runAt }: Request): boolean {
  return status === "waiting" && stage.startsWith("verify-") && runAt === null;
}

function waitingForPi({ piUser, piName, piEmail, escalatedAt, delegates }: Request): string {
  const pi = piName ?? piEmail ?? "the PI";
  if (!piUser) return `waits for ${pi}, who is not in the chat, or for an admin`;
  const others = delegates.map(({ name }) => ` or ${name}`).join("");
  return `waits for ${pi}${others}${escalatedAt ? ", who has not answered, or for an admin" : ""}`;
}

/** "await-pi" as people read it. */
export const words = (name: string) => name.replaceAll("-", " ");
