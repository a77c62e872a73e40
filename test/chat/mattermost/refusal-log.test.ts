import { expect, it } from "vitest";
import { refusalLog } from "../../../src/chat/mattermost/refusal-log.ts";

it("The log has a line for the first refusal of each kind, and then one that says how many followed", async () => {
  const lines: { why: string; count?: number; user?: string }[] = [];
  const refuse = refusalLog({ warn: (line: object) => void lines.push(line as never) }, 20);
  for (let sent = 0; sent < 100; sent++) refuse("no signature", { user: `user${sent}` });
  refuse("too old", { user: "someone" });
  expect(lines).toEqual([
    { why: "no signature", user: "user0" },
    { why: "too old", user: "someone" },
  ]);
  await expect.poll(() => lines.slice(2)).toEqual([{ why: "no signature", count: 99 }]);
});
