import { readFile, writeFile } from "node:fs/promises";
import { afterAll, expect, it } from "vitest";
import { ask } from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";

const site = await newSite({
  settings: { approvals: { account: ["pi"] }, projects: { astro: { pi: "hopper@example.org" } } },
  entries: astro,
});
afterAll(() => site.stop());

it("When `projects` names another PI, open requests that wait for the previous one ask the new one after the restart", async () => {
  const asked = async () => {
    const [row] = await site.database.query<{ waitsFor: string; pi: string }>(
      `select waits_for as "waitsFor", pi_email as pi from requests`,
    );
    return row;
  };
  const first = await site.start();
  expect(await ask(site, "U0AMY")).toBe("closed");
  await expect.poll(asked, { timeout: 30_000 }).toEqual({ waitsFor: "pi", pi: "hopper@example.org" });

  await first.stop();
  const file = site.env.ACCT_CONFIG ?? "";
  const settings = JSON.parse(await readFile(file, "utf8")) as object;
  await writeFile(file, JSON.stringify({ ...settings, projects: { astro: { pi: "grace@example.org" } } }));
  await site.start();
  await expect.poll(asked, { timeout: 30_000 }).toEqual({ waitsFor: "pi", pi: "grace@example.org" });
});
