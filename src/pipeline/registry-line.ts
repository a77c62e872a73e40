import type { PlanLine, Request } from "../db/tables/requests.ts";
import { REGISTRY } from "../view/plan-line.ts";

/** A line of a plan about our own registry. */
export const registryLine = (text: string, isNew = false): PlanLine => ({ system: REGISTRY, text, isNew });

/** Says until when the person would be in the project. Empty without an end date. */
export const endLines = ({
  username,
  project,
  details,
}: Pick<Request, "username" | "project" | "details">) =>
  details.endsOn ? [registryLine(`${username} leaves ${project} after ${details.endsOn}`)] : [];
