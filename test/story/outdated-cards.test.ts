import { afterAll, afterEach, describe, expect, it } from "vitest";
import { approveAsAdmin, approveAsPi, ask, fill, press, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { ADMIN_CHANNEL as TOWN_ADMINS } from "../../dev/sandbox/mattermost/campus.ts";
import {
  peopleInMattermost,
  readText as readPost,
  untilHappened,
  untilState,
} from "./mattermost/people-in-mattermost.ts";
import { astro, newSite, type TestSite } from "./new-site.ts";
import { eventsOf, replyTo, untilRequest } from "./until.ts";
import { requestAbout, untilButton } from "./until-more.ts";

/* What is decided is what was shown. In these stories, the chat refuses to edit messages while someone corrects the request. */

const settings = {
  approvals: { account: ["pi", "admin"] as ("pi" | "admin")[] },
  projects: { astro: { pi: "hopper@example.org" } },
};
const STATE = 'status, stage, approvals, waits_for as "waitsFor"';
const stateOf = (site: TestSite, who: string) => requestAbout<{ waitsFor: string | null }>(site, who, STATE);

/** Waits until the last correction says this and the request waits for a decision again, whatever its card shows. */
async function untilCorrected(site: TestSite, who: string, to: string): Promise<void> {
  await expect
    .poll(async () => (await eventsOf(site, who)).findLast(({ kind }) => kind === "corrected")?.note)
    .toContain(to);
  await expect.poll(async () => (await stateOf(site, who)).waitsFor).not.toBeNull();
}

describe("on Slack", async () => {
  const site = await newSite({ entries: astro, settings });
  const { sandbox } = site;
  afterAll(() => site.stop());
  await site.start();
  afterEach(() => {
    sandbox.faults.errors = {};
  });
  const refuseEdits = () => {
    sandbox.faults.errors = { "chat.update": "internal_error" };
  };
  const answerTo = (user: string, channel: string, ts: string, actionId: string) =>
    replyTo(site, user, channel === ADMIN_CHANNEL ? channel : user, () =>
      sandbox.press({ user, channel, ts, actionId }),
    );

  it("An admin decides nothing on a card from before a correction, reads what was corrected, and decides once the card shows it", async () => {
    await ask(site, "U0AMY");
    await approveAsPi(site, "Amy Ash");
    const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
    refuseEdits();
    await press(site, "U0ADA", "amend", "Amy Ash");
    expect(await fill(site, "U0ADA", { username: "amyash" })).toBe("closed");
    await untilCorrected(site, "Amy Ash", "amyash");
    const before = await stateOf(site, "Amy Ash");

    for (const actionId of ["approve", "spam", "deny"]) {
      const answer = await answerTo("U0GRACE", ADMIN_CHANNEL, card.ts, actionId);
      expect(readText(answer)).toContain("amyash");
    }
    expect(sandbox.modal("U0GRACE")).toBeUndefined();
    expect(await stateOf(site, "Amy Ash")).toEqual(before);

    sandbox.faults.errors = {};
    await answerTo("U0GRACE", ADMIN_CHANNEL, card.ts, "approve");
    await sandbox.until(() => readText(card).includes("amyash"), "the card to show the correction", 5000);
    await approveAsAdmin(site, "Amy Ash", "U0GRACE");
    await untilRequest(site, "Amy Ash", { waitsFor: "password" });
  });

  it("A PI decides nothing in a message from before a correction, nor in a form that they had opened there", async () => {
    await ask(site, "U0BEN");
    const { ts } = await untilButton(site, "U0HOPPER", "approve", "Ben Birch");
    const status = await replyTo(site, "U0ADA", ADMIN_CHANNEL, async () => {
      const { id } = await stateOf(site, "Ben Birch");
      return sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: `/acct status ${id}` });
    });
    refuseEdits();
    await sandbox.press({ user: "U0HOPPER", channel: "D0HOPPER", ts, actionId: "deny" });
    await sandbox.until(() => sandbox.modal("U0HOPPER"), "the form");
    await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: status.ts, actionId: "amend" });
    expect(await fill(site, "U0ADA", { ends: "2031-09-30" })).toBe("closed");
    await untilCorrected(site, "Ben Birch", "2031-09-30");
    const before = await stateOf(site, "Ben Birch");

    await replyTo(site, "U0HOPPER", "U0HOPPER", () => fill(site, "U0HOPPER", { reason: "Not for ever." }));
    await answerTo("U0HOPPER", "D0HOPPER", ts, "approve");
    expect(await stateOf(site, "Ben Birch")).toEqual(before);

    sandbox.faults.errors = {};
    await answerTo("U0HOPPER", "D0HOPPER", ts, "approve");
    await sandbox.until(
      () => sandbox.messages("U0HOPPER").some((one) => one.ts === ts && readText(one).includes("2031")),
      "the message to show the correction",
    );
    await approveAsPi(site, "Ben Birch");
    await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  });

  it("A card that is behind for any other reason still decides", async () => {
    await ask(site, "U0ZOE");
    await approveAsPi(site, "Zoë");
    const card = await untilRequest(site, "Zoë", { waitsFor: "admin" });
    refuseEdits();
    await press(site, "U0ADA", "claim", "Zoë");
    await untilHappened(site, "Zoë", "claimed");
    await sandbox.press({ user: "U0GRACE", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" });
    await untilHappened(site, "Zoë", "approved", "Grace Lindqvist");
  });
});

