import { describe, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import type { Verdict } from "../../../src/db/names.ts";
import type { NewApproval } from "../../../src/db/tables/approvals.ts";
import { describeFailure } from "../../../src/failure/describe-failure.ts";
import {
  RETRY_AFTER_MINUTES,
  type StageFailure,
  transition,
} from "../../../src/pipeline/engine/transition.ts";
import { done, refuse, waitFor } from "../../../src/pipeline/stage.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { aNewApproval, aRequest } from "../../a-request.ts";

const now = new Date("2026-03-02T08:00:00Z");
const workflow = buildWorkflows(
  approvalsOf({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] }),
).account;
const stageFailure = {
  kind: "failure",
  sentence: "LDAP cannot be reached",
  reference: "7F3A00",
  channel: "C1",
} as const;

const minutesFromNow = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

const decision = (verdict: Verdict, reason?: string): NewApproval =>
  aNewApproval({ verdict, by: "UADA", byName: "Ada", ...(reason ? { reason } : {}) });

describe("a stage that is done", () => {
  it("makes the next stage due immediately", () => {
    const change = transition(aRequest({ stage: "register" }), done("uidNumber 20001"), workflow, now);
    expect(change).toMatchObject({ status: "running", stage: "create-accounts", runAt: now, attempt: 0 });
  });

  it("closes the request if it was the last", () => {
    const change = transition(aRequest({ stage: "close" }), done("closed"), workflow, now);
    expect(change).toMatchObject({ status: "closed", stage: "close", runAt: null });
  });

  it("resets the count of failures", () => {
    const request = aRequest({ stage: "register", attempt: 3, problem: "LDAP cannot be reached" });
    expect(transition(request, done(""), workflow, now)).toMatchObject({ attempt: 0, problem: null });
  });
});

it("A failure is shown to the admins, even if no admin has seen the request yet", () => {
  expect(transition(aRequest(), stageFailure, workflow, now).views).toEqual([
    { audience: "admin", place: "C1" },
  ]);
});

it("A stage that can't run yet runs again later, and no attempt is counted", () => {
  const retryAt = minutesFromNow(1);
  const request = aRequest({ stage: "create-accounts", attempt: 2 });
  const change = transition(
    request,
    { kind: "busy", note: "Slurm can't see amy yet", retryAt },
    workflow,
    now,
  );
  expect(change).toMatchObject({
    status: "running",
    stage: "create-accounts",
    attempt: 2,
    runAt: retryAt,
    problem: "Slurm can't see amy yet",
    event: { kind: "waiting" },
    notifications: [],
  });
});

describe("a stage that waits", () => {
  it("sleeps until a person acts", () => {
    const change = transition(
      aRequest({ stage: "await-admin" }),
      waitFor("admin", "Waiting for an admin"),
      workflow,
      now,
    );
    expect(change).toMatchObject({ status: "waiting", stage: "await-admin", runAt: null });
  });

  it("runs again at the time that it names", () => {
    const until = minutesFromNow(90);
    const change = transition(
      aRequest({ stage: "close" }),
      waitFor("closing-time", "Closes in 90 minutes", { until }),
      workflow,
      now,
    );
    expect(change).toMatchObject({ status: "waiting", runAt: until });
  });
});

describe("a stage that refuses", () => {
  it("ends the request and tells the requester why", () => {
    const change = transition(aRequest(), refuse("There is no project lab."), workflow, now);
    expect(change).toMatchObject({ status: "refused", runAt: null, problem: "There is no project lab." });
    expect(change.notifications).toMatchObject([
      { template: "refused", data: { reason: "There is no project lab." } },
    ]);
  });
});

describe("a stage that fails", () => {
  it.each(RETRY_AFTER_MINUTES.map((minutes, attempt) => ({ minutes, attempt })))(
    "is retried after $minutes minutes if it has failed $attempt times before",
    ({ minutes, attempt }) => {
      const change = transition(aRequest({ stage: "register", attempt }), stageFailure, workflow, now);
      expect(change).toMatchObject({
        status: "running",
        stage: "register",
        attempt: attempt + 1,
        runAt: minutesFromNow(minutes),
      });
    },
  );

  it("makes the request stuck at the fifth failure, in the same stage, and tells the requester and the admins", () => {
    const change = transition(aRequest({ stage: "register", attempt: 4 }), stageFailure, workflow, now);
    expect(change).toMatchObject({ status: "stuck", stage: "register", runAt: null });
    expect(change.problem).toMatch(/LDAP cannot be reached.*7F3A00/);
    expect(change.notifications.map(({ template }) => template)).toEqual([
      "delayed",
      "needs-attention",
      "thread-note",
    ]);
  });
});

