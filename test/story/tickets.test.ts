import { rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { choosePassword, linkIn, press, pressAndFill } from "../../dev/local-stack/people.ts";
import { type Rt, startRt } from "../../dev/local-stack/rt.ts";
import { ownerOfPort } from "../../dev/local-stack/socket-owner.ts";
import { priorityLabels } from "../../src/tickets/rt/priority-labels.ts";
import { rtTickets } from "../../src/tickets/rt/rt-tickets.ts";
import { astro, newSite } from "./new-site.ts";
import { eventsOf, untilEmail, untilEvent, untilRequest } from "./until.ts";

const priorities = { queue: "accounts", errorPriority: -1, errorLabel: "Error" };
/** A queue with this lifecycle lets no one open a new ticket, or resolve it, before it was stalled. */
const strict = `Set(%Lifecycles, strict => {
  initial => ['new'], active => ['open', 'stalled'], inactive => ['resolved', 'rejected', 'deleted'],
  defaults => { on_create => 'new' },
  transitions => { '' => ['new'], new => ['stalled'], stalled => ['open'], open => ['resolved', 'rejected'] },
});`;
const rt: Rt = await startRt({
  folder: join(inject("folder"), "rt-story"),
  siteConfig: `${priorityLabels(priorities)}\n${strict}`,
});
const tickets = rtTickets({ ...priorities, url: rt.url, token: rt.users.bot.token });
// Ada, an admin, is amy of the staff in Request Tracker; ben has no role in acct.
await rt.rest("root", "PUT", `user/${rt.users.amy.id}`, { EmailAddress: "ada@example.org" });

/** Passes every call on to Request Tracker. If armed, it kills the process whose comment was just written, before it learns of that. */
let isArmed = false;
const killed: number[] = [];
/** What acct has written, such as "PUT /REST/2.0/ticket/7 {…}". */
const written: string[] = [];
const proxy = createServer(async (request, response) => {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk as Buffer);
  if (request.method !== "GET")
    written.push(`${request.method} ${request.url} ${Buffer.concat(body).toString()}`);
  const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
  const answer = await fetch(`${rt.url}${request.url}`, {
    method: request.method ?? "GET",
    headers: headers as Record<string, string>,
    ...(body.length > 0 ? { body: Buffer.concat(body) } : {}),
  });
  const text = await answer.arrayBuffer();
  if (isArmed && request.method === "POST" && request.url?.endsWith("/comment")) {
    isArmed = false;
    const pid = ownerOfPort(
      request.socket.remotePort ?? 0,
      site.processes.map((each) => each.pid),
    );
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    killed.push(pid ?? 0);
    request.socket.destroy();
    return;
  }
  const kept = [...answer.headers].filter(
    ([name]) => !/^(content-encoding|content-length|transfer-encoding|connection)$/.test(name),
  );
  response.writeHead(answer.status, kept.flat()).end(Buffer.from(text));
});
await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
const proxyUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

/** While this file is there, every home directory is, too. Without it, none can be created, as on a disk that is full. */
const homes = join(inject("folder"), "homes-of-tickets");
await writeFile(homes, "");
const home = {
  name: "Home",
  check: ["test", "-e", homes],
  leave: ["true"],
  apply: [
    "sh",
    "-c",
    `test -e ${homes} || { echo "The disk is full: free some space on nfs1." >&2; exit 4; }`,
  ],
};

const site = await newSite({
  entries: astro,
  settings: {
    approvals: { account: ["admin", "pi"], distinctPeople: false },
    projects: { astro: { pi: "absent@elsewhere.example" } },
    times: { closeAfter: "2s" },
    commands: [home],
    rt: { url: proxyUrl, queue: "accounts", verifiesSenders: true, trustsStaffAddresses: true, poll: "1s" },
  },
  variables: { RT_TOKEN: rt.users.bot.token },
});
await site.start();
await site.start();
afterAll(async () => {
  await site.stop();
  proxy.close();
  await rt.stop();
});

/** Someone sends a ticket in the ancestor's layout. */
async function open(name: string, but: Record<string, string> = {}): Promise<number> {
  const fields = {
    Name: `${name} Ypsilon`,
    Email: `${name.toLowerCase()}@example.org`,
    Group: "astro",
    PI: "Prof. Absent <absent@elsewhere.example>",
    ...but,
  };
  const text = Object.entries(fields).map(([label, value]) => `${label}: ${value}`);
  return rt.deliver({
    from: `${name.toLowerCase()}@example.org`,
    subject: `Account for ${name}`,
    text: text.join("\n"),
  });
}

