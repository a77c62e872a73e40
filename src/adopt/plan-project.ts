import type { PlannedMembership, PlannedProject } from "./adoption-plan.ts";
import { type MatchedProject, mayHaveGid } from "./match-projects.ts";
import { planId } from "./plan-id.ts";

/** Returns what to write about a project; undefined if the registry has it all. */
export function planProject(
  { known, found, name }: MatchedProject,
  joining: readonly PlannedMembership[],
): PlannedProject | undefined {
  const ids = found.flatMap(({ system, id, name: called, gidNumber }) =>
    planId(
      { system, id, username: called },
      known?.ids,
      gidNumber === undefined ? {} : { gidNumber: String(gidNumber) },
    ),
  );
  const gidNumber = found.find((one) => one.gidNumber !== undefined)?.gidNumber;
  const isNumbered =
    known !== undefined &&
    gidNumber !== undefined &&
    gidNumber !== known.gidNumber &&
    mayHaveGid({ known, found: [], name }, gidNumber);
  if (known && ids.length + joining.length === 0 && !isNumbered) return undefined;
  const places = ids.map((id) => `${id.name} in ${id.system}`);
  return {
    known,
    name,
    description: found.find(({ description }) => description)?.description ?? "",
    gidNumber: known && !isNumbered ? known.gidNumber : gidNumber,
    ids,
    note: [...places, ...(joining.length > 0 ? [describeMembers(joining)] : [])].join("; "),
  };
}

const NAMED = 20;

function describeMembers(joining: readonly PlannedMembership[]): string {
  const names = joining
    .slice(0, NAMED)
    .map(({ username, role }) => (role === "member" ? username : `${username} as ${role}`));
  const more = joining.length - names.length;
  return `with ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
