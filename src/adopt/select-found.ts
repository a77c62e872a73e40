import { isNeverGiven } from "../db/never-given.ts";
import type { OtherGroup } from "../pipeline/pipeline-deps.ts";
import type { Found, FoundAccount, FoundProject } from "../provisioners/found.ts";
import { accountName } from "./account-name.ts";

export interface SelectRules {
  /** The numbers that people and projects have. Those below belong to the operating system. */
  readonly numbers: { readonly from: number; readonly to: number };
  /** Whether a name belongs to a program or has a special meaning. */
  readonly isReserved: (name: string) => boolean;
  /** The groups in `otherGroups`, which aren't projects. */
  readonly otherGroups?: readonly Pick<OtherGroup, "name" | "system">[] | undefined;
}

export interface Selected extends Found {
  readonly skippedAccounts: number;
  readonly skippedProjects: number;
}

/** What Keystone and Slurm have for themselves. */
const SYSTEM_PROJECTS = new Set(["admin", "service", "services", "root", "invisible_to_admin"]);
const SERVICES = new Set(
  "aodh barbican ceilometer cinder designate glance gnocchi heat heat_domain_admin horizon ironic keystone magnum manila masakari mistral neutron nova octavia placement sahara swift trove zun".split(
    " ",
  ),
);

/** Leaves out the accounts and groups of programs and of the operating system, and the private groups of people. */
export function selectFound({ accounts, projects }: Found, rules: SelectRules): Selected {
  const isPersons = ({ username, uidNumber }: FoundAccount) =>
    uidNumber === undefined
      ? !rules.isReserved(accountName(username)) && !SERVICES.has(accountName(username))
      : isInRange(uidNumber, rules);
  const people = accounts.filter(isPersons);
  const numbers = new Map(accounts.map(({ username, uidNumber }) => [username, uidNumber]));
  const isPrivate = ({ name, gidNumber, members }: FoundProject) =>
    gidNumber !== undefined && numbers.get(name) === gidNumber && members.length <= 1;
  const wanted = projects.filter(
    (project) =>
      (project.gidNumber === undefined
        ? !rules.isReserved(project.name.toLowerCase())
        : isInRange(project.gidNumber, rules)) &&
      !SYSTEM_PROJECTS.has(project.name.toLowerCase()) &&
      !isPrivate(project),
  );
  return {
    accounts: people,
    projects: wanted,
    skippedAccounts: accounts.length - people.length,
    skippedProjects: projects.length - wanted.length,
  };
}

const isInRange = (number: number, { numbers: { from, to } }: SelectRules) =>
  number >= from && number <= to && !isNeverGiven(number);
