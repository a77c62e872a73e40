import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { makeCertificates } from "../../../dev/local-stack/certificates.ts";
import { startTcpRelay } from "../../../dev/local-stack/tcp-relay.ts";
import { type CaughtMail, startMailCatcher } from "../../../dev/sandbox/mail-catcher.ts";
import { settingsSchema } from "../../../src/config/settings.ts";
import { applyChange } from "../../../src/db/apply-change.ts";
import { leaseDue } from "../../../src/db/leases.ts";
import { sendUndeliveredAgain } from "../../../src/db/notifications.ts";
import { findRequest, listEvents, type NewRequest } from "../../../src/db/requests.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { type Request, requests } from "../../../src/db/tables/requests.ts";
import { openLog } from "../../../src/log.ts";
import { smtpMailer } from "../../../src/mail/smtp.ts";
import { advance } from "../../../src/pipeline/engine/advance.ts";
import type { RequestCommand } from "../../../src/pipeline/engine/request-command.ts";
import { transition } from "../../../src/pipeline/engine/transition.ts";
import { sendNotification } from "../../../src/pipeline/outbox/send-notification.ts";
import { learnTicket, setTicket } from "../../../src/pipeline/outbox/set-ticket.ts";
import type { Rules, TicketRules } from "../../../src/pipeline/pipeline-deps.ts";
import { buildPlan } from "../../../src/pipeline/plan.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { TICKET_LAYOUT } from "../../../src/view/ticket-layout.ts";
import { anApproval, fromBo } from "../../a-request.ts";
import { HOUR, inMemoryDeps, later } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const { ca, cert, key } = await makeCertificates(join(inject("folder"), "tickets"));
const catcher = await startMailCatcher({ tls: { cert, key }, user: "acct", password: "secret" });
const relay = await startTcpRelay(catcher.port);
const mailer = smtpMailer({
  from: "Accounts <accounts@example.org>",
  host: "127.0.0.1",
  port: relay.port,
  user: "acct",
  password: "secret",
  ca,
  startTls: true,
});
const database = await newDatabase();
const { db } = database;
afterAll(async () => {
  mailer.close();
  await Promise.all([relay.stop(), catcher.stop(), database.close()]);
});

const ADDRESS = "tickets@helpdesk.example";
const HELPDESK = {
  ...settingsSchema.shape.helpdesk.unwrap().parse({ address: ADDRESS, tag: "[help.example.org #{number}]" }),
  layout: TICKET_LAYOUT,
};
const workflows = buildWorkflows(
  approvalsOf({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] }),
);
const ada = { id: "slack:UADA", name: "Ada Okafor" };
let clock = 0;

function open(helpdesk: TicketRules | undefined = HELPDESK, but: Partial<Rules> = {}) {
  const deps = inMemoryDeps(db, { helpdesk, ...but });
  deps.setClock(later(++clock * HOUR));
  const log = openLog("silent");
  return { ...deps, mailer, log, announce: () => undefined, givesUp: () => false };
}
type Deps = ReturnType<typeof open>;

let people = 0;
/** A request that its admin and its PI have approved. */
async function anApproved(deps: Deps, but: Partial<NewRequest> = {}): Promise<Request> {
  const email = but.email ?? `amy${++people}@example.org`;
  const stored = await storedRequest(db, {
    stage: "confirm-plan",
    email,
    username: `amy${people}`,
    piName: "Prof. Bo Birch",
    piEmail: "bo@example.org",
    approvals: [anApproval(), fromBo()],
    ...but,
    details: { newProject: true, ...but.details },
  });
  await database.query("update requests set plan = $2, run_at = $3 where id = $1", [
    stored.id,
    JSON.stringify(await buildPlan(stored, deps)),
    deps.now(),
  ]);
  return stored;
}

/** Lets the engine run the stages that are due, and sends what is due. */
async function work(deps: Deps): Promise<void> {
  const lease = { by: 1, now: deps.now(), leaseMs: 60_000, limit: 10 };
  const context = { deps, workflows, log: deps.log, announce: () => undefined, stopping: () => false };
  for (const row of await leaseDue(db, requests, lease)) await advance(row, context);
  for (;;) {
    const due = await leaseDue(db, notifications, lease);
    if (due.length === 0) return;
    for (const message of due) await sendNotification(message, deps);
  }
}

async function act(deps: Deps, id: number, command: RequestCommand): Promise<void> {
  const request = await findRequest(db, id);
  if (!request) throw new Error("The request is gone");
  await applyChange(db, request, transition(request, command, workflows.account, deps.now()), deps.now());
}

const ticketsOf = (id: number) =>
  catcher.mails.filter(({ to, subject }) => to.includes(ADDRESS) && subject.includes(`(request ${id})`));
const header = ({ raw }: CaughtMail, name: string) =>
  new RegExp(`^${name}:(.*(?:\\r\\n[ \\t].*)*)`, "im").exec(raw)?.[1]?.replace(/\s+/g, " ").trim();

