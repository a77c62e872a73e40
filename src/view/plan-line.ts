import type { PlanLine } from "../db/tables/requests.ts";

/** Formats a line of the plan: "LDAP: person uid=aash (new)". */
export const describePlanLine = ({ system, text, isNew }: PlanLine): string =>
  `${system}: ${text}${isNew ? " (new)" : ""}`;
