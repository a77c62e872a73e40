import { afterAll, describe, expect, it } from "vitest";
import { adminCard, approveAsAdmin, approveAsPi, ask, choosePassword, form, homeOf, linkIn, mailsTo, textOf, untilCardSays, untilTold, whisperTo } from "../../dev/local-stack/people.ts";
import { changeRequests } from "./change-requests.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";

const site = await newSite({
  entries: `${astro}\n${astro.replaceAll("astro", "geo").replace("5001", "5002")}`,
});
const { sandbox, database, slapd } = site;
afterAll(() => site.stop());

const say = (user: string, text: string) => sandbox.command({ user, channel: "C0GENERAL", text });
const states = () =>
  database.query<{ id: number; stage: string; held: boolean }>(
    "select id, stage, waits_for_dry_run as held from requests where status <> 'closed' order by id",
  );
async function restart(dryRun: "0" | "1") {
  await Promise.all(site.processes.map((process) => process.stop()));
  site.env.ACCT_DRY_RUN = dryRun;
  return site.start();
}

describe("a dry run", () => {
  it("is said on cards that were there before it, on new ones, in Home, by doctor, /readyz and /metrics", async () => {
    await site.start();
    await ask(site, "U0AMY", { username: "amy" });
    await approveAsAdmin(site, "Amy Ash");
    await approveAsPi(site, "Amy Ash");
    await choosePassword(linkIn(await untilEmail(site, "amy@example.org", "welcome")));
    await ask(site, "U0BEN", { username: "ben" });
    expect(textOf(await untilRequest(site, "Ben Birch", { waitsFor: "admin" }))).not.toContain("Dry run");

    const dry = await restart("1");
    await untilCardSays(site, "Ben Birch", "Dry run");
    expect(await homeOf(site, "U0ADA", /This is a dry run/)).toContain("Nothing is made");
    expect(await homeOf(site, "U0BEN", /This is a dry run/)).toContain("Nothing is made");
    expect(await (await fetch(`${dry.url}/readyz`)).json()).toMatchObject({ dryRun: true });
    expect(await (await fetch(`${dry.url}/metrics`)).text()).toMatch(/^acct_dry_run 1$/m);
    expect((await site.run("doctor")).stdout).toMatch(/^ok {4}dry run: ACCT_DRY_RUN is set/m);
  });

  it("tells whoever asked that nothing is made yet, never that it is being carried out", async () => {
    await approveAsAdmin(site, "Ben Birch");
    await approveAsPi(site, "Ben Birch");
    const told = await untilTold(site, "U0BEN", /is approved/);
    expect(textOf(told)).toContain("nothing is created yet");
    expect(textOf(told)).not.toContain("being carried out");
    const card = await untilCardSays(site, "Ben Birch", "waits for the end of the dry run; it would make: ");
    expect(textOf(card)).not.toContain("waits ,");
    expect(await slapd?.search("(uid=ben)", "dn")).toBe("");
  });

  it("holds up whatever would change something outside, and sends no password link", async () => {
    await say("U0ADA", "/acct resetpass amy");
    expect(await whisperTo(site, "U0ADA", "C0GENERAL", /No link was sent/)).toContain("dry run");
    await say("U0AMY", "/acct join");
    const { id } = await sandbox.until(() => sandbox.modal("U0AMY"), "the form");
    const values = { project: "geo", pi: "U0HOPPER", reason: "Rocks." };
    expect(await sandbox.submit({ user: "U0AMY", viewId: id, values })).toBe("closed");
    await approveAsAdmin(site, "geo");
    await approveAsPi(site, "Amy Ash");
    await expect
      .poll(async () => (await states()).at(-1))
      .toMatchObject({ stage: "confirm-plan", held: true });
    expect(await slapd?.search("(cn=geo)", "memberUid")).not.toContain("amy");
  });

  it("is what `requests retry` names, and a request that nothing was made for can be taken back", async () => {
    const held = (await states()).find(({ held }) => held)?.id;
    expect(await site.run("requests", "retry", String(held))).toMatchObject({
      code: 1,
      stderr: `Request ${held} waits for the end of the dry run: start acct without ACCT_DRY_RUN or ACCT_REHEARSAL.\n`,
    });
    const last = (await states()).at(-1)?.id;
    await say("U0AMY", `/acct withdraw ${last}`);
    await whisperTo(site, "U0AMY", "C0GENERAL", new RegExp(`Request ${last} is withdrawn`));
  });
});

it("When acct starts without it, what waited is carried out at once, and no card says it any more", async () => {
  const real = await restart("0");
  await untilEmail(site, "ben@example.org", "welcome");
  expect(await slapd?.search("(uid=ben)", "dn")).toContain("uid=ben");
  await untilCardSays(site, "Ben Birch", "ready; waits for the person to choose a password");
  expect(textOf(adminCard(site, "Ben Birch") ?? { text: "Dry run", blocks: [] })).not.toContain("Dry run");
  expect(await (await fetch(`${real.url}/readyz`)).json()).toMatchObject({ dryRun: false });
  expect((await states()).some(({ held }) => held)).toBe(false);
});

it("A password link that is out when a dry run begins sets nothing while it lasts, and stays good over it", async () => {
  const link = linkIn(await untilEmail(site, "ben@example.org", "welcome"));
  const dry = await restart("1");
  await changeRequests(database, { where: "stage = 'hand-over'", set: "run_at = now()" });
  await expect.poll(states).toContainEqual({ id: 2, stage: "hand-over", held: true });
  expect((await choosePassword(link, {}, dry.url)).page).toContain("your link stays good");
  const real = await restart("0");
  await expect.poll(states).toContainEqual({ id: 2, stage: "hand-over", held: false });
  expect((await choosePassword(link, {}, real.url)).status).toBe(200);
  expect(mailsTo(site, "ben@example.org", /expired|another password/)).toEqual([]);
});