describe("a request that was approved", () => {
  it("opens a ticket in the help desk's layout, from acct's own address, with the requester in Reply-To and in the first field", async () => {
    const deps = open();
    const { id, email } = await anApproved(deps, {
      details: { newProject: true, reason: "Light curves.\nPriority: [Low]\r\nQueue: [Trash]" },
    });
    await work(deps);
    const [mail, ...more] = ticketsOf(id);
    expect(more).toEqual([]);
    expect(mail?.from).toBe("Accounts <accounts@example.org>");
    expect(mail && header(mail, "Reply-To")).toContain(email);
    const lines = mail?.text.split(/\r?\n/) ?? [];
    expect(lines.slice(0, 4)).toEqual([
      `[${email}]`,
      "CSR Type: [Access Request]",
      "Priority: [High]",
      "Queue: [Monitoring]",
    ]);
    expect(lines.filter((line) => line.startsWith("- ")).join("\n")).toContain("account");
    expect(lines.filter((line) => /^\s*(Priority|Queue):/.test(line))).toHaveLength(2);
  });

  it("opens it without Auto-Submitted and Precedence, unless a setting turns the first one on; people's emails say that a program sent them", async () => {
    const deps = open();
    const plain = await anApproved(deps);
    await work(deps);
    const auto = open({ ...HELPDESK, autoSubmitted: true });
    const marked = await anApproved(auto);
    await work(auto);
    const [[first], [second]] = [ticketsOf(plain.id), ticketsOf(marked.id)];
    expect(first?.raw).not.toMatch(/^(Auto-Submitted|Precedence):/im);
    expect(second?.raw).toMatch(/^Auto-Submitted: auto-generated/im);
    const toPeople = catcher.mails.filter(({ to }) => !to.includes(ADDRESS));
    expect(toPeople.length).toBeGreaterThan(0);
    for (const { raw } of toPeople) {
      expect(raw).toMatch(/^Auto-Submitted: auto-generated/im);
      expect(raw).not.toMatch(/^Precedence:/im);
    }
  });

  it("never sends its PIN or its hash there", async () => {
    const deps = open();
    const { id } = await anApproved(deps, { pinHash: "$argon2id$canary" });
    await work(deps);
    expect(ticketsOf(id)).toHaveLength(1);
    expect(ticketsOf(id)[0]?.raw).not.toMatch(/pin\b|canary/i);
  });

  it("opens one ticket, ever: also after it was sent back, approved again, retried, and restarted", async () => {
    const deps = open();
    const { id } = await anApproved(deps);
    await work(deps);
    for (const stage of ["confirm-plan", "register", "confirm-plan"] as const) {
      await database.query(
        "update requests set stage = $2, status = 'running', waits_for = null, run_at = $3 where id = $1",
        [id, stage, deps.now()],
      );
      await work(deps);
      await act(deps, id, { kind: "retry", by: ada });
      await work(deps);
    }
    expect(ticketsOf(id)).toHaveLength(1);
  });

  it("opens it again only after an admin has looked, if no one knows whether the mail server took the email", async () => {
    const deps = open();
    const lost = await anApproved(deps);
    catcher.afterAccept = ({ to }) => {
      if (to.includes(ADDRESS)) relay.cut();
    };
    await work(deps);
    catcher.afterAccept = undefined;
    for (const minutes of [2, 60, 600]) {
      deps.setClock(later(clock * HOUR + minutes * 60_000));
      await work(deps);
    }
    expect(ticketsOf(lost.id)).toHaveLength(1);
    expect((await listEvents(db, lost.id)).map(({ kind }) => kind)).toContain("undelivered");
    await sendUndeliveredAgain(db, lost.id, deps.now());
    await work(deps);
    expect(ticketsOf(lost.id)).toHaveLength(2);
  });

  it("opens it once the mail server is back, if that was away or refused the email", async () => {
    const deps = open();
    const { id } = await anApproved(deps);
    await catcher.down();
    await work(deps);
    await catcher.up();
    catcher.refused.set(ADDRESS, 451);
    deps.setClock(later(clock * HOUR + 120_000));
    await work(deps);
    catcher.refused.delete(ADDRESS);
    deps.setClock(later(clock * HOUR + 1_200_000));
    await work(deps);
    expect(ticketsOf(id)).toHaveLength(1);
  });

  it("opens it although its first stage fails, and doesn't while an approval is missing", async () => {
    const deps = open();
    const failing = await anApproved(deps);
    const lacking = await anApproved(deps, { approvals: [fromBo()] });
    const namespace = { ...deps.namespace, findByEmail: () => Promise.reject(new Error("LDAP is down")) };
    await work({ ...deps, namespace });
    expect(await findRequest(db, failing.id)).toMatchObject({ stage: "confirm-plan", attempt: 1 });
    expect(ticketsOf(failing.id)).toHaveLength(1);
    await work(deps);
    expect(ticketsOf(lacking.id)).toEqual([]);
  });

  it("opens none in a dry run, and one once that ends", async () => {
    const dry = open(HELPDESK, { dryRun: true });
    const { id } = await anApproved(dry);
    await work(dry);
    expect(ticketsOf(id)).toEqual([]);
    const deps = open();
    clock += 2;
    deps.setClock(later(clock * HOUR));
    await work(deps);
    expect(ticketsOf(id)).toHaveLength(1);
  });

  it("opens none for a kind that the setting leaves out, or without the setting", async () => {
    const deps = open({ ...HELPDESK, kinds: ["quota"] });
    const left = await anApproved(deps);
    await work(deps);
    const without = open(undefined, { helpdesk: undefined });
    const none = await anApproved(without);
    await work(without);
    expect([...ticketsOf(left.id), ...ticketsOf(none.id)]).toEqual([]);
  });
});

