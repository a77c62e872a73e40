import type { Command } from "commander";

/** Commands that are in one file, because they are about one thing. */
interface CommandGroup {
  readonly names: readonly string[];
  /** Loads the file. Most of the time that a command takes to start is spent on loading code. */
  load(): Promise<(program: Command) => void>;
}

/** The groups in the order of the help. */
export const commandGroups: readonly CommandGroup[] = [
  { names: ["setpass"], load: async () => (await import("./add-setpass.ts")).addSetpass },
  { names: ["import"], load: async () => (await import("./add-import.ts")).addImport },
  { names: ["adopt"], load: async () => (await import("./add-adopt.ts")).addAdopt },
  { names: ["reconcile"], load: async () => (await import("./add-reconcile.ts")).addReconcile },
  {
    names: ["offboard", "suspend", "resume"],
    load: async () => (await import("./add-leaving.ts")).addLeaving,
  },
  { names: ["person"], load: async () => (await import("./add-person.ts")).addPerson },
  { names: ["why"], load: async () => (await import("./add-why.ts")).addWhy },
  { names: ["project"], load: async () => (await import("./add-project.ts")).addProject },
  { names: ["requests"], load: async () => (await import("./add-requests.ts")).addRequests },
  { names: ["sheet"], load: async () => (await import("./add-sheet.ts")).addSheet },
  { names: ["agreements"], load: async () => (await import("./add-agreements.ts")).addAgreements },
  { names: ["rules"], load: async () => (await import("./add-rules.ts")).addRules },
  { names: ["gitlab"], load: async () => (await import("./add-gitlab.ts")).addGitLab },
  { names: ["arvados"], load: async () => (await import("./add-arvados.ts")).addArvados },
  { names: ["audit"], load: async () => (await import("./add-audit.ts")).addAudit },
  { names: ["keys"], load: async () => (await import("./add-keys.ts")).addKeys },
];

/** Adds the group that has this command, or all groups if none has it, so that the help and suggestions know every command. */
export async function addGroups(program: Command, name: string | undefined): Promise<void> {
  if (program.commands.some((command) => command.name() === name)) return;
  const named = commandGroups.filter(({ names }) => names.includes(name ?? ""));
  const adders = await Promise.all((named.length > 0 ? named : commandGroups).map(({ load }) => load()));
  for (const add of adders) add(program);
}
