import { afterAll, describe, expect, it } from "vitest";
import {
  approveAsAdmin,
  fill,
  hasButton,
  press,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { formatRequestRef, type RequestRef } from "../../src/view/request-ref.ts";
import { changeRequests } from "./change-requests.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { emailsTo, eventsOf, untilEmail, untilEvent, untilRequest } from "./until.ts";
import {
  answerToCommand,
  hasAction,
  newMessageTo,
  requestAbout,
  untilButton,
  untilHome,
  untilMessage,
  untilSent,
  urlIn,
} from "./until-more.ts";

const site = await newSite({ withLdap: false });
const { sandbox, database } = site;
afterAll(() => site.stop());
await site.start();

/** Imports requests from these people and approves them as an admin, so that the PI is asked. */
async function asked(project: string, ...names: string[]): Promise<void> {
  await importRows(
    site,
    names.map((name) => ({
      email: `${name.toLowerCase()}@example.org`,
      givenName: name,
      existingProject: project,
    })),
  );
  for (const name of names) {
    await approveAsAdmin(site, `${name} Ypsilon`);
    await untilRequest(site, `${name} Ypsilon`, { waitsFor: "pi", piUser: "U0HOPPER" });
  }
}

/** Waits until exactly these people may decide on this person's request in place of the PI. */
const untilDelegates = (name: string, users: readonly string[]) =>
  expect
    .poll(async () => {
      const { delegates } = await requestAbout<{ delegates: { user: string }[] }>(site, name, "delegates");
      return delegates.map(({ user }) => user);
    })
    .toEqual(users);

describe("Not mine", () => {
  it("passes a request on to the person whom the PI names, who is asked once an admin approves them as the PI", async () => {
    await asked("nmr", "Nora");
    const wish = ["reassign", "Nora Ypsilon", "D0HOPPER"] as [string, string, string];
    expect(await pressAndFill(site, "U0HOPPER", wish, { person: "U0CURIE" })).toBe("closed");
    await untilEvent(site, "Nora Ypsilon", "reassigned", "Henrik Hopper");
    await untilRequest(site, "Nora Ypsilon", { waitsFor: "admin" });
    await approveAsAdmin(site, "Nora Ypsilon", "U0GRACE");
    const card = await untilRequest(site, "Nora Ypsilon", { waitsFor: "pi", piUser: "U0CURIE" });
    for (const name of ["Henrik Hopper", "Maria Curie-Sato"]) expect(readText(card)).toContain(name);
    const before = await untilMessage(site, "U0HOPPER", "Nora Ypsilon");
    await sandbox.until(() => !hasButton(before, "approve"), "the first PI's card without buttons");
    await press(site, "U0CURIE", "approve", "Nora Ypsilon", "D0CURIE");
    await untilEvent(site, "Nora Ypsilon", "approved", "Maria Curie-Sato");
  });

  it("rejects people who cannot decide, with an error at the field, and keeps the form open", async () => {
    await asked("neutrons", "Nils");
    await press(site, "U0HOPPER", "reassign", "Nils Ypsilon", "D0HOPPER");
    expect(await fill(site, "U0HOPPER", { person: "U0GUEST" })).toBe("errors");
    expect(sandbox.modal("U0HOPPER")?.errors).toEqual({ person: expect.stringContaining("Gus Guest") });
    expect(await fill(site, "U0HOPPER", { mail: "nils@example.org" })).toBe("errors");
    expect(await fill(site, "U0HOPPER", {})).toBe("closed");
    await untilSent(site, "needs-attention", "Nils Ypsilon");
    await pressAndFill(site, "U0GRACE", ["approve-for-pi", "Nils"], { reason: "Asked the dean." });
    await untilRequest(site, "Nils Ypsilon", { waitsFor: "closing-time" });
    expect(await eventsOf(site, "Nils Ypsilon")).toContainEqual(
      expect.objectContaining({
        kind: "approved",
        by: expect.stringContaining("Grace Lindqvist"),
        note: "Asked the dean.",
      }),
    );
  });
});

describe("Delegate", () => {
  it("lets another person decide as well, on waiting and on future requests, until the date", async () => {
    await asked("dunes", "Dora");
    const wish = ["delegate", "Dora Ypsilon", "D0HOPPER"] as [string, string, string];
    expect(await pressAndFill(site, "U0HOPPER", wish, { person: "U0NOETHER", until: "2001-01-01" })).toBe(
      "errors",
    );
    expect(sandbox.modal("U0HOPPER")?.errors).toEqual({ until: expect.any(String) });
    const answer = await newMessageTo(site, "U0HOPPER", async () => {
      expect(await fill(site, "U0HOPPER", { person: "U0NOETHER", until: "2099-12-31" })).toBe("closed");
    });
    expect(readText(answer)).toContain("Emma Noether");
    await untilDelegates("Dora Ypsilon", ["slack:U0NOETHER"]);
    expect(readText(await untilEvent(site, "Dora Ypsilon", "delegated", "Henrik Hopper"))).toContain(
      "Noether",
    );
    await importRows(site, [{ email: "dina@example.org", givenName: "Dina", existingProject: "dykes" }]);
    await approveAsAdmin(site, "Dina Ypsilon");
    const theirs = await untilButton(site, "U0NOETHER", "approve", "Dina Ypsilon");
    expect(readText(theirs)).toContain("Henrik Hopper");
    const own = await untilButton(site, "U0HOPPER", "approve", "Dina Ypsilon");
    expect(hasButton(own, "delegate")).toBe(true);
    expect(hasButton(theirs, "delegate")).toBe(false);
    const home = await untilHome(site, "U0NOETHER", ({ text }) => text.includes("Dina Ypsilon"));
    expect(home.text).toContain("Henrik Hopper");
    for (const name of ["Dora", "Dina"]) {
      await press(site, "U0NOETHER", "approve", `${name} Ypsilon`, "D0NOETHER");
      await untilEvent(site, `${name} Ypsilon`, "approved", "Emma Noether");
    }
  });

  it("ends when the PI ends it, and the other person's card loses its buttons", async () => {
    await importRows(site, [{ email: "dave@example.org", givenName: "Dave", existingProject: "deltas" }]);
    await approveAsAdmin(site, "Dave Ypsilon");
    await untilDelegates("Dave Ypsilon", ["slack:U0NOETHER"]);
    const theirs = await untilButton(site, "U0NOETHER", "approve", "Dave Ypsilon");
    await press(site, "U0HOPPER", "delegate", "Dave Ypsilon", "D0HOPPER");
    const answer = await newMessageTo(site, "U0HOPPER", () =>
      fill(site, "U0HOPPER", { ended: ["slack:U0NOETHER"] }),
    );
    expect(readText(answer)).not.toContain("Emma Noether");
    await untilDelegates("Dave Ypsilon", []);
    await sandbox.until(() => !hasButton(theirs, "approve"), "the other's card without buttons");
  });

  it("is listed on the PI's Home, where the PI can end it even when no request is waiting", async () => {
    // While a request is waiting, the first Delegate… button on Home belongs to that request.
    await press(site, "U0HOPPER", "approve", "Dave Ypsilon", "D0HOPPER");
    await untilEvent(site, "Dave Ypsilon", "approved", "Henrik Hopper");
    await asked("drumlins", "Dan");
    const wish = ["delegate", "Dan Ypsilon", "D0HOPPER"] as [string, string, string];
    await pressAndFill(site, "U0HOPPER", wish, { person: "U0NOETHER" });
    await press(site, "U0NOETHER", "approve", "Dan Ypsilon", "D0NOETHER");
    await untilEvent(site, "Dan Ypsilon", "approved", "Emma Noether");
    await untilHome(
      site,
      "U0HOPPER",
      ({ view, text }) => hasAction(view, "delegate") && text.includes("Emma Noether"),
    );
    await sandbox.pressAtHome({ user: "U0HOPPER", actionId: "delegate" });
    expect(await fill(site, "U0HOPPER", { ended: ["slack:U0NOETHER"] })).toBe("closed");
    await expect.poll(() => database.query("select 1 from delegations")).toEqual([]);
    await sandbox.until(
      () => !JSON.stringify(sandbox.home("U0HOPPER")?.content.blocks).includes("Emma Noether"),
      "a Home without the delegate",
    );
  });
});

it("A PI with several waiting requests can approve the ones that they select, and each approval is recorded separately", async () => {
  await asked("mass", "Mia", "Max", "Moe");
  const home = await untilHome(site, "U0HOPPER", ({ view }) => hasAction(view, "approve-several"));
  expect(home.text).toContain("Mia Ypsilon");
  await sandbox.pressAtHome({ user: "U0HOPPER", actionId: "approve-several" });
  const { content } = await sandbox.until(() => sandbox.modal("U0HOPPER"), "the form");
  const refOf = async (name: string) => {
    const ref = formatRequestRef(await requestAbout<RequestRef>(site, `${name} Ypsilon`, "mark, version"));
    expect(JSON.stringify(content)).toContain(`"value":"${ref}"`);
    return ref;
  };
  expect(await fill(site, "U0HOPPER", {})).toBe("errors");
  const ticked = { picked0: [await refOf("Mia"), await refOf("Moe")] };
  const answer = await newMessageTo(site, "U0HOPPER", async () => {
    expect(await fill(site, "U0HOPPER", ticked)).toBe("closed");
  });
  expect(readText(answer)).toContain("2");
  await untilEvent(site, "Mia Ypsilon", "approved", "Henrik Hopper");
  await untilEvent(site, "Moe Ypsilon", "approved", "Henrik Hopper");
  await untilRequest(site, "Max Ypsilon", { waitsFor: "pi", piUser: "U0HOPPER" });
});

it("A PI who leaves the chat while a request is waiting is asked by email, and the admins are told at once", async () => {
  await importRows(site, [
    {
      email: "gil@example.org",
      givenName: "Gil",
      existingProject: "glass",
      piName: "Maria",
      piEmail: "curie@example.org",
    },
  ]);
  await approveAsAdmin(site, "Gil Ypsilon");
  await untilRequest(site, "Gil Ypsilon", { waitsFor: "pi", piUser: "U0CURIE" });
  const curie = sandbox.workspace.people.get("U0CURIE");
  Object.assign(curie ?? {}, { deleted: true });
  // A process knows for a minute what it has looked up.
  await site.processes[0]?.stop();
  // The ten-minute job does this when Slack says that the PI has left.
  await changeRequests(database, { where: "given_name = 'Gil'", set: "run_at = now()" });
  const { url } = await site.start();
  const card = await untilRequest(site, "Gil Ypsilon", { waitsFor: "pi", piUser: null });
  expect(hasButton(card, "approve-for-pi")).toBe(true);
  await untilSent(site, "needs-attention", "Gil Ypsilon");
  const link = urlIn(await untilEmail(site, "curie@example.org", "pi-approval"), "decide");
  Object.assign(curie ?? {}, { deleted: false });

  const post = async (fields: Record<string, string>) => {
    const { searchParams } = new URL(link);
    const body = new URLSearchParams({ token: searchParams.get("token") ?? "", ...fields });
    const answer = await fetch(`${url}/decide`, { method: "POST", body });
    return { status: answer.status, page: await answer.text() };
  };
  expect(await post({ verdict: "reassign", other: "gil@example.org" })).toMatchObject({
    status: 400,
  });
  expect(await post({ verdict: "reassign", other: "noether@example.org" })).toMatchObject({
    status: 200,
    page: expect.stringContaining("noether@example.org"),
  });
  await untilRequest(site, "Gil Ypsilon", { waitsFor: "admin" });
  await approveAsAdmin(site, "Gil Ypsilon");
  await untilRequest(site, "Gil Ypsilon", { waitsFor: "pi", piUser: "U0NOETHER" });
  expect((await fetch(new URL(new URL(link).search, `${url}/decide`))).status).toBe(404);
});

it("A PI who requests an account in their own project is not asked to approve it", async () => {
  await importRows(site, [
    { email: "hopper@example.org", givenName: "Henrik", familyName: "Hopper", existingProject: "own" },
  ]);
  await approveAsAdmin(site, "Henrik Hopper, own");
  const card = await untilRequest(site, "Henrik Hopper, own", { waitsFor: "pi" });
  expect(hasButton(card, "approve-for-pi")).toBe(true);
  expect(emailsTo(site, "hopper@example.org", "pi-approval")).toEqual([]);
  expect(readText(await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct list henrik"))).toContain(
    "Henrik Hopper",
  );
});
