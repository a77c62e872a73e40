import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { ask, fill, form } from "../../dev/local-stack/people.ts";
import { startTcpRelay } from "../../dev/local-stack/tcp-relay.ts";
import { newTappedSite } from "./tapped-site.ts";

/* Forms that are submitted while another system is down. */

const site = await newTappedSite();
const { sandbox, database, tap } = site;
const server = new URL(database.url);
const relay = await startTcpRelay(Number(server.port));
server.port = String(relay.port);
beforeAll(async () => {
  await site.start({ DATABASE_URL: server.href });
});
afterEach(() => {
  Object.assign(tap, { before: undefined });
  relay.refuse(false);
  sandbox.faults.delayAnswersMs = 0;
});
afterAll(async () => {
  await site.stop();
  await relay.stop();
});

/** The form itself: while acct is busy, it shows a view that only says so. */
const theForm = (user: string) =>
  sandbox.until(() => {
    const view = sandbox.modal(user);
    return view?.content.callback_id === "request-account" ? view : undefined;
  }, "the form");
const requestsOf = (email: string) => database.query("select id from requests where email = $1", [email]);

it("A form with a mistake comes back with the typed values even if the check takes long", async () => {
  await sandbox.command({ user: "U0NOETHER", channel: "C0GENERAL", text: "/acct request" });
  const { id } = await theForm("U0NOETHER");
  sandbox.faults.delayAnswersMs = 5000;
  const values = { ...form, pi: "U0GRACE", reason: "Half an hour of text.", pin: "abc" };
  const shown = await sandbox.submit({ user: "U0NOETHER", viewId: id, values });
  sandbox.faults.delayAnswersMs = 0;
  expect(shown, JSON.stringify(sandbox.modal("U0NOETHER"))).toBe("changed");
  const given = await theForm("U0NOETHER");
  expect(JSON.stringify(given.content.blocks)).toContain("Half an hour of text.");
  const again = { ...values, pin: "4711" };
  expect(await sandbox.submit({ user: "U0NOETHER", viewId: given.id, values: again })).toBe("closed");
});

it("A form with a username is accepted while the directory is down", async () => {
  Object.assign(tap, { before: () => "cut" });
  expect(await ask(site, "U0AMY", { username: "amyash" })).toBe("closed");
  await expect.poll(() => requestsOf("amy@example.org")).toHaveLength(1);
});

it("A form that is submitted while the database is down stays open with an error, and is accepted once it is back", async () => {
  await sandbox.command({ user: "U0BEN", channel: "C0GENERAL", text: "/acct request" });
  const { id } = await theForm("U0BEN");
  relay.refuse(true);
  relay.cut();
  expect(await sandbox.submit({ user: "U0BEN", viewId: id, values: form })).toBe("errors");
  relay.refuse(false);
  await expect.poll(() => fill(site, "U0BEN", form), { interval: 500 }).toBe("closed");
  expect(await requestsOf("ben@example.org")).toHaveLength(1);
});
