import { afterEach, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { wrongClock } from "../../dev/local-stack/faketime.ts";
import { hasButton } from "../../dev/local-stack/people.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { newSite, type TestSite } from "./new-site.ts";
import { logLines } from "./until-more.ts";

const PEOPLE = 20;
const workflows = buildWorkflows(approvalsOf({ account: ["admin"], membership: ["pi"], quota: ["admin"] }));
let site: TestSite;
afterEach(() => site.stop());

it.each(["+1h", "-1h", "+1d"])(
  "Two processes share the work by the database's clock, even if one of their clocks is off by %s, which acct reports",
  async (skew) => {
    const wrong = await wrongClock(skew);
    site = await newSite({
      withLdap: false,
      certificateVariables: await wrongClock("-2d"),
      settings: {
        approvals: { account: ["admin"] },
        slack: { messagesPerMinute: 1_000_000 },
        times: { closeAfter: "0s" },
      },
    });
    const { sandbox, database, mailCatcher } = site;
    const right = await site.start();
    const off = await site.start(wrong);

    // All cards have to wait once Slack tells one of them to.
    sandbox.faults.rateLimit = { method: "chat.postMessage", calls: 2, retryAfterSeconds: 1 };
    for (let n = 0; n < PEOPLE; n++) {
      const email = `n${n}@example.org`;
      const draft = aNewRequest({
        givenName: "Pat",
        familyName: `N${n}`,
        email,
        piEmail: "hopper@example.org",
      });
      const deps = { db: database.db, workflows, now: () => new Date() };
      await createRequest(draft, { by: { id: "test", name: "a test" }, note: "" }, deps);
    }
    const pressable = () => sandbox.messages("C0ACCOUNTS").filter((message) => hasButton(message, "approve"));
    await sandbox.until(() => pressable().length === PEOPLE, "all cards", 60_000);
    for (const { ts } of pressable()) {
      await sandbox.press({ user: "U0ADA", channel: "C0ACCOUNTS", ts, actionId: "approve" });
    }
    const statuses = "select status, count(*)::int from requests group by 1";
    await expect.poll(() => database.query(statuses)).toEqual([{ status: "closed", count: PEOPLE }]);
    await expect.poll(() => database.query("select 1 from notifications where sent_at is null")).toEqual([]);

    // A process that has lost a lease warns about the stage whose outcome it drops.
    for (const process of [right, off]) {
      expect(logLines(process).filter(({ level, stage }) => level === 40 && stage)).toEqual([]);
    }
    const ids = mailCatcher.mails.map(({ messageId }) => messageId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(sandbox.messages("C0ACCOUNTS")).toHaveLength(PEOPLE);
    const stages = await database.query(
      "select 1 from events where kind = 'stage-done' group by request_id, stage having count(*) > 1",
    );
    expect(stages).toEqual([]);
    const ahead = "select 1 from events where abs(extract(epoch from now() - at)) > 600";
    expect(await database.query(ahead)).toEqual([]);

    const skews = (process: { log(): string }) => logLines(process).filter((line) => "aheadMs" in line);
    expect(skews(off)).not.toEqual([]);
    expect(skews(right)).toEqual([]);
    const readiness = await fetch(`${off.url}/readyz`);
    expect(readiness.status).toBe(503);
    expect(await readiness.json()).toMatchObject({
      dependencies: expect.arrayContaining([
        expect.objectContaining({ name: "clock", ok: false, problem: expect.stringMatching(/\b\d{4,} s\b/) }),
      ]),
    });
    Object.assign(site.env, wrong);
    const { code, stdout } = await site.run("doctor");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}clock: .*\b\d{4,} s\b/m);
  },
);
