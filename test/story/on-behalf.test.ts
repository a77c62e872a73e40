import { afterAll, expect, it } from "vitest";
import { approveAsAdmin, fill, hasButton, PIN, press, readText } from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";
import { eventsOf, untilDirectMessage, untilRequest } from "./until.ts";
import { answerToCommand, requestAbout, untilButton } from "./until-more.ts";

const site = await newSite({
  entries: astro,
  settings: { approvals: { account: ["admin", "pi"] }, projects: { astro: { pi: "hopper@example.org" } } },
});
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

/** Opens the form for someone else with the command, and submits it. */
async function requestFor(user: string, person: string, values: Record<string, string>) {
  await sandbox.command({ user, channel: "C0GENERAL", text: `/acct request ${person}` });
  return fill(site, user, { project: "astro", reason: "The new telescope.", ...values });
}

it("A PI requests an account for someone, who confirms it and chooses a PIN; the PI isn't asked again", async () => {
  expect(await requestFor("U0HOPPER", "@amy", {})).toBe("closed");
  const asked = await untilButton(site, "U0AMY", "confirm-request");
  for (const words of ["Henrik Hopper", "astro", "The new telescope."])
    expect(readText(asked)).toContain(words);
  expect(
    await requestAbout(site, "Amy Ash", 'status, waits_for as "waitsFor", pin_hash as pin'),
  ).toMatchObject({
    status: "waiting",
    waitsFor: "confirmation",
    pin: null,
  });

  await press(site, "U0AMY", "confirm-request", "", "D0AMY");
  expect(await fill(site, "U0AMY", { pin: "12" })).toBe("errors");
  expect(await fill(site, "U0AMY", { pin: PIN, username: "amyash" })).toBe("closed");
  await untilDirectMessage(site, "U0HOPPER", "opener-told");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  expect(await eventsOf(site, "Amy Ash")).toMatchObject([
    { kind: "requested", by: "Henrik Hopper" },
    { kind: "waiting" },
    { kind: "confirmed", by: "Amy Ash" },
    { kind: "stage-done" },
    { kind: "waiting" },
  ]);
  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "password" });
  const approvals = await site.database.query(
    "select name, actor from approvals where superseded_at is null order by id",
  );
  expect(approvals).toEqual([
    { name: "pi", actor: "slack:U0HOPPER" },
    { name: "admin", actor: "slack:U0ADA" },
  ]);
  expect(await site.slapd?.search("(uid=amyash)")).toContain("uid: amyash");
});

it("An admin requests one for someone who declines: the admin is told, and no one is asked to approve it", async () => {
  expect(await requestFor("U0ADA", "@ben", { projectKind: "join", pi: "U0HOPPER" })).toBe("closed");
  await press(site, "U0BEN", "decline-request", "", "D0BEN");
  await untilDirectMessage(site, "U0ADA", "opener-told");
  expect(await requestAbout(site, "Ben", "status")).toMatchObject({ status: "withdrawn" });
  await sandbox.until(
    () => !sandbox.messages("U0BEN").some((one) => hasButton(one, "confirm-request")),
    "the question to lose its buttons",
  );
  expect((await eventsOf(site, "Ben")).map(({ kind }) => kind)).toEqual(["requested", "waiting", "declined"]);
});

it("Someone who leads nothing can't request accounts for others, and a typed name is no person", async () => {
  for (const [user, text] of [
    ["U0NOETHER", "/acct request @ben"],
    ["U0ADA", "/acct request ben"],
  ] as const) {
    const answer = await answerToCommand(site, user, "C0GENERAL", text);
    expect(readText(answer)).not.toBe("");
  }
  expect(sandbox.modal("U0NOETHER")).toBeUndefined();
});
