import { Command } from "commander";
import { expect, it } from "vitest";
import { addGroups, commandGroups } from "../../src/cli/command-groups.ts";

const namesOf = (program: Command) => program.commands.map((command) => command.name());

it("Each group adds exactly the commands that it is loaded for", async () => {
  for (const { names, load } of commandGroups) {
    const program = new Command();
    (await load())(program);
    expect(namesOf(program)).toEqual(names);
  }
});

it("A command loads its own group, a command that is already there loads none, and anything else loads all", async () => {
  const all = commandGroups.flatMap(({ names }) => names);
  for (const [name, expected] of [
    ["resume", ["start", "offboard", "suspend", "resume"]],
    ["start", ["start"]],
    ["strat", ["start", ...all]],
    [undefined, ["start", ...all]],
  ] as const) {
    const program = new Command();
    program.command("start");
    await addGroups(program, name);
    expect(namesOf(program)).toEqual(expected);
  }
});
