import { afterAll, describe, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  linkIn,
  readText,
  submitForm,
} from "../../dev/local-stack/people.ts";
import type { Message } from "../../dev/sandbox/workspace.ts";
import { changeRequests } from "./change-requests.ts";
import { astro, newSite } from "./new-site.ts";
import { emailsTo, openHome, replyTo, untilDirectMessage, untilEmail, untilRequest } from "./until.ts";

const site = await newSite({
  entries: `${astro}\n${astro.replaceAll("astro", "geo").replace("5001", "5002")}`,
});
const { sandbox, database, slapd } = site;
afterAll(() => site.stop());

const say = (user: string, text: string) => sandbox.command({ user, channel: "C0GENERAL", text });
const states = () =>
  database.query<{ id: number; stage: string; held: boolean }>(
    "select id, stage, waits_for is not distinct from 'dry-run' as held from requests where status <> 'closed' order by id",
  );
/** Whether the admin card of this person's request shows that it is a dry run. */
const shownDryRun = (email: string) =>
  database.query<{ isDry: boolean }>(
    `select v.shown_dry_run as "isDry" from views v join requests r on r.id = v.request_id
     where v.audience = 'admin' and r.email = $1`,
    [email],
  );
const headersOf = ({ blocks }: Pick<Message, "blocks">) =>
  blocks.filter(({ type }) => type === "header").map((block) => JSON.stringify(block));
async function restart(dryRun: "0" | "1") {
  await Promise.all(site.processes.map((process) => process.stop()));
  site.env.ACCT_DRY_RUN = dryRun;
  return site.start();
}

describe("a dry run", () => {
  it("is shown on existing and new cards, in Home, by doctor, and in /readyz and /metrics", async () => {
    await site.start();
    await ask(site, "U0AMY", { username: "amy" });
    await approveAsAdmin(site, "Amy Ash");
    await approveAsPi(site, "Amy Ash");
    await choosePassword(linkIn(await untilEmail(site, "amy@example.org", "welcome")));
    await ask(site, "U0BEN", { username: "ben" });
    await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
    expect(await shownDryRun("ben@example.org")).toEqual([{ isDry: false }]);
    const before = await openHome(site, "U0BEN");

    const dry = await restart("1");
    await expect.poll(() => shownDryRun("ben@example.org")).toEqual([{ isDry: true }]);
    for (const user of ["U0ADA", "U0BEN"]) {
      expect(headersOf(await openHome(site, user))[0]).not.toBe(headersOf(before)[0]);
    }
    expect(await (await fetch(`${dry.url}/readyz`)).json()).toMatchObject({ dryRun: true });
    expect(await (await fetch(`${dry.url}/metrics`)).text()).toMatch(/^acct_dry_run 1$/m);
    expect((await site.run("doctor")).stdout).toMatch(/^ok {4}dry run: .*ACCT_DRY_RUN/m);
  });

  it("tells the requester of the approval, and shows the admins what would be created", async () => {
    await approveAsAdmin(site, "Ben Birch");
    await approveAsPi(site, "Ben Birch");
    await untilDirectMessage(site, "U0BEN", "approved");
    const card = await untilRequest(site, "Ben Birch", { waitsFor: "dry-run" });
    // The card shows what approval would create.
    expect(readText(card)).toContain("uid=ben");
    expect(await slapd?.search("(uid=ben)", "dn")).toBe("");
  });

  it("delays everything that would change another system, and sends no password link", async () => {
    await replyTo(site, "U0ADA", "C0GENERAL", () => say("U0ADA", "/acct resetpass amy"));
    expect(emailsTo(site, "amy@example.org", "new-password")).toEqual([]);
    await say("U0AMY", "/acct join");
    const { id } = await sandbox.until(() => sandbox.modal("U0AMY"), "the form");
    const values = { project: "geo", pi: "U0HOPPER", reason: "Rocks." };
    expect(await submitForm(sandbox, { user: "U0AMY", viewId: id, values })).toBe("closed");
    await approveAsAdmin(site, "geo");
    await approveAsPi(site, "Amy Ash");
    await expect
      .poll(async () => (await states()).at(-1))
      .toMatchObject({ stage: "confirm-plan", held: true });
    expect(await slapd?.search("(cn=geo)", "memberUid")).not.toContain("amy");
  });

  it("is the reason for which `acct requests retry` refuses a delayed request, which can still be withdrawn", async () => {
    const held = (await states()).find(({ held }) => held)?.id;
    expect(await site.run("requests", "retry", String(held))).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(new RegExp(`\\b${held}\\b.*ACCT_DRY_RUN.*ACCT_REHEARSAL`)),
    });
    const last = (await states()).at(-1)?.id;
    await say("U0AMY", `/acct withdraw ${last}`);
    const status = "select status from requests where id = $1";
    await expect.poll(() => database.query(status, [last])).toEqual([{ status: "withdrawn" }]);
  });
});

it("When acct starts without the dry run, delayed requests are completed at once, and no card mentions the dry run anymore", async () => {
  const real = await restart("0");
  await untilEmail(site, "ben@example.org", "welcome");
  expect(await slapd?.search("(uid=ben)", "dn")).toContain("uid=ben");
  await untilRequest(site, "Ben Birch", { waitsFor: "password" });
  await expect.poll(() => shownDryRun("ben@example.org")).toEqual([{ isDry: false }]);
  expect(await (await fetch(`${real.url}/readyz`)).json()).toMatchObject({ dryRun: false });
  expect((await states()).some(({ held }) => held)).toBe(false);
});

it("A password link that was sent before a dry run does not work during the dry run, and works again afterward", async () => {
  const link = linkIn(await untilEmail(site, "ben@example.org", "welcome"));
  const dry = await restart("1");
  await changeRequests(database, { where: "stage = 'hand-over'", set: "run_at = now()" });
  await expect.poll(states).toContainEqual({ id: 2, stage: "hand-over", held: true });
  expect((await choosePassword(link, {}, dry.url)).status).not.toBe(200);
  const real = await restart("0");
  await expect.poll(states).toContainEqual({ id: 2, stage: "hand-over", held: false });
  expect((await choosePassword(link, {}, real.url)).status).toBe(200);
  for (const template of ["link-expired", "password-partly-set"] as const) {
    expect(emailsTo(site, "ben@example.org", template)).toEqual([]);
  }
});
