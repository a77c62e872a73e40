import { afterAll, expect, it } from "vitest";
import { ask, hasButton, pressAndFill, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { newSite } from "./new-site.ts";
import { eventsOf, replyTo, untilDirectMessage, untilEvent, untilRequest } from "./until.ts";
import { untilButton } from "./until-more.ts";

/* What people type to acct in their direct messages gets an answer, and can become one. */

const site = await newSite({ withLdap: false });
const { sandbox } = site;
await site.start();
afterAll(() => site.stop());

it("What a requester types after a question becomes the answer with one click", async () => {
  await ask(site, "U0AMY", { projectKind: "new", project: "geo" });
  await pressAndFill(site, "U0ADA", ["ask", "Amy Ash"], { question: "Which software?" });
  await untilDirectMessage(site, "U0AMY", "question");
  const offer = await replyTo(site, "U0AMY", "U0AMY", () =>
    sandbox.say({ user: "U0AMY", text: "GROMACS & <b>NAMD</b>" }),
  );
  expect(readText(offer)).toContain("GROMACS &amp; &lt;b&gt;NAMD&lt;/b&gt;");
  expect(hasButton(offer, "send-answer")).toBe(true);
  await untilRequest(site, "Amy Ash", { waitsFor: "admin", isAsked: true });

  const second = await replyTo(site, "U0AMY", "U0AMY", () =>
    sandbox.say({ user: "U0AMY", text: "No, only NAMD" }),
  );
  await sandbox.press({ user: "U0AMY", channel: "D0AMY", ts: second.ts, actionId: "send-answer" });
  await untilEvent(site, "Amy Ash", "answered", "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin", isAsked: false });
  const answers = (await eventsOf(site, "Amy Ash")).filter(({ kind }) => kind === "answered");
  expect(answers).toMatchObject([{ note: "No, only NAMD" }]);

  // The first one answers nothing any more.
  await sandbox.press({ user: "U0AMY", channel: "D0AMY", ts: offer.ts, actionId: "send-answer" });
  expect((await eventsOf(site, "Amy Ash")).filter(({ kind }) => kind === "answered")).toHaveLength(1);
});

it.each(["U0HOPPER", "U0GUEST", "U0BEN"])(
  "%s, who types without a question, is told where to act",
  async (user) => {
    const reply = await replyTo(site, user, user, () => sandbox.say({ user, text: "approved" }));
    expect(readText(reply)).toContain("help@example.org");
    expect(hasButton(reply, "send-answer")).toBe(false);
  },
);

it("A message that Slack delivers twice is answered once", async () => {
  const before = sandbox.messages("U0ZOE").length;
  sandbox.faults.deliverTwice = true;
  await replyTo(site, "U0ZOE", "U0ZOE", () => sandbox.say({ user: "U0ZOE", text: "Hello?" }));
  sandbox.faults.deliverTwice = false;
  await sandbox.command({ user: "U0ZOE", channel: "D0ZOE", text: "/acct status" });
  await untilButton(site, ADMIN_CHANNEL, "approve", "Amy Ash");
  expect(sandbox.messages("U0ZOE").filter(({ user, onlyFor }) => user !== "U0ZOE" && !onlyFor)).toHaveLength(
    before + 1,
  );
});
