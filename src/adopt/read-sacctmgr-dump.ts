import type { FoundAccount, FoundProject } from "../provisioners/found.ts";
import type { LineProblem, ReadFile } from "./read-file.ts";

const SYSTEM = "Slurm";

/** The options of a line (sacctmgr(1), "Archive Dump/Load"). Only a known one ends the value before it. */
const OPTIONS = [
  "AdminLevel",
  "Classification",
  "Coordinator",
  "DefaultAccount",
  "DefaultQOS",
  "DefaultWCKey",
  "Description",
  "FairShare",
  "Fairshare",
  "Flags",
  "GrpCPUMins",
  "GrpCPURunMins",
  "GrpCPUs",
  "GrpJobs",
  "GrpJobsAccrue",
  "GrpMemory",
  "GrpNodes",
  "GrpSubmit",
  "GrpSubmitJobs",
  "GrpTRES",
  "GrpTRESMins",
  "GrpTRESRunMins",
  "GrpWall",
  "MaxCPUMins",
  "MaxCPUMinsPerJob",
  "MaxCPUs",
  "MaxCPUsPerJob",
  "MaxJobs",
  "MaxJobsAccrue",
  "MaxNodes",
  "MaxNodesPerJob",
  "MaxSubmitJobs",
  "MaxTRES",
  "MaxTRESMins",
  "MaxTRESMinsPerJob",
  "MaxTRESPerJob",
  "MaxTRESPerNode",
  "MaxWall",
  "MaxWallDurationPerJob",
  "MinPrioThresh",
  "Organization",
  "Priority",
  "QOS",
  "WCKeys",
] as const;
const LINE = /^(Cluster|Parent|Account|User) - '([^':]*)'(?::(.*))?$/;
const OPTION = new RegExp(`(?:^|:)(${OPTIONS.join("|")})=`, "g");
/** Slurm has this account and this user from the start, for itself. */
const ROOT = "root";

/**
 * Reads the accounts and users from what `sacctmgr dump` writes. It escapes neither quotes nor colons, so a line that can be
 * read in two ways is a problem, with its number, and never half an account.
 */
export function readSacctmgrDump(text: string): ReadFile {
  const accounts = new Map<string, FoundAccount>();
  const projects = new Map<string, { project: Omit<FoundProject, "members">; members: Set<string> }>();
  const problems: LineProblem[] = [];
  let parent = ROOT;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (raw.trim() === "" || raw.startsWith("#")) continue;
    const read = readLine(raw);
    if ("why" in read) {
      problems.push({ line: index + 1, why: read.why });
      continue;
    }
    const { kind, name, options } = read;
    if (kind === "Parent") parent = name;
    if (kind === "Account" && name !== ROOT) {
      const { Description: description } = options;
      const project = { system: SYSTEM, id: name, name, description, owners: [] };
      projects.set(name, projects.get(name) ?? { project, members: new Set() });
    }
    if (kind !== "User" || name === ROOT) continue;
    const account = projects.get(parent);
    if (!account) {
      problems.push({
        line: index + 1,
        why: `The user ${name} is in the account ${parent}, which the file doesn't have.`,
      });
      continue;
    }
    accounts.set(name, {
      system: SYSTEM,
      id: name,
      username: name,
      emails: [],
      state: "active",
      usesDirectoryNames: true,
    });
    account.members.add(name);
  }
  return {
    accounts: [...accounts.values()],
    projects: [...projects.values()].map(({ project, members }) => ({ ...project, members: [...members] })),
    problems,
  };
}

interface Line {
  readonly kind: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

function readLine(raw: string): Line | { readonly why: string } {
  const [, kind = "", name = "", rest = ""] = LINE.exec(raw) ?? [];
  if (!kind) return { why: "This is neither a cluster, a parent, an account, nor a user." };
  const options: Record<string, string> = {};
  const starts = [...rest.matchAll(OPTION)];
  if (rest !== "" && starts[0]?.index !== 0)
    return { why: `It has an option that acct doesn't know: ${rest.slice(0, 40)}` };
  for (const [n, start] of starts.entries()) {
    const key = start[1] ?? "";
    const value = rest.slice(start.index + start[0].length, starts[n + 1]?.index);
    if (key in options) return { why: `It has ${key} twice, so a value may contain a quote or a colon.` };
    const unquoted = /^'(.*)'$/.exec(value)?.[1];
    if (unquoted === undefined && value.includes("'"))
      return { why: `The value of ${key} isn't in quotes: ${value}` };
    options[key] = unquoted ?? value;
  }
  return { kind, name, options };
}