describe("a retry", () => {
  it("continues from the stage that failed, with all its attempts", () => {
    const request = aRequest({ status: "stuck", stage: "create-accounts", attempt: 4, problem: "x" });
    const change = transition(request, { kind: "retry", by: { id: "UADA", name: "Ada" } }, workflow, now);
    expect(change).toMatchObject({
      status: "running",
      stage: "create-accounts",
      attempt: 0,
      runAt: now,
      problem: null,
      event: { kind: "retried", actor: "UADA" },
    });
  });
});

describe("a decision", () => {
  const waiting = aRequest({ status: "waiting", stage: "await-admin", runAt: null });
  const decide = (approval: NewApproval, isLast = true) =>
    transition(waiting, { kind: "decide", approval, isLast }, workflow, now);

  it("to approve asks the next person, and doesn't notify the requester yet", () => {
    const change = decide(decision("approved"));
    expect(change).toMatchObject({ status: "running", stage: "await-pi", runAt: now, notifications: [] });
    expect(change.approvals?.given).toMatchObject({ verdict: "approved", byName: "Ada" });
  });

  it("to approve leaves the request where it is while more people have to approve", () => {
    expect(decide(decision("approved"), false)).toMatchObject({
      status: "waiting",
      stage: "await-admin",
      waitsFor: "admin",
      approvals: { given: { byName: "Ada" } },
      event: { kind: "approved" },
      notifications: [],
    });
  });

  it("to approve notifies the requester if it is the last approval", () => {
    const request = aRequest({ status: "waiting", stage: "await-pi" });
    const change = transition(
      request,
      { kind: "decide", approval: { ...decision("approved"), name: "pi" }, isLast: true },
      workflow,
      now,
    );
    expect(change).toMatchObject({ status: "running", stage: "sign-agreements" });
    expect(change.notifications.map(({ template }) => template)).toEqual(["approved"]);
  });

  it("to deny ends the request and emails the reason", () => {
    const change = decide(decision("denied", "Not our project."));
    expect(change).toMatchObject({ status: "refused", runAt: null, problem: "Not our project." });
    expect(change.notifications).toMatchObject([
      { template: "refused", data: { reason: "Not our project." } },
    ]);
  });

  it("that it is spam ends the request and notifies no one", () => {
    expect(decide(decision("spam"))).toMatchObject({ status: "spam", runAt: null, notifications: [] });
  });
});

describe("requests that get stuck", () => {
  const announced = (but: Parameters<typeof aRequest>[0], failure: Partial<StageFailure> = {}, at = now) =>
    transition(
      aRequest({ stage: "register", attempt: 4, ...but }),
      { ...stageFailure, ...failure },
      workflow,
      at,
    ).notifications.find(({ template }) => template === "needs-attention")?.key;

  it("are announced in the admin channel once a day for each cause, no matter how many there are", () => {
    expect(announced({ id: 1 })).toBe(announced({ id: 2 }));
    expect(announced({ id: 1 })).not.toBe(announced({ id: 1 }, { sentence: "Keystone does not answer" }));
    expect(announced({ id: 1 })).not.toBe(announced({ id: 1 }, {}, new Date(now.getTime() + 86_400_000)));
  });

  it("tell the thread of that message who retried them, that they continue, and who gave them up", () => {
    const thread = announced({ id: 7 }) ?? "";
    const stuck = aRequest({ status: "stuck", stage: "register", details: { stuckThread: thread } });
    const by = { id: "UADA", name: "Ada Okafor" };
    const told = (input: Parameters<typeof transition>[1], request = stuck) =>
      transition(request, input, workflow, now).notifications.filter((one) => one.thread === thread);
    expect(told({ kind: "retry", by })).toMatchObject([
      { via: "channel", data: { list: expect.stringMatching(/Ada Okafor.*7/) } },
    ]);
    expect(told({ kind: "abandon", by, reason: "" })).toHaveLength(1);
    expect(told(stageFailure)).toEqual([]);
    const running = { ...stuck, status: "running" } as const;
    expect(told(done(""), running)).toMatchObject([{ data: { isOver: "true" } }]);
    const continued = transition(running, done(""), workflow, now);
    expect(continued.facts.details).toEqual({ stuckThread: null });
    expect(told(done(""), { ...running, details: { stuckThread: null } })).toEqual([]);
  });

  it("are announced only once even if the failure was unexpected and each has a different reference", () => {
    const unforeseen = (reference: string) => ({
      reference,
      sentence: describeFailure(new TypeError("x is undefined"), reference),
    });
    expect(announced({ id: 1 }, unforeseen("7F3A00"))).toBe(announced({ id: 2 }, unforeseen("BEEF01")));
  });

  it("are announced only once even if the failure names the person", () => {
    const failed = (username: string) => ({ sentence: `LDAP did not take uid=${username}: no space left` });
    expect(announced({ id: 1, username: "aash" }, failed("aash"))).toBe(
      announced({ id: 2, username: "bbirch" }, failed("bbirch")),
    );
  });
});
