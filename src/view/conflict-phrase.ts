import type { AdoptionConflict } from "../db/tables/adoption-conflicts.ts";

type Subject = Pick<AdoptionConflict, "subject" | "name" | "system">;

/** Names what a conflict is about: "the account mkeller in LDAP" or "the project astro in LDAP". */
export const conflictTopic = ({ subject, name, system }: Subject) => `the ${subject} ${name} in ${system}`;

/** Describes a decision, after its topic: "belongs to jlind". */
export function describeDecision({ subject }: Pick<AdoptionConflict, "subject">, decision: string): string {
  const isProject = subject === "project";
  if (decision === "skip") return "is left out";
  if (decision === "different") return isProject ? "is a different project" : "belongs to someone new";
  return isProject ? `is the project ${decision}` : `belongs to ${decision}`;
}
