import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { priorityLabels } from "../../src/tickets/rt/priority-labels.ts";

const defaults = { queue: "accounts", errorPriority: -1, errorLabel: "Error" };

it("The line for RT's configuration is the one in the docs, with a label for each number from -1 to 7", () => {
  const line = priorityLabels(defaults);
  expect(readFileSync("docs/request-tracker.md", "utf8")).toContain(`\n${line}\n`);
  expect([...line.matchAll(/' => (-?\d)/g)].map(([, number]) => Number(number))).toEqual([
    -1, 0, 1, 2, 3, 4, 5, 6, 7,
  ]);
});

it("Quotes in the name of a queue or in a label don't end the text in RT's configuration", () => {
  const line = priorityLabels({ ...defaults, queue: "R&D's \\ requests", errorLabel: "Can't" });
  expect(line).toContain("'R&D\\'s \\\\ requests' => [ 'Can\\'t' => -1,");
});
