import { expect, it } from "vitest";
import { compose } from "../../src/mail/compose.ts";
import { LANGUAGES } from "../../src/view/languages.ts";
import { COMMON, readOwnTemplates } from "../../src/view/templates/templates.ts";
import { findTemplate, sentence } from "../../src/view/templates/wording.ts";
import { BROADCAST_EXAMPLES, REQUEST_EXAMPLES, VARIANT_EXAMPLES } from "../golden/message-examples.ts";

const site = {
  name: "Campus Research Computing",
  helpAddress: "help@example.org",
  timeZone: "Europe/Berlin",
  accent: { light: "#7a1f5c", dark: "#e08fc4" },
};
const logo = { name: "logo.png", bytes: Buffer.from("89504e470d0a1a0a", "hex") };
const to = { name: "Amy Ash", address: "amy@example.org" };
const { templates } = readOwnTemplates();
const message = {
  title: "Your account is ready",
  lines: ["Choose a password."],
  facts: [{ label: "Sign in at", value: "https://portal.example.org" }],
  links: [{ label: "Choose a password", url: "https://acct.example.org/password" }],
};
const composed = (but: Partial<Parameters<typeof compose>[1]["site"]> = {}) =>
  compose(message, { messageId: "<7@acct>", to, site: { ...site, ...but }, templates });

it("An email shows the site's logo, which comes with it, and a site without a PNG shows its name", () => {
  const { html, inline = [] } = composed({ logo });
  const [picture] = inline;
  expect(picture).toMatchObject({ filename: "logo.png", content: logo.bytes });
  expect(html).toContain(`src="cid:${picture?.cid}" alt="${site.name}"`);
  for (const other of [composed(), composed({ logo: { ...logo, name: "logo.svg" } })]) {
    expect(other.inline).toBeUndefined();
    expect(other.html).not.toContain("<img");
    expect(blocksOf(other.html)[0]).toBe(site.name);
  }
});

it("Buttons and links in an email have the site's accent, with the one for dark screens where the reader's screen is dark", () => {
  const { html = "" } = composed();
  const [button = "", ...links] =
    html
      .match(/<a\b[^>]*>/g)
      ?.toSorted()
      .filter((tag) => tag.includes("class")) ?? [];
  expect(button).toMatch(/class="button".*background:#7a1f5c; color:#ffffff/);
  expect(links.length).toBeGreaterThan(1);
  for (const link of links) expect(link).toContain("color:#7a1f5c");
  const [, dark = ""] = /prefers-color-scheme: dark\) \{([\s\S]*?)\n\}/.exec(html) ?? [];
  expect(dark).toMatch(/\.link \{ color: #e08fc4/);
  expect(dark).toMatch(/\.button \{ background: #e08fc4/);
});

it.each(LANGUAGES)(
  "The plain text of every email says what its HTML says, and no more, in the language %s",
  (language) => {
    const paste = sentence(findTemplate(templates, language, COMMON), "paste");
    for (const example of [...REQUEST_EXAMPLES, ...VARIANT_EXAMPLES, ...BROADCAST_EXAMPLES]) {
      const mail = compose(example.toMessage(language), { messageId: "<7@acct>", to, site, templates });
      // In plain text, the title is only the subject, and links need no advice on how to use them.
      const [, title = "", ...blocks] = blocksOf(mail.html).filter((block) => block !== paste);
      expect(mail.subject, example.name).toContain(title);
      let rest = mail.text;
      for (const block of blocks.toSorted((a, b) => b.length - a.length)) {
        expect(mail.text, example.name).toContain(block);
        rest = rest.replaceAll(block, "");
      }
      expect(rest.replace(/[\s:-]/g, ""), example.name).toBe("");
    }
  },
);

/** The texts that a reader of an HTML email sees, from top to bottom. */
function blocksOf(html = ""): string[] {
  const [, body = ""] = /<body[^>]*>([\s\S]*)<\/body>/.exec(html) ?? [];
  return body
    .split(/<\/?(?:p|h1|td|th|tr|table|br)\b[^>]*>/)
    .map((block) =>
      block
        .replace(/<[^>]*>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&quot;", '"')
        .replaceAll("&#39;", "'")
        .replaceAll("&amp;", "&")
        .trim(),
    )
    .filter((block) => block !== "");
}
