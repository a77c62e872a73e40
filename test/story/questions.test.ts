import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  ask,
  fill,
  hasButton,
  mailsTo,
  press,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { emailsTo, eventsOf, untilDirectMessage, untilEmail, untilEvent, untilRequest } from "./until.ts";
import { answerToCommand, newMessageTo, requestAbout, untilButton, urlIn } from "./until-more.ts";

const site = await newSite({ withLdap: false });
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

describe("a question to a requester in the chat", () => {
  beforeAll(async () => {
    expect(await ask(site, "U0AMY")).toBe("closed");
  });

  it("can start from a template, which the admin can edit before sending it", async () => {
    await press(site, "U0ADA", "ask", "Amy Ash");
    const { id } = await sandbox.until(() => sandbox.modal("U0ADA"), "the form");
    await sandbox.change({ user: "U0ADA", viewId: id, values: { template: "1" }, field: "template" });
    await sandbox.until(
      () => /"initial_value":"[^"]{10,}"/.test(JSON.stringify(sandbox.modal("U0ADA")?.content.blocks)),
      "the template in the question",
    );
    expect(await fill(site, "U0ADA", { question: "Which software do you need?" })).toBe("closed");
    await untilEvent(site, "Amy Ash", "asked", "Ada Okafor");
    const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin", isAsked: true });
    for (const words of ["Ada Okafor", "Which software do you need?"]) {
      expect(readText(card)).toContain(words);
    }
  });

  it("cannot be asked twice in the same words, and is not shown to another person", async () => {
    const answer = await newMessageTo(site, "U0GRACE", () =>
      pressAndFill(site, "U0GRACE", ["ask", "Amy Ash"], { question: "Which software do you need?" }),
    );
    expect(readText(answer)).toContain("Ada Okafor");
    expect((await eventsOf(site, "Amy Ash")).filter(({ kind }) => kind === "asked")).toHaveLength(1);
    await untilDirectMessage(site, "U0AMY", "question");
    const { id } = await requestAbout(site, "Amy Ash");
    const status = await answerToCommand(site, "U0BEN", "C0GENERAL", `/acct status ${id}`);
    expect(readText(status)).not.toMatch(/Amy|software/);
  });

  it("shows the answer on the card and sends it to the admin who asked, and the request continues", async () => {
    const question = await untilButton(site, "U0AMY", "answer", "Which software do you need?");
    await sandbox.press({ user: "U0AMY", channel: "D0AMY", ts: question.ts, actionId: "answer" });
    expect(await fill(site, "U0AMY", { answer: "GROMACS & <b>NAMD</b>" })).toBe("closed");
    await untilEvent(site, "Amy Ash", "answered", "Amy Ash");
    const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin", isAsked: false });
    expect(readText(card)).toContain("GROMACS &amp; &lt;b&gt;NAMD&lt;/b&gt;");
    expect(readText(await untilDirectMessage(site, "U0ADA", "answer"))).toContain("Amy Ash");
    await sandbox.until(() => !hasButton(question, "answer"), "the question without the button");
    expect(hasButton(question, "withdraw")).toBe(true);
    await approveAsAdmin(site, "Amy Ash");
    await untilRequest(site, "Amy Ash", { waitsFor: "pi", piUser: "U0HOPPER" });
  });
});

