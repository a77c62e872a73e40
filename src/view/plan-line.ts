import type { PlanLine } from "../db/schema.ts";

/** "LDAP: person uid=aash (new)" */
export const describePlanLine = ({ system, text, isNew }: PlanLine): string =>
  `${system}: ${text}${isNew ? " (new)" : ""}`;
