import { describe, expect, it } from "vitest";
import { laterFields, readFields } from "../../../src/intake/tickets/read-fields.ts";
import { readTicketDraft, type TicketReading } from "../../../src/intake/tickets/read-ticket-draft.ts";
import { completeTemplate } from "../../../src/intake/tickets/ticket-template.ts";
import { readTicketText } from "../../../src/intake/tickets/ticket-text.ts";
import { textOfHtml } from "../../../src/tickets/rt/text-of-html.ts";

const template = completeTemplate({});
const read = (content: string, sender?: string, labels = template): TicketReading =>
  readTicketDraft(readFields(readTicketText(content), labels), sender, labels);

const ANCESTOR = `A new account was requested.

Name: Amy B. Ash
VUNetID: ashamy
Email: amy@example.org
Group: astro
PI: Bo Birch <bo@example.org>
Comments: I need to run a simulation.

It takes two weeks.
`;

describe("A ticket in the ancestor's layout", () => {
  it("becomes a draft, and the last field keeps its lines", () => {
    expect(read(ANCESTOR)).toMatchObject({
      draft: {
        givenName: "Amy B.",
        familyName: "Ash",
        username: "ashamy",
        email: "amy@example.org",
        project: "astro",
        newProject: false,
        piName: "Bo Birch",
        piEmail: "bo@example.org",
        reason: "I need to run a simulation.\n\nIt takes two weeks.",
      },
      warnings: [],
    });
  });

  it("needs no PIN, and one that is there counts", () => {
    expect(read(ANCESTOR)).not.toHaveProperty("draft.pin");
    expect(read(`PIN: 4711\n${ANCESTOR}`)).toHaveProperty("draft.pin", "4711");
    expect(read(`PIN: 47\n${ANCESTOR}`)).toHaveProperty("draft.pin", "0047");
    expect(read(`PIN: many\n${ANCESTOR}`)).toMatchObject({ problems: [{ column: "PIN" }] });
  });

  it("takes the sender's address if the text has none", () => {
    const withoutEmail = ANCESTOR.replace(/^Email.*\n/m, "");
    expect(read(withoutEmail, "amy@example.org")).toHaveProperty("draft.email", "amy@example.org");
    expect(read(withoutEmail)).toMatchObject({ problems: [{ column: "Email" }] });
  });

  it("names each field that is missing or wrong, by its label", () => {
    expect(read("Hello, I would like an account.\nEmail: amy@\n")).toMatchObject({
      problems: [{ column: "Name" }, { column: "Email" }, { column: "Group" }],
    });
  });

  it("isn't guessed if a field is there twice with different values", () => {
    expect(read(`Email: eve@example.com\n${ANCESTOR}`)).toMatchObject({ problems: [{ column: "Email" }] });
    expect(read(`Email: amy@example.org\n${ANCESTOR}`)).toHaveProperty("draft.email", "amy@example.org");
  });

  it("keeps a person's request if only an optional field is wrong", () => {
    expect(read(ANCESTOR.replace("ashamy", "Ash Amy"))).toMatchObject({
      draft: { username: undefined },
      warnings: [{ column: "VUNetID" }],
    });
  });
});

