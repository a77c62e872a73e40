import { expect, it } from "vitest";
import { typedText } from "../../src/chat/slack/typed-text.ts";
import { commandWords } from "../../src/view/command-words.ts";

it.each([
  ["list “Rita”", "list Rita"],
  ['list "Rita Req"', "list Rita Req"],
  ["list „Rita“", "list Rita"],
  ["status 2.", "status 2"],
  ["status\u200b2", "status2"],
  ["status \u200b2\ufeff", "status 2"],
  ["status\u00a02", "status 2"],
  ["assign 2 @slack:U1,", "assign 2 @slack:U1"],
  ["Status 2!", "Status 2"],
  ["list O’Brien", "list O’Brien"],
  ["list pi:hopper older:3d", "list pi:hopper older:3d"],
  ["list Gro\u0308ße", "list Größe"],
  ["list …", "list …"],
])("The command %j means %j", (typed, words) => {
  expect(commandWords(typed)).toBe(words);
});

it("A mention from Slack keeps its ID, with punctuation around it", () => {
  expect(commandWords(typedText("link amy “<@U0AMY|amy>”,"))).toBe("link amy @slack:U0AMY");
  expect(commandWords(typedText("change-pi 2 <mailto:bo@example.org|bo@example.org>."))).toBe(
    "change-pi 2 bo@example.org",
  );
});
