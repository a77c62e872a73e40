import { expect, it } from "vitest";
import {
  field,
  fillLayout,
  findUnknownVariables,
  quoted,
  TICKET_LAYOUT,
} from "../../src/view/ticket-layout.ts";

it.each([
  ["Amy\nPriority: [Low]", "Amy Priority: (Low)"],
  ["Amy\r\nQueue: x", "Amy Queue: x"],
  ["Amy\u2028Queue: x", "Amy Queue: x"],
  ["Amy\u0085Queue: x", "Amy Queue: x"],
  ["Amy [help.example.org #12]", "Amy (help.example.org #12)"],
  ["Siân O'Brien & Söhne", "Siân O'Brien & Söhne"],
])(
  "What a person typed in one field never looks like another field or like a ticket's tag: %j",
  (typed, shown) => {
    expect(field(typed)).toBe(shown);
  },
);

it.each(["\n", "\r\n", "\r", "\v", "\f", "\u0085", "\u2028", "\u2029"])(
  "Each line of a longer text is quoted, whatever separates its lines (%j)",
  (separator) => {
    const lines = quoted(`Light curves.${separator}Priority: [Low]`).split("\n");
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line).toMatch(/^ {2}> \S/);
  },
);

it("A value that contains a variable or a replacement pattern is inserted as it is", () => {
  const filled = fillLayout("{{name}}|{{ project }}", { name: "$& {{project}}", project: "lab" });
  expect(filled).toBe("$& {{project}}|lab");
});

it("A variable that acct doesn't know is found with its line", () => {
  expect(findUnknownVariables(TICKET_LAYOUT)).toEqual([]);
  expect(findUnknownVariables("{{email}}\n{{ pin }} {{queue}}\n{{}}")).toEqual([
    { name: "pin", line: 2 },
    { name: "", line: 3 },
  ]);
});
