import type { Rules } from "../pipeline-deps.ts";
import type { Someone } from "./same-person.ts";

/** The groups in acct.yml that list this person, by chat user or by an address that the chat has verified. */
export function groupsOf({ user, email }: Someone, { groups }: Pick<Rules, "groups">): readonly string[] {
  const address = email?.toLowerCase();
  return Object.entries(groups).flatMap(([name, members = []]) =>
    members.includes(user) || (address !== undefined && members.includes(address)) ? [name] : [],
  );
}

/** What a person is for the approvals that are asked for in the admin channel: "admin", and their groups. */
export function rolesOf(
  person: Someone & { readonly isAdmin: boolean },
  rules: Pick<Rules, "groups">,
): readonly string[] {
  return [...(person.isAdmin ? ["admin"] : []), ...groupsOf(person, rules)];
}
