import { expect, it } from "vitest";
import { renderNotice } from "../../src/chat/slack/render-notice.ts";
import { compose } from "../../src/mail/compose.ts";
import { LANGUAGES, type Language } from "../../src/view/languages.ts";
import { readOwnTemplates } from "../../src/view/templates/templates.ts";
import { blocksAsText } from "../blocks-as-text.ts";
import { BROADCAST_EXAMPLES, type Example, REQUEST_EXAMPLES, VARIANT_EXAMPLES } from "./message-examples.ts";

const site = {
  name: "Campus Research Computing",
  helpAddress: "help@example.org",
  timeZone: "Europe/Berlin",
  accent: { light: "#1f5fbf", dark: "#7fb0ff" },
};
const { templates } = readOwnTemplates();
const to = { name: "Amy Ash", address: "amy@example.org" };

function both(example: Example, language: Language = "en"): string {
  const message = example.toMessage(language);
  const { subject, text } = compose(message, { messageId: "<7@acct>", to, site, templates });
  const chat = blocksAsText(renderNotice(message).blocks);
  return `== ${example.name}\n-- by email\nSubject: ${subject}\n\n${text}\n\n-- in Slack\n${chat}\n`;
}

it("Every notification reads as approved, by email and in Slack", async () => {
  const pages = [...REQUEST_EXAMPLES, ...VARIANT_EXAMPLES].map((example) => both(example));
  await expect(pages.join("\n")).toMatchFileSnapshot("notifications.txt");
});

it("Every broadcast reads as approved", async () => {
  const pages = BROADCAST_EXAMPLES.map((example) => both(example));
  await expect(pages.join("\n")).toMatchFileSnapshot("broadcasts.txt");
});

it.each(LANGUAGES.filter((language) => language !== "en"))(
  "Every message to people who aren't admins reads as approved in the language %s",
  async (language) => {
    const all = [...REQUEST_EXAMPLES, ...VARIANT_EXAMPLES, ...BROADCAST_EXAMPLES];
    const pages = all.filter(({ isForAdmins }) => !isForAdmins).map((example) => both(example, language));
    await expect(pages.join("\n")).toMatchFileSnapshot(`messages-${language}.txt`);
  },
);