describe("Labels", () => {
  it.each([
    ["bold", "**Email:** amy@example.org"],
    ["bullets", "- Email: amy@example.org"],
    ["a space before the colon", "EMAIL : amy@example.org"],
    ["the wide colon", "Email：amy@example.org"],
    ["the value on the next line", "Email:\n\namy@example.org"],
    ["another title", "E-mail address: amy@example.org <mailto:amy@example.org>"],
  ])("are found with %s", (_, line) => {
    expect(read(ANCESTOR.replace(/^Email.*$/m, line))).toHaveProperty("draft.email", "amy@example.org");
  });

  it("end a value of one line, also if acct doesn't know them", () => {
    const text = ANCESTOR.replace("Group: astro", "Group:\nShoe size: 42\nProject: astro\nColor: blue");
    expect(read(text)).toHaveProperty("draft.project", "astro");
  });

  const reason = (text: string) =>
    readFields(`Name: Amy Ash\nComments: ${text}\nEmail: amy@example.org`, template).values.reason;

  it.each([
    ["I run simulations.\nShoe size: 42"],
    ["I run simulations\nShoe size: 42"],
    ["I run simulations.\n\nShoe size: 42\nCost center: A 17"],
    ["I run simulations.\nBuilding: West wing"],
  ])("end a text of several lines if acct doesn't know them, but the form continues: %j", (text) => {
    expect(reason(text)).toMatch(/^I run simulations\.?$/);
  });

  it.each([
    ["I run simulations.\nNote: only until May"],
    ["I run simulations.\nPS: I also need the GPU nodes"],
    ["I run simulations.\nThe reason: it takes long"],
    ["I run simulations.\nTiming: I'd like to begin next week."],
    ["I run simulations.\nStorage: about two terabytes for the next three years"],
    ["What I need:\nNodes: 4"],
    ["What I need,\nNodes: 4"],
    ["I run simulations.\nNodes: 4\nThat is all."],
    ["I run simulations.\nRequirements:\n- Nodes: 4"],
    ["I run simulations.\n- Nodes: 4"],
    ["See https://example.org/paper\nhttps://example.org/data"],
    ["We meet at 10:30\nRoom 7"],
    ["I said to him, wait: it works"],
  ])("don't cut people's own text: %j", (text) => {
    expect(reason(text)).toBe(text);
  });

  it("that acct doesn't know stay in a text at the end of a ticket", () => {
    const text = "I run simulations.\nShoe size: 42";
    expect(readFields(`Name: Amy Ash\nComments: ${text}`, template).values.reason).toBe(text);
  });

  it.each([
    ["Language: German", "de"],
    ["Sprache: Deutsch", "de"],
    ["Langue : français", "fr"],
    ["Idioma: es-MX", "es"],
    ["Language: Klingon", undefined],
  ])("tell the requester's language: %s", (line, language) => {
    expect(read(`${ANCESTOR}${line}\n`)).toMatchObject({
      draft: { language, reason: expect.stringMatching(/two weeks\.$/) },
    });
  });

  it("can be those of the site", () => {
    const own = completeTemplate({ project: ["Arbeitsgruppe"], organization: ["Group"] });
    expect(
      read(ANCESTOR.replace("Group: astro", "Group: Physics\nArbeitsgruppe: astro"), undefined, own),
    ).toMatchObject({ draft: { project: "astro", organization: "Physics" } });
  });
});

describe("Only what a person wrote themselves", () => {
  it("is read from HTML", () => {
    const html = `<html><head><style>p { color: red }</style></head><body><div>Name: Zo&euml; Ash</div>
      <p>Email: <a href="mailto:amy@example.org">amy@example.org</a><br>Group:&nbsp;astro</p>
      <blockquote>On Monday we wrote:<blockquote>Email: eve@example.com</blockquote>Group: evil</blockquote></body></html>`;
    expect(read(textOfHtml(html))).toMatchObject({
      draft: { givenName: "Zoë", email: "amy@example.org", project: "astro" },
    });
  });

  it.each([
    ["quoted lines", "> Email: eve@example.com"],
    [
      "what follows the line before a quotation",
      "On Mon, Nov 2, 2026 at 9:00 Eve wrote:\nEmail: eve@example.com",
    ],
    [
      "what follows a line before a quotation that is broken in two",
      "On Mon, Nov 2, 2026 at 9:00 Eve <eve@example.com>\nwrote:\nEmail: eve@example.com",
    ],
    ["an original message", "-----Original Message-----\nEmail: eve@example.com"],
    ["repeated headers", "From: Eve <eve@example.com>\nSent: Monday\nEmail: eve@example.com"],
    ["a signature", "-- \nEmail: eve@example.com"],
  ])("is read, not %s", (_, more) => {
    expect(read(`${ANCESTOR}\n${more}`)).toMatchObject({
      draft: { email: "amy@example.org", reason: expect.not.stringContaining("eve") },
    });
  });

  it("is completed by later messages, which replace earlier values", () => {
    const first = readFields("Name: Amy Ash\nEmail: amy@", template);
    const later = readFields("Sorry!\nEmail: amy@example.org\nGroup: astro", template);
    expect(readTicketDraft(laterFields(first, later), undefined, template)).toMatchObject({
      draft: { email: "amy@example.org", project: "astro", familyName: "Ash" },
    });
  });
});

describe("A name", () => {
  it.each([
    ["Amy Ash", "Amy", "Ash"],
    ["Ash, Amy B.", "Amy B.", "Ash"],
    ["Madonna", "Madonna", ""],
  ])("%s is split", (name, givenName, familyName) => {
    expect(read(ANCESTOR.replace("Amy B. Ash", name))).toMatchObject({ draft: { givenName, familyName } });
  });
});