describe("what happens after the ticket was opened", () => {
  it("isn't sent there while the help desk's tag is unknown: it would open another ticket", async () => {
    const deps = open();
    const { id } = await anApproved(deps);
    await work(deps);
    await act(deps, id, { kind: "retry", by: ada });
    await act(deps, id, { kind: "withdraw", by: ada, note: "" });
    await work(deps);
    expect(ticketsOf(id)).toHaveLength(1);
  });

  it("follows with the tag in the subject and the first email in References, once the tag is known", async () => {
    const deps = open();
    const { id, email } = await anApproved(deps);
    await work(deps);
    expect(await setTicket(id, "4711", ada, deps)).toEqual({ tag: "[help.example.org #4711]" });
    await act(deps, id, { kind: "retry", by: ada });
    await act(deps, id, { kind: "abandon", by: ada, reason: "No room.\nPriority: [Low]" });
    await work(deps);
    const [opened, ...notes] = ticketsOf(id);
    expect(notes).toHaveLength(2);
    for (const note of notes) {
      expect(note.subject).toMatch(/^\[help\.example\.org #4711\] /);
      expect(header(note, "References")).toContain(opened?.messageId ?? "none");
      expect(header(note, "In-Reply-To")).toBe(opened?.messageId);
      expect(note.messageId).not.toBe(opened?.messageId);
      expect(note.from).toBe("Accounts <accounts@example.org>");
      expect(header(note, "Reply-To")).toContain(email);
      expect(note.text).toMatch(new RegExp(`^\\[${email}\\]`));
    }
    expect(notes[1]?.text).toMatch(/^ {2}> Priority/m);
    expect((await listEvents(db, id)).map(({ kind }) => kind)).toContain("ticket-set");
  });

  it("is sent at once when the tag becomes known only after the end", async () => {
    const deps = open();
    const { id } = await anApproved(deps);
    await work(deps);
    await act(deps, id, { kind: "withdraw", by: ada, note: "" });
    await setTicket(id, "Re: [help.example.org #4712] Access", ada, deps);
    await work(deps);
    expect(ticketsOf(id)).toHaveLength(2);
  });

  it("finds its ticket by the help desk's acknowledgement, which answers our email and carries the tag", async () => {
    const deps = open();
    const { id } = await anApproved(deps);
    await work(deps);
    const sent = (await db.select().from(notifications)).filter(({ requestId }) => requestId === id);
    const notification = sent.find(({ template }) => template === "ticket-opened");
    const other = sent.find(({ template }) => template !== "ticket-opened");
    if (!notification || !other) throw new Error("nothing was sent");
    const subject = "[help.example.org #4713] AutoReply: Access Request";
    expect(await learnTicket({ notification, subject: "Out of office" }, deps)).toBeUndefined();
    expect(await learnTicket({ notification: other, subject }, deps)).toBeUndefined();
    expect(await learnTicket({ notification, subject }, deps)).toBe(id);
    // A later reply quotes another ticket.
    expect(await learnTicket({ notification, subject: "[help.example.org #9]" }, deps)).toBe(id);
    await act(deps, id, { kind: "withdraw", by: ada, note: "" });
    await work(deps);
    expect(ticketsOf(id)[1]?.subject).toContain("#4713");
  });

  it("goes to the address at which the ticket was opened, and two requests never share a ticket", async () => {
    const deps = open();
    const [first, second] = [await anApproved(deps), await anApproved(deps)];
    await work(deps);
    await setTicket(first.id, "4714", ada, deps);
    expect(await setTicket(second.id, "4714", ada, deps)).toMatchObject({
      denial: expect.stringContaining(`request ${first.id}`),
    });
    const moved = open({ ...HELPDESK, address: "elsewhere@helpdesk.example" });
    await act(moved, first.id, { kind: "withdraw", by: ada, note: "" });
    await work(moved);
    expect(ticketsOf(first.id)).toHaveLength(2);
    expect(catcher.mails.filter(({ to }) => to.includes("elsewhere@helpdesk.example"))).toEqual([]);
  });

  it("needs a ticket that acct has opened, a tag that fits the setting, and a help desk", async () => {
    const deps = open();
    const { id } = await anApproved(deps);
    expect(await setTicket(id, "4715", ada, deps)).toHaveProperty("denial");
    await work(deps);
    expect(await setTicket(id, "no tag", ada, deps)).toHaveProperty("denial");
    expect(await setTicket(999_999, "4715", ada, deps)).toHaveProperty("denial");
    const without = { ...deps, rules: { ...deps.rules, helpdesk: undefined } };
    expect(await setTicket(id, "4715", ada, without)).toHaveProperty("denial");
  });
});
