import { Command } from "commander";
import { expect, it, vi } from "vitest";

/** Returns the help of this command and of all its subcommands. */
function helpOf(command: Command, parents: readonly string[] = []): string[] {
  const path = [...parents, command.name()];
  const help = command.configureOutput({ getOutHelpWidth: () => 100 }).helpInformation();
  return [
    `== ${path.join(" ")} --help\n${help}`,
    ...command.commands.flatMap((subcommand) => helpOf(subcommand, path)),
  ];
}

it("The help of every command reads as approved", async () => {
  // The program is defined where it is run, so it must not run here.
  const parse = vi.spyOn(Command.prototype, "parseAsync").mockResolvedValue(new Command());
  await import("../../src/cli/program.ts");
  const [program] = parse.mock.contexts;
  if (!(program instanceof Command)) throw new Error("src/cli/program.ts parsed nothing");
  await expect(helpOf(program).join("\n")).toMatchFileSnapshot("cli-help.txt");
});