describe("a question to a requester who is not in the chat", () => {
  const address = "xena@example.org";
  beforeAll(async () => {
    await importRows(site, [{ email: address }]);
    await pressAndFill(site, "U0ADA", ["ask", "Xena Ypsilon"], { question: "Who are you?" });
  });

  it("is sent by email, and is answered on a page that changes nothing when it is only opened", async () => {
    const link = urlIn(await untilEmail(site, address, "question"), "request");
    for (let i = 0; i < 2; i++) {
      const page = await (await fetch(link)).text();
      expect(page).toContain("Who are you?");
      expect(page).toContain("Ada Okafor");
      expect(page).toContain('name="answer"');
    }
    const post = (fields: Record<string, string>) => postTo(link, fields);
    expect(await post({ action: "answer", answer: " " })).toMatchObject({ status: 400 });
    expect(await post({ action: "dance" })).toMatchObject({ status: 400 });
    expect(await post({ action: "answer", answer: "A warrior." })).toMatchObject({ status: 200 });
    await untilEvent(site, "Xena Ypsilon", "answered", "Xena Ypsilon");
    const card = await untilRequest(site, "Xena Ypsilon", { waitsFor: "admin", isAsked: false });
    expect(readText(card)).toContain("A warrior.");
    expect(await post({ action: "answer", answer: "Again." })).toMatchObject({ status: 409 });
  });

  it("cannot be opened with a forged link", async () => {
    const link = urlIn(await untilEmail(site, address, "question"), "request");
    const forged = link.replace(/token=\d+/, "token=1");
    expect((await fetch(forged)).status).toBe(404);
    expect(await postTo(forged, { action: "withdraw" })).toMatchObject({ status: 404 });
    const decide = link.replace("/request?", "/decide?");
    expect((await fetch(decide)).status).toBe(404);
  });

  it("comes with a page on which the requester can also withdraw the request", async () => {
    const link = urlIn(await untilEmail(site, address, "received"), "request");
    expect(await postTo(link, { action: "withdraw" })).toMatchObject({ status: 200 });
    await untilRequest(site, "Xena Ypsilon", { status: "withdrawn" });
    await untilEmail(site, address, "withdrawn");
    expect(await postTo(link, { action: "withdraw" })).toMatchObject({ status: 409 });
  });
});

describe("a request from an address that was marked as spam", () => {
  const address = "mallory@example.net";
  beforeAll(async () => {
    await importRows(site, [{ email: address, givenName: "Mallory", reason: "Buy!" }]);
    await press(site, "U0ADA", "spam", "Mallory Ypsilon");
    await untilRequest(site, "Mallory Ypsilon", { status: "spam" });
  });

  /** Waits until the next request from the address has this status. */
  const untilHeld = (status: string) =>
    expect.poll(() => requestAbout(site, "Mallory Again", "status")).toMatchObject({ status });

  it("is put on hold, without a card or an email", async () => {
    const before = mailsTo(site, address, /./).length;
    await importRows(site, [
      {
        email: address.toUpperCase(),
        givenName: "Mallory",
        familyName: "Again",
        reason: "Buy more!",
        timestamp: "2026-11-21 10:00:00",
      },
    ]);
    await untilHeld("quarantined");
    const list = await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct list on-hold");
    expect(readText(list)).toContain("Mallory Again");
    expect(adminCard(site, "Mallory Again")).toBeUndefined();
    expect(mailsTo(site, address, /./)).toHaveLength(before);
  });

  it("can be released by an admin, and then continues like any other request", async () => {
    const received = emailsTo(site, address, "received").length;
    const { id } = await requestAbout(site, "Mallory Again");
    await answerToCommand(site, "U0BEN", "C0GENERAL", `/acct release ${id}`);
    await untilHeld("quarantined");
    await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct release R${id}`);
    await untilEvent(site, "Mallory Again", "released", "Ada Okafor");
    const card = await untilRequest(site, "Mallory Again", { waitsFor: "admin" });
    expect(hasButton(card, "approve")).toBe(true);
    await expect.poll(() => emailsTo(site, address, "received")).toHaveLength(received + 1);
    await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct release ${id}`);
    const events = await eventsOf(site, "Mallory Again");
    expect(events.filter(({ kind }) => kind === "released")).toHaveLength(1);
  });
});

async function postTo(link: string, fields: Record<string, string>) {
  const { origin, pathname, searchParams } = new URL(link);
  const body = new URLSearchParams({ token: searchParams.get("token") ?? "", ...fields });
  const answer = await fetch(origin + pathname, { method: "POST", body });
  return { status: answer.status, page: await answer.text() };
}
