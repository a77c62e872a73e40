import { readFile, writeFile } from "node:fs/promises";
import { afterAll, expect, it } from "vitest";
import { approveAsAdmin, ask } from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";

const site = await newSite({
  settings: { approvals: { account: ["admin", "pi"] }, projects: { astro: { pi: "hopper@example.org" } } },
  entries: astro,
});
afterAll(() => site.stop());

async function restartWith(account: readonly (string | object)[], acct: { stop(): Promise<void> }) {
  await acct.stop();
  const file = site.env.ACCT_CONFIG ?? "";
  const settings = JSON.parse(await readFile(file, "utf8")) as object;
  await writeFile(file, JSON.stringify({ ...settings, approvals: { account } }));
  return site.start();
}
let running: { stop(): Promise<void> } | undefined;

const stageOf = async (name: string) => {
  const [row] = await site.database.query<{ status: string; stage: string }>(
    "select status, stage from requests where given_name = $1",
    [name],
  );
  return row;
};

it("When `approvals` changes, waiting requests move to the people who now decide", async () => {
  const first = await site.start();
  expect(await ask(site, "U0AMY")).toBe("closed");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });

  const second = await restartWith(["pi"], first);
  await expect.poll(() => stageOf("Amy")).toEqual({ status: "waiting", stage: "await-pi" });
  expect(await ask(site, "U0BEN")).toBe("closed");
  await expect.poll(() => stageOf("Ben")).toEqual({ status: "waiting", stage: "await-pi" });

  running = await restartWith(["admin", "pi"], second);
  for (const name of ["Amy", "Ben"]) {
    await expect.poll(() => stageOf(name)).toEqual({ status: "waiting", stage: "await-admin" });
  }
  await approveAsAdmin(site, "Ben Birch");
  await expect.poll(() => stageOf("Ben")).toEqual({ status: "waiting", stage: "await-pi" });
});

it("When more people must approve than before, those who have approved need not do it again", async () => {
  if (!running) throw new Error("acct doesn't run");
  await restartWith([{ from: "admin", count: 2 }, "pi"], running);
  await expect.poll(() => stageOf("Ben")).toEqual({ status: "waiting", stage: "await-admin" });
  await approveAsAdmin(site, "Ben Birch", "U0GRACE");
  await expect.poll(() => stageOf("Ben")).toEqual({ status: "waiting", stage: "await-pi" });
});