describe.each(["5.37.0", "12.1.0"] as const)("on Mattermost %s", async (version) => {
  const site = await newSite({
    entries: astro,
    mattermost: { withSlack: false, options: { version } },
    settings: {
      ...settings,
      mattermost: { messagesPerMinute: 6000, admins: { users: ["ada", "grace"] } },
    },
  });
  afterAll(() => site.stop());
  const people = peopleInMattermost(site);
  const { server, pressIn, fill: fillDialog, answerTo } = people;
  await site.start();
  afterEach(() => {
    server.faults.errors = {};
  });
  const refuseEdits = () => {
    server.faults.errors = { "PUT /posts/:id/patch": { status: 500, id: "app.post.update.app_error" } };
  };

  it("An admin decides nothing on a card from before a correction, also after a question, and the card is brought up to date", async () => {
    await people.ask("amy");
    await people.approveAsPi("Amy Ash");
    await untilState(site, "Amy Ash", { waitsFor: "admin" });
    const card = await people.untilButton("ada", "approve", "Amy Ash", TOWN_ADMINS);
    refuseEdits();
    await pressIn("ada", card, "amend");
    expect(await fillDialog("ada", { username: "amyash" })).toBe("closed");
    await untilCorrected(site, "Amy Ash", "amyash");
    const before = await stateOf(site, "Amy Ash");

    for (const action of ["approve", "deny"])
      expect(readPost(await answerTo("grace", () => pressIn("grace", card, action)))).toContain("amyash");
    await pressIn("grace", card, "spam");
    const told = await people.newMessageTo("grace", () => fillDialog("grace", { confirmed: "yes" }));
    expect(readPost(told)).toContain("amyash");
    expect(await stateOf(site, "Amy Ash")).toEqual(before);

    server.faults.errors = {};
    await answerTo("grace", () => pressIn("grace", card, "approve"));
    await people.untilCardSays("Amy Ash", "amyash");
    await people.approveAsAdmin("Amy Ash", "grace");
    await untilHappened(site, "Amy Ash", "approved", "Grace Lindqvist");
  });

  it("A PI decides nothing in a message from before a correction", async () => {
    await people.ask("ben");
    const asked = await people.untilButton("hopper", "approve", "Ben Birch");
    await untilState(site, "Ben Birch", { waitsFor: "pi" });
    const { id } = await stateOf(site, "Ben Birch");
    const status = await people.answerToCommand("ada", `/acct status ${id}`, TOWN_ADMINS);
    refuseEdits();
    await pressIn("ada", status, "amend");
    expect(await fillDialog("ada", { ends: "2031-09-30" })).toBe("closed");
    await untilCorrected(site, "Ben Birch", "2031-09-30");
    const before = await stateOf(site, "Ben Birch");
    await answerTo("hopper", () => pressIn("hopper", asked, "approve"));
    expect(await stateOf(site, "Ben Birch")).toEqual(before);
  });
});
