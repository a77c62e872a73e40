import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { readHelpdeskLayout } from "../../src/config/helpdesk-layout.ts";
import { settingsSchema } from "../../src/config/settings.ts";
import { TICKET_LAYOUT } from "../../src/view/ticket-layout.ts";

const folder = join(inject("folder"), "layouts");
await mkdir(folder, { recursive: true });

async function read(text: string) {
  const file = join(folder, "ticket.txt");
  await writeFile(file, text);
  const problems: string[] = [];
  return { layout: readHelpdeskLayout(file, problems), problems };
}

it("A site's own layout is read as it is, whatever program saved it; without one, acct's own is used", async () => {
  expect(await read("\ufeff{{ email }}\r\n{{name}}\r\n")).toEqual({
    layout: "{{ email }}\n{{name}}\n",
    problems: [],
  });
  expect(readHelpdeskLayout(undefined, [])).toBe(TICKET_LAYOUT);
});

it("A variable that acct doesn't know is an error with file and line, and so is a layout without the requester's address", async () => {
  const { problems } = await read("{{name}}\n{{pin}}\n");
  expect(problems).toEqual([
    expect.stringMatching(/^helpdesk\.template: .*ticket\.txt:2 .*\{\{pin\}\}/),
    expect.stringMatching(/^helpdesk\.template: .*\{\{email\}\}/),
  ]);
});

it("A layout that can't be read is an error", () => {
  const problems: string[] = [];
  readHelpdeskLayout(join(folder, "nowhere.txt"), problems);
  expect(problems).toEqual([expect.stringMatching(/^helpdesk\.template: .*nowhere\.txt/)]);
});

it.each([
  ["subject", "{{name}} asks"],
  ["subject", "[help.example.org #1] new"],
  ["subject", "two\nlines"],
  ["priority", "High]\nQueue: [x"],
  ["tag", "[help.example.org]"],
  ["kinds", ["password"]],
])("%s: %j is refused", (name, value) => {
  const settings = { address: "tickets@helpdesk.example", [name]: value };
  expect(settingsSchema.shape.helpdesk.safeParse(settings).success).toBe(false);
});