const reply = (id: number, from: string, text: string) =>
  rt.deliver({ from, subject: `Re: [rt.example.org #${id}]`, text });

async function untilTicket(id: number, is: { priority?: number; status?: string }): Promise<void> {
  await expect.poll(async () => tickets.find(id), { interval: 400 }).toMatchObject(is);
}

/** The texts of acct's comments on a ticket. */
async function commentsOn(id: number): Promise<string[]> {
  const texts: string[] = [];
  for await (const event of tickets.listEvents(id, 0))
    if (event.type === "Comment" && event.by.isUs)
      texts.push((await tickets.readEventContent(event.id)) ?? "");
  return texts;
}

/** The marks of acct's comments on a ticket, without the number of the request: "refused 71". */
const marksOn = async (id: number) =>
  (await commentsOn(id)).map((text) => /\[acct (?:\d+\.\w+ )?([^\]]+)\]\s*$/.exec(text)?.[1] ?? "none");

/** Once an admin, staff in place of the PI, and the person have done their part, the request runs to its end. */
async function complete(name: string, id: number): Promise<void> {
  await untilTicket(id, { priority: 1 });
  await press(site, "U0ADA", "approve", `${name} Ypsilon`);
  await untilTicket(id, { priority: 2 });
  await rt.staff("amy").modify(id, { Priority: "3" });
  await untilTicket(id, { priority: 6 });
  const mail = await untilEmail(site, `${name.toLowerCase()}@example.org`, "welcome");
  // The process at the public address may be the one that was killed.
  const running = site.processes.find(({ pid }) => !killed.includes(pid));
  expect((await choosePassword(linkIn(mail), {}, running?.url)).status).toBe(200);
  await untilTicket(id, { priority: 7 });
}

/** Waits until the ticket shows its request as it is, and nothing is left to try. */
async function untilShown(id: number): Promise<void> {
  const views = `select v.run_at is null and v.shown_version >= r.version as "isShown", v.attempt
    from views v join requests r on r.id = v.request_id where v.audience = 'ticket' and v.place like '%/${id}'`;
  await expect
    .poll(() => site.database.query(views), { interval: 400 })
    .toEqual([{ isShown: true, attempt: 0 }]);
}

const untilComments = (id: number, count: number) =>
  expect.poll(async () => (await commentsOn(id)).length, { interval: 400 }).toBe(count);

