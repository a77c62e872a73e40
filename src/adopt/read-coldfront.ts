import type { FoundAccount, FoundProject } from "../provisioners/found.ts";
import { type ColdFrontDump, type DumpedObject, parseColdFrontDump, textOf } from "./coldfront-dump.ts";
import type { ReadFile } from "./read-file.ts";

const SYSTEM = "ColdFront";
/** The models without which the file says nothing about who is in which project. */
const NEEDED = ["auth.user", "project.project", "allocation.allocation", "allocation.allocationuser"];
/** ColdFront's own Slurm plugin exports these. */
const IN_USE = new Set(["Active", "Renewal Requested"]);
const PROJECTS_IN_USE = new Set(["Active", "New"]);
const SLURM_ACCOUNT = "slurm_account_name";

/**
 * Reads the people and projects of ColdFront 1.1 from what
 * `coldfront dumpdata --natural-foreign --format=json auth.user project allocation` writes. The members of a project are the
 * active users of its active allocations; everyone else is listed with the reason. A project may have several Slurm accounts, or
 * none. Throws a failure if the file is anything else.
 */
export function readColdFront(text: string): ReadFile {
  const dump = parseColdFrontDump(text);
  const remarks: string[] = [];
  const accounts = dump.list("auth.user").map(toAccount);
  const projects = dump.list("project.project").flatMap((project) => {
    const status = dump.nameOf("project.projectstatuschoice", project.fields.status);
    if (PROJECTS_IN_USE.has(status)) return [toProject(project, dump, remarks)];
    remarks.push(
      `The project ${titleOf(project)} is ${status || "in no state"} in ColdFront and is left out.`,
    );
    return [];
  });
  const missing = NEEDED.filter((model) => dump.list(model).length === 0);
  const lost = dump.listOf("allocation.allocation", "project", {
    model: "project.project",
    object: undefined,
  });
  if (lost.length > 0)
    remarks.push(
      `${lost.length} allocations belong to projects that the file doesn't have and are left out.`,
    );
  const incomplete =
    missing.length > 0
      ? `The file has no ${missing.join(" and no ")}: create it with coldfront dumpdata --natural-foreign --format=json auth.user project allocation.`
      : undefined;
  return { accounts, projects, problems: [], remarks, incomplete };
}

function toAccount({ pk, fields }: DumpedObject): FoundAccount {
  const username = textOf(fields.username);
  const email = textOf(fields.email);
  const isActive = fields.is_active;
  return {
    system: SYSTEM,
    id: pk ?? username,
    username,
    givenName: textOf(fields.first_name) || undefined,
    familyName: textOf(fields.last_name) || undefined,
    emails: email === "" ? [] : [email],
    state: isActive === true ? "active" : isActive === false ? "disabled" : "unknown",
  };
}

function toProject(project: DumpedObject, dump: ColdFrontDump, remarks: string[]): FoundProject {
  const title = titleOf(project);
  const ofProject = { model: "project.project", object: project };
  const members = new Set<string>();
  const slurmAccounts = new Set<string>();
  for (const allocation of dump.listOf("allocation.allocation", "project", ofProject)) {
    const about = `The allocation ${allocation.pk ?? "without a number"} of ${title}`;
    const status = dump.nameOf("allocation.allocationstatuschoice", allocation.fields.status);
    const users = dump.listOf("allocation.allocationuser", "allocation", {
      model: "allocation.allocation",
      object: allocation,
    });
    if (!IN_USE.has(status)) {
      remarks.push(
        `${about} is ${status || "in no state"}, so its ${users.length} users aren't members because of it.`,
      );
      continue;
    }
    for (const { fields } of users) {
      const user = dump.find("auth.user", fields.user);
      const state = dump.nameOf("allocation.allocationuserstatuschoice", fields.status);
      if (user && state === "Active") members.add(toAccount(user).id);
      else remarks.push(`${about} has the user ${nameUser(user, fields.user)} as ${state || "no state"}.`);
    }
    const names = slurmAccountsOf(allocation, dump);
    for (const name of names) slurmAccounts.add(name);
    // ColdFront's exporter would put such an allocation under Slurm's root account.
    if (names.length === 0) remarks.push(`${about} has no Slurm account.`);
  }
  const managers = dump
    .listOf("project.projectuser", "project", ofProject)
    .filter(({ fields }) => dump.nameOf("project.projectuserstatuschoice", fields.status) === "Active")
    .filter(({ fields }) => dump.nameOf("project.projectuserrolechoice", fields.role) === "Manager")
    .flatMap(({ fields }) => dump.find("auth.user", fields.user) ?? []);
  const pi = dump.find("auth.user", project.fields.pi);
  const owners = pi ? [toAccount(pi).id] : [];
  if (!pi) remarks.push(`The PI of ${title} is not in the file.`);
  return {
    system: SYSTEM,
    // Without its key, a project is known by its title and its PI.
    id: project.pk ?? [title, pi && textOf(pi.fields.username)].join(" / "),
    name: title,
    description: textOf(project.fields.description) || undefined,
    members: [...members],
    owners,
    managers: managers.map((user) => toAccount(user).id).filter((id) => !owners.includes(id)),
    sameAs: [...slurmAccounts].map((id) => ({ system: "Slurm", id })),
  };
}

const titleOf = ({ fields }: DumpedObject) => textOf(fields.title);

function slurmAccountsOf(allocation: DumpedObject, dump: ColdFrontDump): string[] {
  return dump
    .listOf("allocation.allocationattribute", "allocation", {
      model: "allocation.allocation",
      object: allocation,
    })
    .filter(
      ({ fields }) =>
        dump.nameOf("allocation.allocationattributetype", fields.allocation_attribute_type) === SLURM_ACCOUNT,
    )
    .map(({ fields }) => textOf(fields.value))
    .filter((name) => name !== "" && name !== "root");
}

function nameUser(user: DumpedObject | undefined, reference: unknown): string {
  return user ? textOf(user.fields.username) : [reference].flat().map(String).join(" ");
}
