import type { JudgedState } from "../../provisioners/ldap/account-state.ts";
import type { DirectoryPerson } from "../directory.ts";

/**
 * Tells whether someone is active: their entry may be used, and one of their affiliations counts. If `activeAffiliations` is
 * empty, every affiliation does.
 */
export function activeState(
  { state, evidence }: JudgedState,
  affiliations: readonly string[],
  activeAffiliations: readonly string[],
): Pick<DirectoryPerson, "active" | "evidence"> {
  const active = state === "active" ? true : state === "unknown" ? "unknown" : false;
  if (active === false || activeAffiliations.length === 0) return { active, evidence };
  const counts = new Set(activeAffiliations.map((each) => each.toLowerCase()));
  // A scoped affiliation is "staff@campus.example" (eduPerson).
  const isRight = affiliations.some((each) => counts.has(each.toLowerCase()) || counts.has(unscoped(each)));
  if (isRight) return { active, evidence };
  const has = affiliations.length > 0 ? affiliations.join(", ") : "no affiliation";
  return { active: false, evidence: `${has}, which isn't one of activeAffiliations` };
}

const unscoped = (affiliation: string) => affiliation.toLowerCase().replace(/@.*$/, "");
