import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ACTIONS } from "../../src/db/names.ts";
import { findHandler, menu } from "../../src/handlers/menu.ts";

const namesIn = async (folder: string, ending: string) =>
  (await readdir(fileURLToPath(new URL(folder, import.meta.url))))
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
    .toSorted();

describe("the menu", () => {
  it("Every action has a name that is stored, one file, and one test of its rules", async () => {
    const names = menu.map(({ name }) => name).toSorted();
    expect(names).toEqual(ACTIONS.toSorted());
    expect(await namesIn("../../src/handlers/actions", ".ts")).toEqual(names);
    expect(await namesIn("actions", ".test.ts")).toEqual(names);
  });

  it("Every action is found by its name, and by its command if it has one", () => {
    for (const handler of menu) {
      expect(findHandler({ action: handler.name })).toBe(handler);
      if (handler.command) {
        const [command = "", text = ""] = handler.command.name.split(" ");
        expect(findHandler({ command, text })).toBe(handler);
      }
    }
  });

  it("The name of a command doesn't press a button, nor the other way around", () => {
    expect(findHandler({ action: "resetpass" })).toBeUndefined();
    expect(findHandler({ command: "approve", text: "" })).toBeUndefined();
  });
});
