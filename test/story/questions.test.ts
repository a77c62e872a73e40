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
  textOf,
  untilCardSays,
  untilMail,
  untilTold,
  whisperTo,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

describe("a question to somebody in the chat", () => {
  beforeAll(async () => {
    expect(await ask(site, "U0AMY")).toBe("closed");
  });

  it("begins with a template of the site's, which can be edited before it is sent", async () => {
    await press(site, "U0ADA", "ask", "Amy Ash");
    const { id } = await sandbox.until(() => sandbox.modal("U0ADA"), "the form");
    await sandbox.change({ user: "U0ADA", viewId: id, values: { template: "1" }, field: "template" });
    const filled = await sandbox.until(
      () => JSON.stringify(sandbox.modal("U0ADA")?.content.blocks).includes("your address at work?"),
      "the template in the question",
    );
    expect(filled).toBe(true);
    expect(await fill(site, "U0ADA", { question: "Which software do you need?" })).toBe("closed");
    const card = await untilCardSays(site, "Amy Ash", "waits for Amy to answer Ada Okafor");
    expect(textOf(card)).toContain("Ada Okafor asks: Which software do you need?");
  });

  it("cannot be asked twice in the same words, nor answered by somebody else", async () => {
    await pressAndFill(site, "U0GRACE", ["ask", "Amy Ash"], { question: "Which software do you need?" });
    await untilTold(site, "U0GRACE", /Ada Okafor has asked just that/);
    const { ts } = await untilTold(site, "U0AMY", /Ada Okafor asks: Which software/);
    expect(ts).toBeTruthy();
    await sandbox.command({ user: "U0BEN", channel: "C0GENERAL", text: "/acct status 1" });
    expect(await whisperTo(site, "U0BEN", "C0GENERAL", /Not found/)).toContain("There is no request 1.");
  });

  it("comes back on the card and to whoever asked, and the request goes on from there", async () => {
    const question = await untilTold(site, "U0AMY", /Which software do you need/);
    await sandbox.press({ user: "U0AMY", channel: "D0AMY", ts: question.ts, actionId: "answer" });
    expect(await fill(site, "U0AMY", { answer: "GROMACS & <b>NAMD</b>" })).toBe("closed");
    const card = await untilCardSays(site, "Amy Ash", "waits for an admin");
    expect(textOf(card)).toContain("Amy Ash answers: GROMACS &amp; &lt;b&gt;NAMD&lt;/b&gt;");
    await untilTold(site, "U0ADA", /Amy Ash has answered/);
    await sandbox.until(() => !hasButton(question, "answer"), "the question without the button");
    expect(hasButton(question, "withdraw")).toBe(true);
    await approveAsAdmin(site, "Amy Ash");
    await untilCardSays(site, "Amy Ash", "waits for Henrik Hopper");
  });
});

describe("a question to somebody who is not in the chat", () => {
  const address = "xena@example.org";
  beforeAll(async () => {
    await importRows(site, [{ 4: address }]);
    await pressAndFill(site, "U0ADA", ["ask", "Xena Ypsilon"], { question: "Who are you?" });
  });

  it("goes by mail, and is answered on a page that does nothing when it is only opened", async () => {
    const mail = await untilMail(site, address, /A question about your request/);
    const [link = ""] = /http\S+\/request\?token=\S+/.exec(mail.text) ?? [];
    for (let i = 0; i < 2; i++) {
      const page = await (await fetch(link)).text();
      expect(page).toContain("Who are you?");
      expect(page).toContain("waits for you to answer Ada Okafor");
    }
    const post = (fields: Record<string, string>) => postTo(link, fields);
    expect(await post({ action: "answer", answer: " " })).toMatchObject({
      status: 400,
      page: expect.stringContaining("Write an answer first."),
    });
    expect(await post({ action: "dance" })).toMatchObject({ status: 400 });
    expect(await post({ action: "answer", answer: "A warrior." })).toMatchObject({
      status: 200,
      page: expect.stringContaining("Thank you"),
    });
    const card = await untilCardSays(site, "Xena Ypsilon", "waits for an admin");
    expect(textOf(card)).toContain("Xena Ypsilon answers: A warrior.");
    expect(await post({ action: "answer", answer: "Again." })).toMatchObject({
      status: 409,
      page: expect.stringContaining("There is no open question"),
    });
  });

  it("opens for nobody without the link's signature", async () => {
    const mail = await untilMail(site, address, /A question about/);
    const [link = ""] = /http\S+\/request\?token=\S+/.exec(mail.text) ?? [];
    const forged = link.replace(/token=\d+/, "token=1");
    expect((await fetch(forged)).status).toBe(404);
    expect(await postTo(forged, { action: "withdraw" })).toMatchObject({ status: 404 });
    const decide = link.replace("/request?", "/decide?");
    expect((await fetch(decide)).status).toBe(404);
  });

  it("the same page takes the request back", async () => {
    const mail = await untilMail(site, address, /We have your request/);
    const [link = ""] = /http\S+\/request\?token=\S+/.exec(mail.text) ?? [];
    expect(await postTo(link, { action: "withdraw" })).toMatchObject({ status: 200 });
    await untilCardSays(site, "Xena Ypsilon", "withdrawn");
    await untilMail(site, address, /is withdrawn/);
    expect(await postTo(link, { action: "withdraw" })).toMatchObject({
      status: 409,
      page: expect.stringContaining("is withdrawn already"),
    });
  });
});

describe("spam", () => {
  const address = "mallory@example.net";
  beforeAll(async () => {
    await importRows(site, [{ 4: address, 5: "Mallory", 13: "Buy!" }]);
    await press(site, "U0ADA", "spam", "Mallory Ypsilon");
    await untilCardSays(site, "Mallory Ypsilon", "spam");
  });

  it("holds back what comes next from the address: no card, no mail", async () => {
    const before = mailsTo(site, address, /./).length;
    await importRows(site, [{ 4: address.toUpperCase(), 5: "Mallory", 6: "Again", 13: "Buy more!" }]);
    await sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: "/acct list held" });
    const list = await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /1 request/);
    expect(list).toContain("Mallory Again");
    expect(list).toContain("held back: an earlier request of this address was marked as spam");
    expect(adminCard(site, "Mallory Again")).toBeUndefined();
    expect(mailsTo(site, address, /./)).toHaveLength(before);
  });

  it("is let go by an admin, and then is a request like any other", async () => {
    const [, id = ""] =
      /(\d+) · Mallory Again/.exec(await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /Mallory Again/)) ?? [];
    await sandbox.command({ user: "U0BEN", channel: "C0GENERAL", text: `/acct release ${id}` });
    expect(await whisperTo(site, "U0BEN", "C0GENERAL", /Not released/)).toContain("Only admins");
    await sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: `/acct release R${id}` });
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /no longer held back/);
    const card = await untilCardSays(site, "Mallory Again", "waits for an admin");
    expect(hasButton(card, "approve")).toBe(true);
    await untilMail(site, address, /We have your request/);
    await sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: `/acct release ${id}` });
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /is not held back/);
  });
});

async function postTo(link: string, fields: Record<string, string>) {
  const { origin, pathname, searchParams } = new URL(link);
  const body = new URLSearchParams({ token: searchParams.get("token") ?? "", ...fields });
  const answer = await fetch(origin + pathname, { method: "POST", body });
  return { status: answer.status, page: await answer.text() };
}
