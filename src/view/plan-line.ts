import type { PlanLine } from "../db/tables/requests.ts";

/** The name of the registry as people read it on cards. */
export const REGISTRY = "registry";

/** Formats a line of the plan: "LDAP: person uid=aash (new)". */
export const describePlanLine = ({ system, text, isNew }: PlanLine): string =>
  `${system}: ${text}${isNew ? " (new)" : ""}`;

/** Formats it for a PI, who doesn't know what our registry is: "project lab with aash (new)". */
export const describePlanLineForPi = (line: PlanLine): string =>
  line.system === REGISTRY ? `${line.text}${line.isNew ? " (new)" : ""}` : describePlanLine(line);
