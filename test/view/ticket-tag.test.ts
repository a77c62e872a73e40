import { expect, it } from "vitest";
import { findTag, readTagPattern, type TagPattern } from "../../src/view/ticket-tag.ts";

function read(text: string): TagPattern {
  const pattern = readTagPattern(text);
  if ("problem" in pattern) throw new Error(pattern.problem);
  return pattern;
}

it.each([
  [
    "[help.example.org #{number}]",
    "[help.example.org #4711] AutoReply: Access Request",
    "[help.example.org #4711]",
  ],
  ["[help.example.org #{number}]", "RE: [help.example.org\r\n #4711] Access", "[help.example.org #4711]"],
  ["[help.example.org #{number}]", "4711", "[help.example.org #4711]"],
  ["[help.example.org #{number}]", "[helpXexample.org #4711]", undefined],
  ["[help.example.org #{number}]", "Access Request (request 12)", undefined],
  ["/\\[Ticket#\\d{10,}\\]/", "[Ticket#2026112610000015] Access", "[Ticket#2026112610000015]"],
  ["/\\[Ticket#\\d{10,}\\]/", "2026112610000015", undefined],
  ["/\\[ticket#\\d+\\]/i", "[TICKET#15]", "[TICKET#15]"],
])("With %s, the tag in %j is %j", (setting, subject, tag) => {
  expect(findTag(subject, read(setting))).toBe(tag);
});

it.each(["[help.example.org]", "#{number} {number}", "/[/", ""])(
  "The setting %j is refused with a reason",
  (setting) => {
    expect(readTagPattern(setting)).toMatchObject({ problem: expect.stringMatching(/\w/) });
  },
);
