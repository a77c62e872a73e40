import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../dev/local-stack/run.ts";
import { methods } from "../dev/sandbox/web-api/methods.ts";
import { chatSystemsPage } from "../dev/scripts/chat-systems-page.ts";
import { configurationPage, exampleSettings } from "../dev/scripts/configuration-page.ts";
import { glossary } from "../dev/scripts/glossary.ts";
import { messagesPage } from "../dev/scripts/messages-page.ts";
import { rightsTable } from "../dev/scripts/rights-table.ts";
import { SCOPES } from "../src/chat/slack/scopes.ts";
import { settingsJsonSchema, settingsSchema } from "../src/config/settings.ts";
import { KINDS } from "../src/db/names.ts";
import { menu } from "../src/handlers/menu.ts";
import { manifest } from "./dev/sandbox/a-workspace.ts";

describe("the code", () => {
  const bin = (name: string) => join("node_modules", ".bin", name);
  it.each([
    ["is formatted and follows its rules and layers", "biome", ["ci", "--colors=off"]],
    ["has no type errors", "tsc", []],
    ["has no dead files, exports or dependencies", "knip", ["--no-progress"]],
    ["has consistent migrations", "drizzle-kit", ["check"]],
  ])("%s", async (_, program, args) => {
    const { code, stdout, stderr } = await run(bin(program), args);
    expect(code, `${program}:\n${stdout}${stderr}`).toBe(0);
  });
});

it("The schema of the tables matches the migrations", async () => {
  const before = readdirSync("migrations").length;
  const { stdout, stderr } = await run(join("node_modules", ".bin", "drizzle-kit"), [
    "generate",
    "--name",
    "drift",
  ]);
  expect(stdout + stderr).toContain("No schema changes");
  expect(readdirSync("migrations")).toHaveLength(before);
});

it("acct.schema.json is up to date with `npm run schema`", () => {
  expect(JSON.parse(readFileSync("acct.schema.json", "utf8"))).toEqual(JSON.parse(settingsJsonSchema()));
});

describe("manifest.yml", () => {
  const slackFolder = join("src", "chat", "slack");
  const source = readdirSync(slackFolder)
    .map((file) => readFileSync(join(slackFolder, file), "utf8"))
    .join("\n");
  const calls = /(?:client|interactive|background|bot)\s*\.((?:\w+\s*\.\s*)+\w+)\(/g;
  const called = [...source.matchAll(calls)].map(([, name = ""]) => name.replace(/\s/g, ""));

  it("asks for exactly the scopes that the code needs", () => {
    const needed = new Set(["commands"]);
    for (const name of called) for (const scope of methods[name]?.scopes ?? []) needed.add(scope);
    // chat.postMessage to a person opens the conversation; users.info returns email addresses only with this scope.
    needed.add("im:write").add("users:read.email");
    // Slack sends message.im only to apps with this scope.
    needed.add("im:history");
    expect(manifest.oauth_config.scopes.bot.toSorted()).toEqual([...needed].toSorted());
  });

  it("asks for the same scopes that `acct doctor` checks", () => {
    expect([...SCOPES].toSorted()).toEqual(manifest.oauth_config.scopes.bot.toSorted());
  });

  it("belongs to an app whose every Slack call the sandbox knows", () => {
    expect(called.length).toBeGreaterThan(5);
    for (const name of called) expect(Object.keys(methods)).toContain(name);
  });

  it("lists the commands that exist", () => {
    const [command] = manifest.features.slash_commands;
    const commands = menu.flatMap((handler) => handler.command ?? []);
    const hint = commands.map(({ name, arguments: rest }) => (rest ? `${name} ${rest}` : name)).join(" | ");
    expect(command).toMatchObject({ command: "/acct", usage_hint: hint });
  });

  it("is set up for Socket Mode, as acct.example.yml is", () => {
    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(readFileSync("acct.example.yml", "utf8")).toContain("mode: socket");
  });
});

it("Every handler, every stage and every kind is in the file of its name", () => {
  const files = (folder: string) => readdirSync(folder).map((file) => file.replace(".ts", ""));
  for (const { name } of menu) expect(files("src/handlers/actions")).toContain(name);
  for (const file of files("src/pipeline/stages")) {
    expect(readFileSync(`src/pipeline/stages/${file}.ts`, "utf8")).toContain(`name: "${file}"`);
  }
  for (const folder of ["src/pipeline/kinds", "src/view/kinds"]) {
    expect(files(folder).toSorted()).toEqual([...KINDS, "kind", "kinds"].toSorted());
  }
});

it("docs/who-may-do-what.md is up to date with `npm run rights`", () => {
  const words = (text: string) => text.replace(/[ |-]+/g, " ");
  expect(words(readFileSync("docs/who-may-do-what.md", "utf8"))).toBe(words(rightsTable()));
});

it("docs/chat-systems.md is up to date with `npm run chats`", () => {
  const words = (text: string) => text.replace(/[ |-]+/g, " ");
  expect(words(readFileSync("docs/chat-systems.md", "utf8"))).toBe(words(chatSystemsPage()));
});

it("docs/configuration.md is up to date with `npm run configuration`", () => {
  const words = (text: string) => text.replace(/[ |-]+/g, " ");
  expect(words(readFileSync("docs/configuration.md", "utf8"))).toBe(words(configurationPage()));
});

it("docs/glossary.md is up to date with `npm run glossary`", () => {
  const words = (text: string) => text.replace(/[ |-]+/g, " ");
  expect(words(readFileSync("docs/glossary.md", "utf8"))).toBe(words(glossary()));
});

it("docs/messages.md is up to date with `npm run messages`", () => {
  const words = (text: string) => text.replace(/[ \n|-]+/g, " ");
  expect(words(readFileSync("docs/messages.md", "utf8"))).toBe(words(messagesPage()));
});

it("acct.example.yml is valid with all its commented-out settings", () => {
  expect(settingsSchema.safeParse(exampleSettings()).error?.issues ?? []).toEqual([]);
});

it("acct.example.yml shows every section of the settings", () => {
  const shown = Object.keys(exampleSettings() as object);
  expect(Object.keys(settingsSchema.shape).filter((name) => !shown.includes(name))).toEqual([]);
});

it("The README lists every command of the chat", () => {
  const readme = readFileSync("README.md", "utf8");
  const commands = menu.flatMap(({ command }) => command?.name ?? []);
  expect(commands.filter((name) => !readme.includes(`| \`/acct ${name}`))).toEqual([]);
});

it("The lockfile names no registry", () => {
  expect(readFileSync("package-lock.json", "utf8")).not.toMatch(/"resolved":/);
});
