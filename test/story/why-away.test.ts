import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  linkIn,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";
import { answerToCommand } from "./until-more.ts";

/* A system that is away, or doesn't answer, takes nothing from the answer of the others. */

const folder = inject("folder");
const file = join(folder, "why-away-list");
const script = async (name: string, body: string) => {
  await writeFile(`${file}-${name}`, `#!/bin/sh\n${body}\n`);
  await chmod(`${file}-${name}`, 0o755);
  return [`${file}-${name}`];
};
const site = await newSite({
  entries: astro,
  settings: {
    commands: [
      {
        name: "Mailing list",
        check: await script("check", `[ -e ${file} ] || exit 1`),
        apply: await script("apply", `touch ${file}`),
        leave: await script("leave", `rm -f ${file}`),
      },
    ] as unknown as object,
  },
});
afterAll(() => site.stop());

beforeAll(async () => {
  await site.start();
  await ask(site, "U0AMY", { username: "amy" });
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  const password = "quiet otters read 9 maps";
  const link = linkIn(await untilEmail(site, "amy@example.org", "welcome"));
  await choosePassword(link, { password, confirm_password: password });
  await untilRequest(site, "Amy Ash", { waitsFor: "closing-time" });
});

it("The answer names a system that is down, and what another one shows as missing comes first", async () => {
  await site.slapd?.down();
  expect(await site.run("why", "stranger")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("stranger"),
  });
  expect(await site.run("why")).toMatchObject({ code: 2 });
  expect(await site.run("why", "amy")).toMatchObject({ code: 2, stdout: expect.stringContaining("LDAP") });
  const own = readText(await answerToCommand(site, "U0AMY", "C0GENERAL", "/acct why"));
  expect(own).toContain("LDAP");
  await script("check", "echo not subscribed; exit 1");
  const { code, stdout } = await site.run("why", "amy");
  const lines = stdout.split("\n");
  expect(code).toBe(1);
  expect(lines[lines.indexOf("") + 1]).toMatch(/: Mailing list: not subscribed/);
  expect(stdout).toContain("LDAP");
  await site.slapd?.up();
});

it("A system that answers nothing for seconds isn't waited for, and the answer says so", async () => {
  await script("check", "exec sleep 30");
  const { code, stdout } = await site.run("why", "amy");
  expect(code).toBe(2);
  expect(stdout).toMatch(/Mailing list: .*\b5\b/);
  const all = readText(await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct why amy"));
  expect(all).toMatch(/Mailing list.*\b5\b/s);
});
