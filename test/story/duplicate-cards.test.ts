import { afterAll, afterEach, expect, it } from "vitest";
import { ask, hasButton, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Message } from "../../dev/sandbox/workspace.ts";
import { newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";

const site = await newSite({ withLdap: false });
const { sandbox } = site;
await site.start();
afterEach(() => {
  sandbox.beforeCall(undefined);
  sandbox.afterCall(undefined);
});
afterAll(() => site.stop());

const cardsOf = (name: string, place: string): readonly Message[] =>
  sandbox
    .messages(place)
    .filter(({ onlyFor, text, blocks }) => !onlyFor && text.includes(name) && blocks[0]?.type === "header");
const messageAt = (place: string, ts: string) => sandbox.messages(place).find((one) => one.ts === ts);
const decisions = (email: string) =>
  site.database.query<{ name: string; actor: string }>(
    "select a.name, a.actor from approvals a join requests r on r.id = a.request_id where r.email = $1 order by a.seq",
    [email],
  );

/** Loses Slack's response to the call that posts this person's card here, so that acct posts the card again. */
function loseAnswer(name: string, place: string): void {
  let lost = false;
  sandbox.afterCall(({ method, args }) => {
    if (lost || method !== "chat.postMessage" || args.channel !== place) return undefined;
    if (!String(args.text).includes(name) || !JSON.stringify(args.blocks ?? "").includes("header"))
      return undefined;
    lost = true;
    return "cut";
  });
}

it.each([
  ["the admin channel", "U0AMY", "Amy Ash", ADMIN_CHANNEL, ADMIN_CHANNEL, "U0ADA"],
  ["a PI's direct messages", "U0BEN", "Ben Birch", "U0HOPPER", "D0HOPPER", "U0HOPPER"],
])(
  "A card that was posted twice in %s because Slack's response was lost still works, and then loses its buttons",
  async (_, requester, name, place, channel, user) => {
    loseAnswer(name, place);
    await ask(site, requester);
    if (place !== ADMIN_CHANNEL) {
      const [card] = await sandbox.until(
        () => cardsOf(name, ADMIN_CHANNEL).length > 0 && cardsOf(name, ADMIN_CHANNEL),
        "the admin's card",
      );
      await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card?.ts ?? "", actionId: "approve" });
    }
    const [twin, live] = await sandbox.until(
      () => cardsOf(name, place).length === 2 && cardsOf(name, place),
      "the card twice",
    );
    // Until this is recorded, a press would make the twin the request's card.
    const recorded = "select 1 from views where message like '%/' || $1";
    await expect.poll(() => site.database.query(recorded, [live?.ts])).toHaveLength(1);
    await sandbox.press({ user, channel, ts: twin?.ts ?? "", actionId: "approve" });

    await sandbox.until(() => {
      const now = messageAt(place, twin?.ts ?? "");
      return now && !JSON.stringify(now.blocks).includes("action_id");
    }, "the twin without its buttons");
    const by = place === ADMIN_CHANNEL ? "admin" : "pi";
    const made = await decisions(`${requester.slice(2).toLowerCase()}@example.org`);
    expect(made).toContainEqual({ name: by, actor: `slack:${user}` });
    // The other card still shows the state of the request.
    const shown = () => messageAt(place, live?.ts ?? "") as Message;
    await expect.poll(() => hasButton(shown(), "approve")).toBe(false);
    expect(readText(shown())).toMatch(/Ada Okafor|Henrik Hopper/);
  },
);

it("A card that Slack never confirmed becomes the request's card when someone presses its button, and is not posted again", async () => {
  let posted = 0;
  const isCard = (args: Readonly<Record<string, unknown>>) =>
    JSON.stringify(args.blocks ?? "").includes("header");
  sandbox.beforeCall(({ method, args }) => {
    if (method !== "chat.postMessage" || args.channel !== ADMIN_CHANNEL || !isCard(args)) return undefined;
    return posted++ > 0 ? "cut" : undefined;
  });
  sandbox.afterCall(({ method, args }) =>
    method === "chat.postMessage" && args.channel === ADMIN_CHANNEL && isCard(args) ? "cut" : undefined,
  );
  await ask(site, "U0CURIE");
  await expect.poll(() => posted).toBeGreaterThan(1);
  const [card] = cardsOf("Curie", ADMIN_CHANNEL);
  // The press works only between two attempts to post the card; the pauses between them grow from one second.
  await expect
    .poll(async () => {
      await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card?.ts ?? "", actionId: "claim" });
      const now = messageAt(ADMIN_CHANNEL, card?.ts ?? "");
      return now && readText(now);
    })
    .toContain("Ada Okafor");
  sandbox.beforeCall(undefined);
  await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card?.ts ?? "", actionId: "approve" });
  expect((await untilRequest(site, "Curie", { waitsFor: "pi" })).ts).toBe(card?.ts);
  expect(cardsOf("Curie", ADMIN_CHANNEL)).toHaveLength(1);
});

it("A command that is delivered twice opens one form and causes no other message", async () => {
  sandbox.faults.deliverTwice = true;
  const before = sandbox.messages("C0GENERAL", "U0ZOE").length;
  await sandbox.command({ user: "U0ZOE", channel: "C0GENERAL", text: "/acct request" });
  await sandbox.until(() => sandbox.modal("U0ZOE"), "the form");
  const opened = () =>
    sandbox.calls.filter(({ method }) => method === "views.open").map(({ result }) => result);
  await sandbox.until(() => opened().includes("exchanged_trigger_id"), "the second delivery");
  sandbox.faults.deliverTwice = false;
  // acct answers one delivery before the next, so another message would arrive before the help.
  await sandbox.command({ user: "U0ZOE", channel: "C0GENERAL", text: "/acct help" });
  await sandbox.until(() => sandbox.messages("C0GENERAL", "U0ZOE").length > before, "the help");
  expect(sandbox.messages("C0GENERAL", "U0ZOE")).toHaveLength(before + 1);
});
