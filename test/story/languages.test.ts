import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { approveAsAdmin, ask } from "../../dev/local-stack/people.ts";
import type { CaughtMail } from "../../dev/sandbox/mail-catcher.ts";
import { csvRow, csvTitles } from "../csv-row.ts";
import { newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";
import { urlIn } from "./until-more.ts";

const PI = "absent@elsewhere.example";
const site = await newSite({
  withLdap: false,
  settings: { site: { language: "es" }, approvals: { account: ["admin", "pi"] } },
});
const { database, sandbox } = site;
afterAll(() => site.stop());
await site.start();
const folder = dirname(site.env.ACCT_CONFIG ?? "");

const languageOf = ({ html }: CaughtMail) => /<html lang="(\w+)"/.exec(html)?.[1];
const storedFor = async (name: string) => {
  const [row] = await database.query<{ language: string | null }>(
    "select language from requests where given_name = $1",
    [name],
  );
  return row?.language;
};

/** Imports a row with a column for the language. */
async function importSpeaker(name: string, column: string, language: string) {
  const file = join(folder, `${name}.csv`);
  const row = csvRow({ email: `${name.toLowerCase()}@example.org`, givenName: name, piEmail: PI });
  await writeFile(file, `${csvTitles},${column}\n${row},"${language}"\n`);
  await site.run("import", file, "--trusted");
}

it("The column of a sheet decides for the requester, and the site's language for a PI whom no one knows", async () => {
  await importSpeaker("Gero", "Sprache", "Deutsch (Schweiz)");
  expect(languageOf(await untilEmail(site, "gero@example.org", "received"))).toBe("de");
  await approveAsAdmin(site, "Gero Ypsilon");
  expect(languageOf(await untilEmail(site, PI, "pi-approval"))).toBe("es");
  await untilRequest(site, "Gero", { waitsFor: "pi" });
});

it("Someone who named no language is written to in that of the browser with which they act, but not of one that only opens the page", async () => {
  await importSpeaker("Nina", "Language", "Klingon");
  const received = await untilEmail(site, "nina@example.org", "received");
  expect(languageOf(received)).toBe("es");
  const link = urlIn(received, "request");
  const { origin, searchParams } = new URL(link);
  const headers = { accept: "text/html", "accept-language": "fr-CH, de;q=0.5" };
  await fetch(link, { headers });
  expect(await storedFor("Nina")).toBeNull();
  const body = new URLSearchParams({ token: searchParams.get("token") ?? "", action: "withdraw" });
  await fetch(`${origin}/request`, { method: "POST", body, headers, redirect: "manual" });
  expect(await storedFor("Nina")).toBe("fr");
  expect(languageOf(await untilEmail(site, "nina@example.org", "withdrawn"))).toBe("fr");
});

it("A browser doesn't change the language that a sheet has named", async () => {
  const { searchParams, origin } = new URL(
    urlIn(await untilEmail(site, "gero@example.org", "received"), "request"),
  );
  const headers = { accept: "text/html", "accept-language": "fr" };
  const body = new URLSearchParams({ token: searchParams.get("token") ?? "", action: "none" });
  expect((await fetch(`${origin}/request`, { method: "POST", body, headers })).status).toBe(400);
  expect(await storedFor("Gero")).toBe("de");
});

it("The language that someone has chosen in the chat decides for direct messages and emails, and a language that acct lacks is the site's", async () => {
  const [amy, ben] = ["U0AMY", "U0BEN"].map((user) => sandbox.workspace.people.get(user));
  if (!amy || !ben) throw new Error("the workspace has no Amy or Ben");
  amy.locale = "fr-FR";
  ben.locale = "it-IT";
  await ask(site, "U0AMY", { project: "geo" });
  await ask(site, "U0BEN", { project: "geo2" });
  const wrote = async (user: string) => {
    const [row] = await database.query<{ language: string }>(
      "select data ->> 'language' as language from notifications where template = 'received' and to_user = $1 and sent_at is not null",
      [`slack:${user}`],
    );
    return row?.language;
  };
  await expect.poll(() => wrote("U0AMY")).toBe("fr");
  await expect.poll(() => wrote("U0BEN")).toBe("es");
  expect(await storedFor("Amy")).toBe("fr");
});

it("acct doesn't start, and names the file and line, if one of the site's own messages lacks a variable", async () => {
  const templates = join(dirname(folder), "words");
  await mkdir(join(templates, "de"), { recursive: true });
  await writeFile(join(templates, "de", "welcome.md"), "# Willkommen\n\nPasswort setzen bis {{pickup}}.\n");
  const other = await newSite({ withLdap: false, settings: { site: { templates: "../words" } } });
  try {
    for (const command of ["doctor", "start"]) {
      const { code, stderr } = await other.run(command);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/de\/welcome\.md:3: \{\{pickup\}\}/);
    }
  } finally {
    await other.stop();
  }
});
