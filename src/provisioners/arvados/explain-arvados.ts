import type { Project } from "../provisioner.ts";
import { missingLink, okLink, type ShownLink } from "../shown-link.ts";
import type { AccountState } from "./account-state.ts";
import { findUnsigned, namesOf } from "./agreements.ts";
import type { ArvadosSite, PersonRef } from "./arvados-site.ts";
import { describeUnset } from "./ensure-account.ts";
import { accountOf } from "./find-user.ts";
import { findProjectGroup, isMember } from "./role-groups.ts";

/** Says what Arvados shows of an account that exists. */
export async function explainArvados(
  site: ArvadosSite,
  state: AccountState,
  person: PersonRef,
  projects: readonly Project[],
): Promise<ShownLink[]> {
  const { user, isSetUp } = state;
  const account = accountOf(user, person);
  const links = [okLink("entry", `${account} exists`), await explainState()];
  for (const project of site.config.projectGroups ? projects : []) {
    const { name } = project;
    const group = await findProjectGroup(site, project);
    if (!group) links.push(missingLink("project", `there is no group ${name}`, name));
    else if (isMember(state, group))
      links.push(okLink("membership", `${account} is in the group ${name}`, name));
    else links.push(missingLink("membership", `${account} isn't in the group ${name}`, name));
  }
  return links;

  async function explainState(): Promise<ShownLink> {
    const unset = describeUnset(state, person);
    if (unset !== undefined) return missingLink("enabled", unset);
    if (!isSetUp) return missingLink("enabled", `${account} isn't set up`);
    if (user.isActive) return okLink("enabled", `${account} is active`);
    const unsigned = await findUnsigned(site, user);
    return unsigned.length > 0
      ? missingLink("agreements", `${account} isn't active, because this isn't signed: ${namesOf(unsigned)}`)
      : missingLink("enabled", `${account} is set up, but isn't active`);
  }
}
