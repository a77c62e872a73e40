import type { Status } from "../db/names.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { STAGE_VIEWS } from "../view/stages.ts";
import { formatDay } from "./format-day.ts";

/** Says what has become of a request, for the operator who imports its row again: "was denied on 2026-11-21 (request 3): No time". */
export function describeKnown(request: Request): string {
  const { id, status, stage, username, updatedAt, problem, approvals } = request;
  const hasAccount = username && STAGE_VIEWS[stage].isCompleted;
  if (!hasEnded(request))
    return hasAccount
      ? `already has the account ${username} (request ${id})`
      : `already has an open request (request ${id})`;
  const day = formatDay(updatedAt);
  const where = `(request ${id})`;
  if (status === "closed")
    return username ? `already has the account ${username} ${where}` : `was served ${day} ${where}`;
  if (status === "refused") {
    const denied = approvals.filter(({ verdict }) => verdict === "denied");
    const by = denied.length > 0 ? ` by ${denied.map(({ byName }) => byName).join(" and ")}` : "";
    return `was ${denied.length > 0 ? "denied" : "refused"} ${day}${by} ${where}${problem ? `: ${problem.replace(/\.$/, "")}` : ""}`;
  }
  return `${ENDED[status] ?? "was closed"} ${day} ${where}`;
}

const ENDED: Readonly<Partial<Record<Status, string>>> = {
  spam: "was marked as spam",
  withdrawn: "withdrew their request",
  offboarded: "was offboarded",
};
