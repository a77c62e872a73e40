import { globSync, readFileSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { renderNotice } from "../../src/chat/slack/render-notice.ts";
import { compose } from "../../src/mail/compose.ts";
import { LANGUAGES, type Language } from "../../src/view/languages.ts";
import type { Line } from "../../src/view/notice.ts";
import { translatePhrase } from "../../src/view/templates/phrases.ts";
import { parseTemplate, type Template } from "../../src/view/templates/template.ts";
import { readOwnTemplates, readTemplates } from "../../src/view/templates/templates.ts";
import { VARIABLES } from "../../src/view/templates/variables.ts";
import { inWords, type Wording } from "../../src/view/templates/wording.ts";
import { BROADCAST_EXAMPLES, REQUEST_EXAMPLES, VARIANT_EXAMPLES } from "../golden/message-examples.ts";

const own = readOwnTemplates();
const site = {
  name: "Forschung & Söhne",
  helpAddress: "help@example.org",
  timeZone: "Europe/Berlin",
  accent: { light: "#1f5fbf", dark: "#7fb0ff" },
};
const examples = [...REQUEST_EXAMPLES, ...VARIANT_EXAMPLES, ...BROADCAST_EXAMPLES];

/** The problems with the overrides of a site that has these files. */
async function problemsOf(files: Readonly<Record<string, string | Buffer>>): Promise<readonly string[]> {
  const folder = join(inject("folder"), "templates");
  await rm(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return readTemplates(folder).problems.map((problem) => problem.replace(/^.*templates\//, ""));
}

describe("our own messages", () => {
  it("say the same in every language: each has the same sections and variables, and each variable is described", () => {
    expect(own.problems).toEqual([]);
    for (const language of LANGUAGES) expect(own.templates[language].size).toBe(own.templates.en.size);
  });

  it.each(LANGUAGES)("leave no brace and no gap when they are written in the language %s", (language) => {
    for (const example of examples) {
      const { title, lines, links = [], facts = [], because } = example.toMessage(language);
      const text = [
        title,
        ...lines.map(asText),
        ...links.map(({ label }) => label),
        ...facts.map(({ label }) => label),
        ...(because === undefined ? [] : [because]),
      ];
      expect(text.filter((one) => /[{}]|undefined|null|^$| {2}/.test(one))).toEqual([]);
    }
  });

  it("are each shown by an example, so that each is read before it is sent", () => {
    const shown = new Set(
      examples.flatMap(({ name, written }) =>
        "lines" in written ? [] : [written.variant ?? name.split(",")[0]],
      ),
    );
    const all = [...own.templates.en.keys()].filter((name) => name !== "common" && name !== "phrases");
    expect(all.filter((name) => !shown.has(name))).toEqual([]);
  });

  it("have no description of a variable that none of them uses", () => {
    const used = new Set(
      [...own.templates.en.values()].flatMap(({ variables }) =>
        [...variables.values()].flatMap((names) => [...names.keys()]),
      ),
    );
    expect(Object.keys(VARIABLES).filter((name) => !used.has(name))).toEqual([]);
  });

  it("have a non-breaking space before French punctuation, and no other language has a space there", () => {
    for (const language of LANGUAGES) {
      const bad =
        language === "fr" ? /[^\s\u00a0\u202f][;!?»]|[^\u00a0\u202f\d/a-z]:|«[^\u00a0]| [:;!?»]/ : /\s[:;!?]/;
      const texts = [...own.templates[language].values()].flatMap(literalsOf);
      expect(texts.filter((text) => bad.test(text.replace(/\/acct \w+|:\/\//g, "")))).toEqual([]);
    }
  });
});

const asText = (line: Line) => (typeof line === "string" ? line : line.map(String).join(""));

const literalsOf = ({ title, paragraphs, sections }: Template): string[] =>
  [title, ...paragraphs, ...sections.values()].map((text) =>
    text.map((piece) => (typeof piece === "string" ? piece : "x")).join(""),
  );

describe("a sentence that acct stores in English", () => {
  it.each([
    ["amy@example.org already has the account aash in LDAP.", /aash/],
    ["The username aash is taken in LDAP.", /LDAP/],
    ["There are no quotas to change here.", /\S/],
    ["storage (GB) 20 → unlimited", /20 → \S+/],
    ["cores 60 → 20 (30 in use, so nothing new for now)", /60 → 20 \(30 /],
    [
      "The campus directory doesn't have the address a@b.org for you. Apply again with one that it has, or contact help@b.org.",
      /a@b\.org.*help@b\.org/,
    ],
    ["until 2026-04-01, then reverted", /2026/],
  ])("is translated: %s", (text, kept) => {
    const translations = LANGUAGES.map((language) => translatePhrase(text, own.templates, language));
    expect(translations[0]?.replace("April 1, 2026", "2026-04-01").toLowerCase()).toBe(text.toLowerCase());
    expect(new Set(translations).size).toBe(LANGUAGES.length);
    for (const translation of translations) expect(translation).toMatch(kept);
  });

  it("stays as it is if a person typed it", () => {
    expect(translatePhrase("Please ask Bo first: he's back on Monday.", own.templates, "de")).toBe(
      "Please ask Bo first: he's back on Monday.",
    );
  });

  it("still has the words that the code has", () => {
    const code = globSync("src/{pipeline,provisioners,config}/**/*.ts").map((file) =>
      readFileSync(file, "utf8"),
    );
    const all = code.join("\n");
    const pieces = [...(own.templates.en.get("phrases")?.sections.values() ?? [])].flatMap((text) =>
      text.filter((piece) => typeof piece === "string" && /[a-z]{4}/.test(piece)),
    );
    expect(
      pieces.filter(
        (piece) =>
          !all.includes(
            (piece as string).replace(/(, or| Apply.*|\.? ?If that's a mistake,)? contact $| $/, ""),
          ),
      ),
    ).toEqual([]);
  });
});

describe("a name with signs that HTML, the chat, and headers escape", () => {
  const wording: Wording = {
    values: { requester: "Ann O'Brien & Söhne <x>", ...pi() },
    because: "pi",
    links: [{ url: "https://acct.example.org/decide?a=1&b=2" }],
  };
  function pi() {
    const no = {
      ...{ "plan-follows": false, plan: [], additional: false, people: [], "dry-run": false },
      ...{ "also-groups": false, "has-end": false },
    };
    const kind = { choose: ["account"] };
    return {
      ...no,
      ...{
        title: kind,
        introduction: kind,
        how: { choose: ["pi"] },
        email: "ann@example.org",
        project: "{{pickup}}",
      },
      ...{ message: true, reason: "Brien's {{until}}", until: new Date(0) },
    };
  }

  it.each(LANGUAGES)(
    "is whole in the subject, the text, the HTML, and the chat, in the language %s",
    (language) => {
      const message = inWords("pi-approval", wording, own.templates, language);
      const to = { name: "Bo\r\nBcc: all@example.org", address: "bo@example.org" };
      const mail = compose(message, { messageId: "<1@acct>", to, site, templates: own.templates });
      expect(mail.subject).toContain("Ann O'Brien & Söhne <x>");
      expect(mail.subject).toContain("Forschung & Söhne");
      expect(mail.text).toContain("Ann O'Brien & Söhne <x>");
      expect(mail.html).toContain("Ann O&#39;Brien &amp; Söhne &lt;x&gt;");
      expect(mail.html).not.toContain("<x>");
      expect(JSON.stringify(renderNotice(message).blocks)).toContain("Ann O'Brien &amp; Söhne &lt;x&gt;");
      // What people typed is never read as a variable.
      expect(mail.text).toContain("Brien's {{until}}");
      expect(mail.subject).toContain("{{pickup}}");
    },
  );

  it("can't add a header", () => {
    const message = { title: "Hello\r\nBcc: all@example.org\n\nBody", lines: [] };
    const to = { name: "Bo\r\nBcc: all@example.org", address: "bo@example.org" };
    const mail = compose(message, { messageId: "<1@acct>", to, site, templates: own.templates });
    expect(mail.subject).not.toMatch(/[\r\n]/);
    expect(mail.to.name).not.toMatch(/[\r\n]/);
  });
});

describe("a site's own messages", () => {
  it("replace ours one by one, in one language, and may contain notes", async () => {
    const folder = join(inject("folder"), "own-words");
    await mkdir(join(folder, "de"), { recursive: true });
    const text = "# Fertig ({{id}})\n\n<!-- Bitte\nnicht ändern -->\nAlles da,\nund los.\n";
    await writeFile(join(folder, "de", "closed.md"), text);
    const { templates, problems } = readTemplates(folder);
    expect(problems).toEqual([]);
    const say = (language: Language) =>
      inWords("closed", { values: { id: 7 }, because: "requester" }, templates, language);
    expect(say("de")).toMatchObject({ title: "Fertig (7)", lines: ["Alles da, und los."] });
    expect(say("fr").title).toBe(
      inWords("closed", { values: { id: 7 }, because: "requester" }, own.templates, "fr").title,
    );
  });

  it("are refused with file and line if a variable is unknown, missing, or has no name", async () => {
    expect(
      await problemsOf({
        "de/closed.md": "# Fertig\n\nBis {{pickup}}\n",
        "es/closed.md": "# Listo {{id}} {{0}}\n",
        "fr/closed.md": "Terminé {{id}}\n\nBonjour %1$s, {name}\n",
      }),
    ).toEqual([
      "de/closed.md:3: {{pickup}} isn't a variable of the message. It has {{id}}",
      "de/closed.md:1: {{id}} is missing in the message",
      "es/closed.md:1: {{0}} isn't a variable. Variables have names: {{username}}",
      "fr/closed.md:3: %1$s isn't a variable. Variables have names: {{username}}",
    ]);
  });

  it("are refused if there is no such message, language, or section, or if the file can't be read", async () => {
    const problems = await problemsOf({
      "de/wellcome.md": "# Willkommen\n",
      "it/welcome.md": "# Benvenuto\n",
      "de/withdrawn.md": "# Zurück ({{id}})\n\n{{by}}\n\n## button\nAnsehen\n",
      "es/closed.md": Buffer.from("# Listo ({{id}}), señora", "latin1"),
      "fr/closed.txt": "Terminé {{id}}\n",
      "fr/joined.md": "",
    });
    expect(problems.map((problem) => problem.replace(/\. .*$/, ""))).toEqual([
      "fr/closed.txt: The name of a message ends in .md",
      "it: The folders of site.templates are called en, de, es, fr",
      "de/wellcome.md: There is no message called wellcome",
      'de/withdrawn.md:5: This message has no section "button"',
      expect.stringMatching(/^es\/closed\.md: can't read the file as UTF-8/),
      "es/closed.md:1: The file is empty",
      "fr/joined.md:1: The file is empty",
    ]);
  });

  it("are refused if the folder doesn't exist", () => {
    expect(readTemplates("/nonexistent/templates").problems).toEqual([
      expect.stringMatching(/^site\.templates: .* doesn't exist$/),
    ]);
  });
});

it("A template keeps the numbers of its lines below a note, and its last line needs no line break", () => {
  const problems: string[] = [];
  const { lines, variables } = parseTemplate(
    "Title\n<!-- a\nb -->\n\nTo {{by}}\n\n## x\n{{until}}",
    "f",
    problems,
  );
  expect(problems).toEqual([]);
  expect(Object.fromEntries(lines)).toEqual({ "": 1, x: 7 });
  expect(variables.get("")?.get("by")).toBe(5);
  expect(variables.get("x")?.get("until")).toBe(8);
});
