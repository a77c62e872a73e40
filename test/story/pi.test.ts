import { afterAll, describe, expect, it } from "vitest";
import {
  approveAsAdmin,
  fill,
  hasButton,
  homeOf,
  mailsTo,
  press,
  pressAndFill,
  textOf,
  untilCardSays,
  untilMail,
  untilTold,
  whisperTo,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { changeRequests } from "./change-requests.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
const { sandbox, database } = site;
afterAll(() => site.stop());
await site.start();

/** Requests of these people that an admin has approved, so that the PI is asked. */
async function asked(project: string, ...names: string[]): Promise<void> {
  await importRows(
    site,
    names.map((name) => ({ 4: `${name.toLowerCase()}@example.org`, 5: name, 18: project })),
  );
  for (const name of names) {
    await approveAsAdmin(site, `${name} Ypsilon`);
    await untilCardSays(site, `${name} Ypsilon`, "waits for Henrik Hopper");
  }
}

describe("Not mine", () => {
  it("hands a request to somebody whom the PI names, who is asked instead", async () => {
    await asked("nmr", "Nora");
    const wish = ["reassign", "Nora Ypsilon", "D0HOPPER"] as [string, string, string];
    expect(await pressAndFill(site, "U0HOPPER", wish, { person: "U0CURIE" })).toBe("closed");
    const card = await untilCardSays(site, "Nora Ypsilon", "waits for Maria Curie-Sato");
    expect(textOf(card)).toContain("Henrik Hopper has handed it on: to Maria Curie-Sato: not mine");
    const before = await untilTold(site, "U0HOPPER", /Nora Ypsilon requests an account/);
    await sandbox.until(() => !hasButton(before, "approve"), "the first PI's card without buttons");
    await press(site, "U0CURIE", "approve", "Nora Ypsilon", "D0CURIE");
    await untilCardSays(site, "Nora Ypsilon", "approved by Maria Curie-Sato");
  });

  it("refuses whoever cannot decide, at the field, and keeps the form", async () => {
    await asked("neutrons", "Nils");
    await press(site, "U0HOPPER", "reassign", "Nils Ypsilon", "D0HOPPER");
    expect(await fill(site, "U0HOPPER", { person: "U0GUEST" })).toBe("errors");
    expect(sandbox.modal("U0HOPPER")?.errors).toEqual({
      person: "Gus Guest cannot decide on requests: choose a full, active member.",
    });
    expect(await fill(site, "U0HOPPER", { mail: "nils@example.org" })).toBe("errors");
    expect(await fill(site, "U0HOPPER", {})).toBe("closed");
    await sandbox.until(
      () => sandbox.messages(ADMIN_CHANNEL).find((one) => /Nils Ypsilon, needs an admin/.test(textOf(one))),
      "word to the admins",
    );
    await pressAndFill(site, "U0GRACE", ["approve-for-pi", "Nils"], { reason: "Asked the dean." });
    await untilCardSays(site, "Nils Ypsilon", "Grace Lindqvist, in the PI's place: Asked the dean.");
  });
});

describe("Delegate", () => {
  it("lets somebody decide as well, on what waits already and on what comes, until the date", async () => {
    await asked("dunes", "Dora");
    const wish = ["delegate", "Dora Ypsilon", "D0HOPPER"] as [string, string, string];
    expect(await pressAndFill(site, "U0HOPPER", wish, { person: "U0NOETHER", until: "2001-01-01" })).toBe(
      "errors",
    );
    expect(sandbox.modal("U0HOPPER")?.errors).toEqual({ until: "this day is over" });
    expect(await fill(site, "U0HOPPER", { person: "U0NOETHER", until: "2099-12-31" })).toBe("closed");
    await untilTold(site, "U0HOPPER", /These decide as well as you[\s\S]*Emma Noether, until/);
    await untilCardSays(site, "Dora Ypsilon", "waits for Henrik Hopper or Emma Noether");
    await importRows(site, [{ 4: "dina@example.org", 5: "Dina", 18: "dykes" }]);
    await approveAsAdmin(site, "Dina Ypsilon");
    const theirs = await untilTold(site, "U0NOETHER", /Dina Ypsilon requests an account/);
    expect(textOf(theirs)).toContain("Henrik Hopper asked you to decide for them.");
    expect(textOf(await untilTold(site, "U0HOPPER", /Dina Ypsilon requests/))).not.toContain("asked you");
    const home = await homeOf(site, "U0NOETHER", /Dina Ypsilon, for dykes/);
    expect(home).toContain("Henrik Hopper asked you to decide for them.");
    for (const name of ["Dora", "Dina"]) {
      await press(site, "U0NOETHER", "approve", `${name} Ypsilon`, "D0NOETHER");
      await untilCardSays(site, `${name} Ypsilon`, "approved by Emma Noether");
    }
  });

  it("ends when the PI says so, and then the other's click is refused", async () => {
    await importRows(site, [{ 4: "dave@example.org", 5: "Dave", 18: "deltas" }]);
    await approveAsAdmin(site, "Dave Ypsilon");
    await untilCardSays(site, "Dave Ypsilon", "waits for Henrik Hopper or Emma Noether");
    const theirs = await untilTold(site, "U0NOETHER", /Dave Ypsilon requests an account/);
    const wish = ["delegate", "Dave Ypsilon", "D0HOPPER"] as [string, string, string];
    await pressAndFill(site, "U0HOPPER", wish, { ended: ["U0NOETHER"] });
    await untilTold(site, "U0HOPPER", /You decide alone/);
    await untilCardSays(site, "Dave Ypsilon", /waits for Henrik Hopper\n/);
    await sandbox.until(() => !hasButton(theirs, "approve"), "the other's card without buttons");
  });

  it("is listed at the PI's Home with when it ends, and can be ended there when no request waits", async () => {
    // While something waits, the first Delegate… at Home is that of the request.
    await press(site, "U0HOPPER", "approve", "Dave Ypsilon", "D0HOPPER");
    await untilCardSays(site, "Dave Ypsilon", "approved by Henrik Hopper");
    await asked("drumlins", "Dan");
    const wish = ["delegate", "Dan Ypsilon", "D0HOPPER"] as [string, string, string];
    await pressAndFill(site, "U0HOPPER", wish, { person: "U0NOETHER" });
    await press(site, "U0NOETHER", "approve", "Dan Ypsilon", "D0NOETHER");
    await untilCardSays(site, "Dan Ypsilon", "approved by Emma Noether");
    await homeOf(site, "U0HOPPER", /Who decides for you[\s\S]*Emma Noether, until you end it/);
    await sandbox.pressAtHome({ user: "U0HOPPER", actionId: "delegate" });
    expect(await fill(site, "U0HOPPER", { ended: ["U0NOETHER"] })).toBe("closed");
    await expect.poll(() => database.query("select 1 from delegations")).toEqual([]);
    await sandbox.until(
      () => !JSON.stringify(sandbox.home("U0HOPPER")?.content.blocks).includes("Emma Noether"),
      "a Home without the delegate",
    );
  });
});

it("A PI for whom many requests wait approves those that they tick, and each is recorded by itself", async () => {
  await asked("mass", "Mia", "Max", "Moe");
  const home = await homeOf(site, "U0HOPPER", /requests wait for your word/);
  expect(home).toContain("Mia Ypsilon, for mass");
  await sandbox.pressAtHome({ user: "U0HOPPER", actionId: "approve-several" });
  const { content } = await sandbox.until(() => sandbox.modal("U0HOPPER"), "the form");
  const ids = (name: string) =>
    new RegExp(`· ${name} Ypsilon[^}]*},"value":"([^"]+)"`).exec(JSON.stringify(content))?.[1] ?? "";
  expect(await fill(site, "U0HOPPER", { verdict: "approved" })).toBe("errors");
  const ticked = { picked0: [ids("Mia"), ids("Moe")], verdict: "approved" };
  expect(await fill(site, "U0HOPPER", ticked)).toBe("closed");
  await untilTold(site, "U0HOPPER", /2 approved/);
  await untilCardSays(site, "Mia Ypsilon", "approved by Henrik Hopper");
  await untilCardSays(site, "Moe Ypsilon", "approved by Henrik Hopper");
  await untilCardSays(site, "Max Ypsilon", "waits for Henrik Hopper");
});

it("A PI who leaves the chat while a request waits is asked by mail, and the admins hear of it at once", async () => {
  await importRows(site, [
    { 4: "gil@example.org", 5: "Gil", 18: "glass", 19: "Maria", 20: "curie@example.org" },
  ]);
  await approveAsAdmin(site, "Gil Ypsilon");
  await untilCardSays(site, "Gil Ypsilon", "waits for Maria Curie-Sato");
  const curie = sandbox.workspace.people.get("U0CURIE");
  Object.assign(curie ?? {}, { deleted: true });
  // What the ten-minute job does when Slack says that they are gone.
  await changeRequests(database, { where: "given_name = 'Gil'", set: "run_at = now()" });
  await untilCardSays(site, "Gil Ypsilon", "who is not in the chat, or for an admin");
  await sandbox.until(
    () =>
      sandbox
        .messages(ADMIN_CHANNEL)
        .find((one) => /Gil Ypsilon, needs an admin[\s\S]*is not in the chat any more/.test(textOf(one))),
    "word to the admins",
  );
  const mail = await untilMail(site, "curie@example.org", /Gil Ypsilon requests an account in glass/);
  const [link = ""] = /http\S+\/decide\?token=\S+/.exec(mail.text) ?? [];
  Object.assign(curie ?? {}, { deleted: false });

  const post = async (fields: Record<string, string>) => {
    const { origin, searchParams } = new URL(link);
    const body = new URLSearchParams({ token: searchParams.get("token") ?? "", ...fields });
    const answer = await fetch(`${origin}/decide`, { method: "POST", body });
    return { status: answer.status, page: await answer.text() };
  };
  expect(await post({ verdict: "reassign", other: "gil@example.org" })).toMatchObject({
    status: 400,
    page: expect.stringContaining("asks for themself"),
  });
  expect(await post({ verdict: "reassign", other: "noether@example.org" })).toMatchObject({
    status: 200,
    page: expect.stringContaining("The request is passed on to noether@example.org"),
  });
  await untilCardSays(site, "Gil Ypsilon", "waits for Emma Noether");
  expect((await fetch(link)).status).toBe(404);
});

it("A PI who asks for an account in their own project is not asked for their own word", async () => {
  await importRows(site, [{ 4: "hopper@example.org", 5: "Henrik", 6: "Hopper", 18: "own" }]);
  await approveAsAdmin(site, "Henrik Hopper, own");
  await untilCardSays(site, "Henrik Hopper, own", "or for an admin");
  expect(mailsTo(site, "hopper@example.org", /requests an account/)).toEqual([]);
  await sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: "/acct list henrik" });
  await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /1 request\*/);
});
