import { afterAll, expect, it } from "vitest";
import * as slack from "../../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL as SLACK_CHANNEL } from "../../../dev/sandbox/campus.ts";
import { campus, ADMIN_CHANNEL as MATTERMOST_CHANNEL } from "../../../dev/sandbox/mattermost/campus.ts";
import { importRows } from "../import-rows.ts";
import { newSite } from "../new-site.ts";
import { eventsOf } from "../until.ts";
import { peopleInMattermost, untilHappened, untilState } from "./people-in-mattermost.ts";

/* A site in both chats. Lise Meitner is only in Mattermost, and Maria Curie-Sato is only in Slack. */

const meitner = { username: "meitner", firstName: "Lise", lastName: "Meitner" };
const withoutCurie = campus.people.filter(({ username }) => username !== "curie");
const site = await newSite({
  withLdap: false,
  mattermost: {
    withSlack: true,
    options: { seed: { ...campus, people: [...withoutCurie, meitner] } },
  },
  settings: {
    slack: { messagesPerMinute: 1_000_000 },
    mattermost: { messagesPerMinute: 1_000_000 },
  },
});
const { sandbox } = site;
afterAll(() => site.stop());
const people = peopleInMattermost(site);
let acct = await site.start();

/** Kills acct between any two instructions and starts it again where Mattermost calls it. */
async function restart() {
  acct.kill();
  await acct.stop();
  acct = await site.start({ PORT: site.env.PORT });
}

const inSlack = (about: string) =>
  sandbox.messages(SLACK_CHANNEL).filter(({ onlyFor, text }) => !onlyFor && text.includes(about));
/** Waits until neither admin channel offers to approve this request anymore, and each has one card of it. */
async function untilSettledInBoth(about: string) {
  await people.untilSettled("ada", "approve", about, MATTERMOST_CHANNEL);
  await sandbox.until(
    () => !inSlack(about).some((one) => slack.hasButton(one, "approve")),
    `no Approve for ${about} in Slack`,
  );
  expect(people.cards(about)).toHaveLength(1);
  expect(inSlack(about)).toHaveLength(1);
}
const row = (givenName: string, pi: string) => ({
  email: `${givenName.toLowerCase()}@example.org`,
  givenName,
  existingProject: givenName.toLowerCase(),
  piName: "Their PI",
  piEmail: `${pi}@example.org`,
});

it("An admin decides in Mattermost and the PI in Slack: both admin channels show it, and a restart in between loses nothing", async () => {
  await importRows(site, [row("Mia", "curie")]);
  await people.approveAsAdmin("Mia Ypsilon");
  await untilHappened(site, "Mia Ypsilon", "approved", "Ada Okafor");
  await restart();
  await untilSettledInBoth("Mia Ypsilon");
  await slack.approveAsPi(site, "Mia Ypsilon", "U0CURIE");
  await untilHappened(site, "Mia Ypsilon", "approved", "Maria Curie-Sato");
  await people.untilCardSays("Mia Ypsilon", "Maria Curie-Sato");
  await untilState(site, "Mia Ypsilon", { waitsFor: "closing-time" });
});

it("An admin decides in Slack and the PI in Mattermost: both admin channels show it, and a restart in between loses nothing", async () => {
  await importRows(site, [row("Max", "meitner")]);
  await slack.approveAsAdmin(site, "Max Ypsilon", "U0GRACE");
  await untilHappened(site, "Max Ypsilon", "approved", "Grace Lindqvist");
  await restart();
  await untilSettledInBoth("Max Ypsilon");
  await people.approveAsPi("Max Ypsilon", "meitner");
  await untilHappened(site, "Max Ypsilon", "approved", "Lise Meitner");
  await people.untilCardSays("Max Ypsilon", "Lise Meitner");
  await sandbox.until(
    () => inSlack("Max Ypsilon").some((one) => slack.readText(one).includes("Lise Meitner")),
    "the card in Slack to name the PI",
  );
});

it("If admins decide in both chats at once, one decision counts, and both channels show it", async () => {
  await importRows(site, [row("Moe", "meitner")]);
  const card = await people.untilButton("ada", "approve", "Moe Ypsilon", MATTERMOST_CHANNEL);
  await sandbox.until(() => inSlack("Moe Ypsilon")[0], "the card in Slack");
  await Promise.all([
    people.server.as("ada").press(card.id, "approve"),
    slack.approveAsAdmin(site, "Moe Ypsilon", "U0GRACE"),
  ]);
  await untilHappened(site, "Moe Ypsilon", "approved");
  await untilSettledInBoth("Moe Ypsilon");
  const kinds = (await eventsOf(site, "Moe Ypsilon")).filter(({ kind }) => kind === "approved");
  expect(kinds).toHaveLength(1);
});

it("Someone whose profile in both chats has the same address gets one message, and their request has one card in each admin channel", async () => {
  expect(await people.ask("amy", { pi: people.server.user("meitner").id })).toBe("closed");
  await people.untilButton("ada", "approve", "Amy Ash", MATTERMOST_CHANNEL);
  await sandbox.until(() => inSlack("Amy Ash")[0], "the card in Slack");
  await slack.pressAndFill(site, "U0ADA", ["deny", "Amy Ash"], { reason: "Not this year." });
  await untilState(site, "Amy Ash", { status: "refused" });
  await people.untilMessage("amy", "Not this year.");
  await untilSettledInBoth("Amy Ash");
  expect(sandbox.messages("U0AMY")).toEqual([]);
});
