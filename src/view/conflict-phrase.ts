import type { AdoptionConflict } from "../db/tables/adoption-conflicts.ts";

/** Names what a conflict is about: "mkeller in LDAP" or "the project astro in LDAP". */
export const conflictTopic = ({
  subject,
  name,
  system,
}: Pick<AdoptionConflict, "subject" | "name" | "system">) =>
  `${subject === "project" ? "the project " : ""}${name} in ${system}`;

/** Describes a decision, after its topic: "is the same person as jlind". */
export function describeDecision({ subject }: Pick<AdoptionConflict, "subject">, decision: string): string {
  const isProject = subject === "project";
  if (decision === "skip") return "is left out";
  if (decision === "different") return isProject ? "is a different project" : "belongs to someone else";
  return isProject ? `is the project ${decision}` : `belongs to ${decision}`;
}
