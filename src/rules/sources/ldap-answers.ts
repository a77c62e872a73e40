import type { JudgedState } from "../../provisioners/ldap/account-state.ts";
import type { RawEntry } from "../../provisioners/ldap/raw-entry.ts";
import { no, type SourceAnswer, unknown } from "../rule-source.ts";

export const NO_ENTRY_KNOWN = unknown("no LDAP entry of this person is known");

/** The entry may have been moved, or acct may not see it, so nothing follows about the person. */
export const noEntry = (dn: string) =>
  unknown(`LDAP shows acct no entry ${dn}: it may have been moved, renamed, or deleted`);

/** An entry that may not be used proves nothing about a person who is here. */
export function explainState(
  { dn }: RawEntry,
  { state, evidence }: JudgedState,
  answer: SourceAnswer,
): SourceAnswer {
  if (answer.answer !== "yes" || state === "active") return answer;
  return state === "unknown" ? unknown(`${dn}: ${evidence}`) : no(`${dn} is ${evidence}`);
}