describe("A ticket in Request Tracker", () => {
  it("becomes a request, shows how far it is, takes the approval of staff in place of the PI, and is resolved at the end", async () => {
    const id = await open("Dora", { VUNetID: "dora7" });
    await untilTicket(id, { priority: 1, status: "open" });
    await press(site, "U0ADA", "approve", "Dora Ypsilon");
    await untilTicket(id, { priority: 2 });
    await rt.staff("ben").modify(id, { Priority: "3" });
    await untilTicket(id, { priority: 2 });
    await rt.staff("amy").modify(id, { Priority: "3" });
    await untilTicket(id, { priority: 6 });
    expect(
      await site.database.query("select surface, actor, name from approvals where surface = 'ticket'"),
    ).toEqual([{ surface: "ticket", actor: "slack:U0ADA", name: "pi" }]);
    const mail = await untilEmail(site, "dora@example.org", "welcome");
    expect((await choosePassword(linkIn(mail))).status).toBe(200);
    await untilTicket(id, { priority: 7, status: "resolved" });
    expect((await tickets.find(id))?.requestors.map(({ name }) => name)).toEqual(["dora7"]);
    const marks = (await commentsOn(id)).map((text) => /\[acct [^\]]+\]\s*$/.exec(text)?.[0]);
    expect(new Set(marks).size).toBe(marks.length);
    expect(marks.filter((mark) => mark?.includes("refused"))).toHaveLength(1);
  });

  it("is one request with one comment each, also if the process is killed between writing a comment and recording it", async () => {
    isArmed = true;
    const id = await open("Kim");
    await expect.poll(() => killed.length).toBe(1);
    await site.start();
    await untilTicket(id, { priority: 1, status: "open" });
    await untilComments(id, 1);
    await press(site, "U0ADA", "approve", "Kim Ypsilon");
    await untilTicket(id, { priority: 2 });
    await untilComments(id, 2);
    expect(
      await site.database.query("select count(*)::int from requests where email = 'kim@example.org'"),
    ).toEqual([{ count: 1 }]);
  });

  it("that lacks a field is commented once, and taken up when the requester replies with it", async () => {
    const id = await open("Lea", { Group: "" });
    await untilComments(id, 1);
    await reply(id, "lea@example.org", "Which field?");
    await reply(id, "eve@example.com", "Group: evil");
    await reply(
      id,
      "lea@example.org",
      "Sorry!\n\nGroup: astro\n\nOn Mon, Nov 2, 2026 acct wrote:\n> Group: missing",
    );
    await untilRequest(site, "Lea", { waitsFor: "admin" });
    await untilTicket(id, { priority: 1, status: "open" });
    await untilComments(id, 2);
    expect(await site.database.query("select project from requests where email = 'lea@example.org'")).toEqual(
      [{ project: "astro" }],
    );
  });

  it("takes the requester's reply as the answer to a question, and keeps other replies for the admins", async () => {
    const id = await open("Mia");
    await untilRequest(site, "Mia", { waitsFor: "admin" });
    await reply(id, "mia@example.org", "Thanks in advance!");
    await untilEvent(site, "Mia", "replied");
    await pressAndFill(site, "U0ADA", ["ask", "Mia Ypsilon"], { question: "What for?" });
    await untilRequest(site, "Mia", { isAsked: true });
    await reply(id, "mia@example.org", "For my thesis.\n\n> What for?");
    await untilEvent(site, "Mia", "answered");
    const notes = (await eventsOf(site, "Mia")).filter(
      ({ kind }) => kind === "answered" || kind === "replied",
    );
    expect(notes.map(({ note }) => note)).toEqual(["Thanks in advance!", "For my thesis."]);
  });

  it("ignores what a program does to its priority, puts numbers back that mean nothing, and is denied by rejecting it", async () => {
    const id = await open("Nia");
    await untilTicket(id, { priority: 1, status: "open" });
    rt.changeSilently(id, { priority: 3 });
    await untilEvent(site, "Nia", "ticket-changed");
    await untilTicket(id, { priority: 1 });
    await rt.staff("amy").modify(id, { Priority: "7" });
    await untilComments(id, 3);
    await untilTicket(id, { priority: 1 });
    await rt.staff("amy").modify(id, { Status: "rejected" });
    await untilEvent(site, "Nia", "denied");
    await untilComments(id, 4);
    await untilTicket(id, { status: "rejected" });
  });

  it("shows by -1 that its request failed and says why, and staff who set a positive number try again", async () => {
    await rm(homes);
    const id = await open("Ria", { VUNetID: "ria7" });
    await untilTicket(id, { priority: 1, status: "open" });
    await press(site, "U0ADA", "approve", "Ria Ypsilon");
    await untilTicket(id, { priority: 2 });
    await rt.staff("amy").modify(id, { Priority: "3" });
    await untilTicket(id, { priority: -1 });
    await expect.poll(async () => (await commentsOn(id)).join("\n")).toContain("nfs1");
    await rt.staff("ben").modify(id, { Priority: "4" });
    await untilTicket(id, { priority: -1 });
    expect((await eventsOf(site, "Ria")).map(({ kind }) => kind)).not.toContain("retried");
    await writeFile(homes, "");
    await rt.staff("amy").modify(id, { Priority: "4" });
    await untilTicket(id, { priority: 6 });
    const retried = (await eventsOf(site, "Ria")).find(({ kind }) => kind === "retried");
    expect(retried?.by).toContain("Ada");
  });

  it("that is merged into another one tells both requests, and nothing of its history is obeyed there", async () => {
    const [first, second] = [await open("Ola"), await open("Pia")];
    for (const id of [first, second]) await untilTicket(id, { priority: 1, status: "open" });
    await rt.rest("root", "PUT", `ticket/${second}`, { MergeInto: first });
    for (const name of ["Ola", "Pia"]) await untilEvent(site, name, "ticket-merged");
    await press(site, "U0ADA", "approve", "Ola Ypsilon");
    await untilTicket(first, { priority: 2 });
    await untilRequest(site, "Pia", { waitsFor: "admin" });
  });

  it("keeps the name of its requestor if someone in Request Tracker has the username already; staff read so once, and the request goes on", async () => {
    await rt.rest("root", "POST", "user", { Name: "wim7", EmailAddress: "wim@elsewhere.example" });
    const id = await open("Wim", { VUNetID: "wim7" });
    await complete("Wim", id);
    await untilTicket(id, { status: "resolved" });
    expect((await tickets.find(id))?.requestors.map(({ name }) => name)).toEqual(["wim@example.org"]);
    expect((await marksOn(id)).filter((mark) => mark === "rename")).toHaveLength(1);
    const { Name } = await rt.rest<{ Name: string }>("root", "GET", "user/wim7");
    expect(Name).toBe("wim7");
  });

  it("that is opened again after its request has ended is left to staff: they read so once, and acct closes it no more", async () => {
    const id = await open("Tia", { VUNetID: "tia7" });
    await complete("Tia", id);
    await untilTicket(id, { status: "resolved" });
    await untilShown(id);
    const before = (await marksOn(id)).length;
    await reply(id, "tia@example.org", "I can't log in.");
    await untilEvent(site, "Tia", "ticket-changed");
    await untilShown(id);
    expect(await tickets.find(id)).toMatchObject({ status: "open", priority: 7 });
    expect((await eventsOf(site, "Tia")).map(({ kind }) => kind).slice(-2)).toEqual([
      "replied",
      "ticket-changed",
    ]);

    await rt.staff("amy").modify(id, { Status: "resolved" });
    await rt.staff("amy").modify(id, { Status: "open" });
    await rt.staff("amy").modify(id, { Priority: "3" });
    await untilComments(id, before + 3);
    await untilShown(id);
    expect((await marksOn(id)).slice(before).map((mark) => mark.split(" ")[0])).toEqual([
      "reopened",
      "reopened",
      "refused",
    ]);
    // What acct doesn't do, it doesn't announce either.
    expect((await commentsOn(id)).slice(before).join("\n")).not.toMatch(/acct (puts|opens)/);
    expect(await tickets.find(id)).toMatchObject({ status: "open", priority: 3 });
  });

  it("whose queue forbids a status goes on with its request: acct tries each one once, and comments once which one to set by hand", async () => {
    const use = (Lifecycle: string) => rt.rest("root", "PUT", "queue/accounts", { Lifecycle });
    await use("strict");
    onTestFinished(async () => void (await use("default")));
    const id = await open("Uma", { VUNetID: "uma7" });
    await complete("Uma", id);
    await expect.poll(async () => (await marksOn(id)).at(-1)).toContain("resolved");
    await untilShown(id);
    expect((await marksOn(id)).filter((mark) => mark.startsWith("rejects"))).toEqual([
      "rejects status open",
      "rejects status resolved",
    ]);
    const tried = written.filter(
      (call) => call.includes(`/ticket/${id}/`) || call.includes(`/ticket/${id} `),
    );
    expect(tried.flatMap((call) => /"Status":"(\w+)"/.exec(call)?.[1] ?? [])).toEqual(["open", "resolved"]);
    expect(tried.filter((call) => call.includes("/correspond"))).toHaveLength(1);
    // RT itself goes on from new to its first active status when someone writes to the requester.
    expect(await tickets.find(id)).toMatchObject({ status: "stalled", priority: 7 });
  });

  it("counts the priority that staff set whose address says nothing, once an operator has linked them as the comment says", async () => {
    const id = await open("Vic", { VUNetID: "vic7" });
    await untilTicket(id, { priority: 1, status: "open" });
    await press(site, "U0ADA", "approve", "Vic Ypsilon");
    await untilTicket(id, { priority: 2 });
    const before = (await commentsOn(id)).length;
    const staff = rt.staff("no-CreateTicket");
    await staff.modify(id, { Priority: "3" });
    await untilComments(id, before + 1);
    await untilTicket(id, { priority: 2 });
    const [user = ""] = /rt:\S+\/\d+/.exec((await commentsOn(id)).at(-1) ?? "") ?? [];
    expect(await site.run("person", "link", "slack:U0ADA", user)).toMatchObject({ code: 0 });
    await staff.modify(id, { Priority: "3" });
    await untilTicket(id, { priority: 6 });
    expect(
      await site.database.query(
        "select a.actor, a.evidence ->> 'user' as user from approvals a join requests r on r.id = a.request_id where a.surface = 'ticket' and r.email = 'vic@example.org'",
      ),
    ).toEqual([{ actor: "slack:U0ADA", user }]);
  });
});
