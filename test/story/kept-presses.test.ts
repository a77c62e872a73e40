import { afterAll, describe, expect, it } from "vitest";
import { ask, press, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { holdEvents } from "./hold-events.ts";
import { newSite } from "./new-site.ts";
import { replyTo, untilEvent, untilRequest } from "./until.ts";

describe.each(["socket", "http"] as const)("in %s mode", async (slackMode) => {
  const site = await newSite({ withLdap: false, slackMode });
  const { sandbox, database } = site;
  const events = await holdEvents(database);
  afterAll(async () => {
    await events.end();
    await site.stop();
  });

  async function start() {
    const acct = await site.start();
    if (slackMode === "http") sandbox.deliverTo(`${acct.url}/slack/events`);
    return acct;
  }
  const decisionsOf = async (email: string) => {
    const rows = await database.query<{ approvals: readonly { name: string; by: string }[] }>(
      "select approvals from requests where email = $1",
      [email],
    );
    return rows[0]?.approvals;
  };

  /** Runs `act`, and kills the process that acknowledges it before it can commit anything. */
  async function killBeforeCommit(
    acct: { kill(): void; readonly ended: Promise<string> },
    event: string,
    act: () => Promise<{ readonly acked: boolean }>,
  ): Promise<void> {
    await events.hold(event);
    expect(await act()).toMatchObject({ acked: true });
    await expect.poll(events.waiting).not.toEqual([]);
    acct.kill();
    await acct.ended;
    for (const { pid } of await events.waiting())
      await database.query("select pg_terminate_backend($1)", [pid]);
    await events.release(event);
  }

  it("an acknowledged press counts even if its process is killed at once, and the person who pressed is told", async () => {
    const acct = await start();
    await ask(site, "U0AMY");
    const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
    await killBeforeCommit(acct, "approved at await-admin", () =>
      sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" }),
    );
    expect(await decisionsOf("amy@example.org")).toEqual([]);

    await start();
    await expect
      .poll(() => decisionsOf("amy@example.org"))
      .toMatchObject([{ name: "admin", by: "slack:U0ADA" }]);
    // Only the process that was killed could have replied in the channel.
    await sandbox.until(() => sandbox.messages("U0ADA").length > 0, "a direct message to Ada");
    await untilRequest(site, "Amy Ash", { waitsFor: "pi", piUser: "U0HOPPER" });
    const events = await database.query("select id from events where kind = 'approved'");
    expect(events).toHaveLength(1);
  });

  it("an acknowledged command counts even if its process is killed at once, and its text is erased", async () => {
    const acct = site.processes.at(-1);
    if (!acct) throw new Error("no process is running");
    await killBeforeCommit(acct, "withdrawn at await-pi", () =>
      sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct withdraw 1" }),
    );
    await start();
    await untilEvent(site, "Amy Ash", "withdrawn", "Amy Ash");
    const open = () =>
      database.query(
        "select id from interactions where finished_at is null or run_at is not null or text <> ''",
      );
    await expect.poll(open).toEqual([]);
  });

  it("a press that opens a form is acknowledged only once the form is open", async () => {
    await ask(site, "U0BEN");
    await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
    sandbox.beforeCall(({ method }) => {
      if (method !== "views.open") return undefined;
      site.processes.at(-1)?.kill();
      return "cut";
    });
    await press(site, "U0ADA", "deny", "Ben Birch");
    sandbox.beforeCall(undefined);
    expect(sandbox.deliveries.findLast(({ what }) => what === "deny pressed")?.outcome).not.toBe("acked");
    await start();
  });

  it("a repeated delivery gets one reply", async () => {
    // No one else in this file has replies that may still come.
    const answers = () =>
      sandbox.messages("C0GENERAL", "U0NOETHER").filter(({ onlyFor }) => onlyFor === "U0NOETHER");
    const before = answers().length;
    sandbox.faults.deliverTwice = true;
    await sandbox.command({ user: "U0NOETHER", channel: "C0GENERAL", text: "/acct status" });
    sandbox.faults.deliverTwice = false;
    await sandbox.until(() => answers().length > before, "an answer");
    // The second delivery causes nothing more once it has been acknowledged.
    await sandbox.until(
      () =>
        sandbox.deliveries
          .filter(({ what }) => what.includes("status"))
          .every(({ outcome }) => outcome === "acked"),
      "both deliveries acknowledged",
    );
    const help = await replyTo(site, "U0NOETHER", "C0GENERAL", () =>
      sandbox.command({ user: "U0NOETHER", channel: "C0GENERAL", text: "/acct help" }),
    );
    expect(readText(help)).toContain("/acct status");
    expect(answers()).toHaveLength(before + 2);
  });
});
