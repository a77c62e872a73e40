import { createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { startNewerRt } from "../../dev/local-stack/newer-rt.ts";
import { startRt } from "../../dev/local-stack/rt.ts";
import { RT_RIGHTS } from "../../dev/local-stack/rt-setup.ts";
import { LoginRejectedError } from "../../src/credentials/login-guard.ts";
import { checkRt } from "../../src/tickets/rt/check-rt.ts";
import { priorityLabels } from "../../src/tickets/rt/priority-labels.ts";
import { rtTickets } from "../../src/tickets/rt/rt-tickets.ts";
import { TicketChangedError } from "../../src/tickets/tickets.ts";
import { holdsTicketsContract, listed, type TicketsUnderTest } from "../contracts/tickets.contract.ts";

const priorities = { queue: "accounts", errorPriority: -1, errorLabel: "Error" };
const rt = await startRt({ folder: join(inject("folder"), "rt"), siteConfig: priorityLabels(priorities) });
const newer = await startNewerRt(rt.url);
afterAll(async () => {
  await newer.close();
  await rt.stop();
});
const config = { url: rt.url, token: rt.users.bot.token, ...priorities };
const [labeled, unlabeled, restricted] = rt.queues;

const setBot = (fields: { Lang?: string; Timezone?: string }) =>
  rt.rest("root", "PUT", `user/${rt.users.bot.id}`, fields);
const amy = rt.staff("amy");

const underTest = (url: string): TicketsUnderTest => ({
  tickets: rtTickets({ ...config, url }),
  queue: labeled,
  open: (mail) => rt.deliver(mail),
  async reply(id, from, text) {
    await rt.deliver({ from, subject: `Re: [rt.example.org #${id}]`, text });
  },
  setPriority: (id, priority) => amy.edit(id, { Priority: priority }),
  merge: (id, into) => rt.rest("root", "PUT", `ticket/${id}`, { MergeInto: into }),
  async addUser(name, email) {
    const { id } = await rt.rest<{ id: string }>("root", "POST", "user", { Name: name, EmailAddress: email });
    return Number(id);
  },
  mailsTo: async (address) => (await rt.mails()).filter((mail) => mail.includes(`To: ${address}`)),
});

/** Opens a ticket in one of the queues and returns what acct reads. */
async function opened({ queue = labeled as string, tickets = rtTickets({ ...config, queue }) } = {}) {
  const id = await rt.deliver({
    from: "cleo@example.org",
    subject: `Account ${Math.random()}`,
    text: "please",
    queue,
  });
  const found = async () => {
    const ticket = await tickets.find(id);
    if (!ticket) throw new Error(`no ticket ${id}`);
    return ticket;
  };
  return { id, tickets, found };
}

describe("Request Tracker 5.0.3", () => holdsTicketsContract(() => underTest(rt.url)));

describe("Request Tracker 5.0.5 to 6, with a user of acct who reads German, in New York", () => {
  beforeAll(() => setBot({ Lang: "de", Timezone: "US/Eastern" }));
  afterAll(() => setBot({ Lang: "en", Timezone: "UTC" }));
  holdsTicketsContract(() => underTest(newer.url));

  it("lists every ticket and every transaction once, although pages are short and their number is unknown", async () => {
    const { tickets } = underTest(newer.url);
    const { id } = await opened();
    for (let count = 0; count < 8; count++) await tickets.comment(id, `remark ${count}`);
    const all = await listed(tickets.listEvents(id, 0));
    expect(all.filter(({ type }) => type === "Comment")).toHaveLength(8);
    expect(new Set(all.map((event) => event.id)).size).toBe(all.length);
    const ids = (await listed(tickets.listNew(0))).map((ticket) => ticket.id);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect(ids.length).toBeGreaterThan(3);
    expect(newer.calls.filter((call) => call.includes("&page="))).toEqual([]);
  });
});

describe("Where acct's user lives doesn't matter:", () => {
  afterAll(() => setBot({ Timezone: "UTC" }));

  it.each(["US/Eastern", "UTC", "Asia/Kolkata", "Pacific/Kiritimati"])(
    "in %s, everything that changed in the last day is listed",
    async (Timezone) => {
      await setBot({ Timezone });
      const ticket = { Queue: restricted, Subject: Timezone };
      const { id } = await rt.rest<{ id: string }>("root", "POST", "ticket", ticket);
      const isListed = async (changedHoursAgo: number) => {
        rt.changeSilently(Number(id), { changedHoursAgo });
        const { listChanged } = rtTickets({ ...config, queue: restricted });
        return (await listed(listChanged(1))).some((found) => found.subject === Timezone);
      };
      for (const hours of [0, 6, 23.9]) expect(await isListed(hours), `${hours} hours ago`).toBe(true);
      expect(await isListed(24 * 4)).toBe(false);
    },
  );
});

describe("The priority of a failed request", () => {
  it("is never silently 0: without labels, acct refuses with the line for RT's configuration, and puts the old number back", async () => {
    const { tickets, found } = await opened({ queue: unlabeled });
    await tickets.change(await found(), { priority: 4 });
    const failure = await tickets.change(await found(), { priority: -1 }).catch((error: unknown) => error);
    expect(failure).toMatchObject({ lasts: true, message: expect.stringContaining("0 instead of -1") });
    const [, line = ""] = /(Set\(.*?\);)/.exec((failure as Error).message) ?? [];
    expect(line).toBe(priorityLabels({ ...priorities, queue: unlabeled }));
    expect(await found()).toMatchObject({ priority: 4 });
  });

  it("can be another number, which needs no label", async () => {
    const { found } = await opened({ queue: unlabeled });
    const tickets = rtTickets({ ...config, queue: unlabeled, errorPriority: 99 });
    expect(await tickets.change(await found(), { priority: 99 })).toMatchObject({ priority: 99 });
  });

  it("stays when staff save the form without touching it, and staff can choose each of our numbers there", async () => {
    const { tickets, id, found } = await opened();
    await tickets.change(await found(), { priority: -1 });
    const offered = await amy.offeredPriorities(id);
    expect(offered.map(({ value }) => Number(value))).toEqual([-1, 0, 1, 2, 3, 4, 5, 6, 7]);
    expect(new Set(offered.map(({ label }) => label)).size).toBe(9);
    await amy.modify(id, { Priority: offered[0]?.value ?? "", Subject: "saved" });
    expect(await found()).toMatchObject({ subject: "saved", priority: -1 });
    await amy.modify(id, { Priority: "3" });
    expect(await found()).toMatchObject({ priority: 3 });
  });

  it("that staff are offered without labels is 0, 50, or 100, and acct reads what they choose", async () => {
    const { id, found } = await opened({ queue: unlabeled });
    expect((await amy.offeredPriorities(id)).map(({ value }) => value)).toEqual(["0", "50", "100"]);
    await amy.modify(id, { Priority: "100" });
    expect(await found()).toMatchObject({ priority: 100 });
  });
});

describe("A change at the same moment", () => {
  it("without a transaction, as RT's escalation makes it, is noticed although the ETag is the same", async () => {
    const { tickets, id, found } = await opened();
    const before = await found();
    rt.changeSilently(id, { priority: 3 });
    expect((await found()).etag).toBe(before.etag);
    await expect(tickets.change(before, { priority: 2 })).rejects.toThrow(TicketChangedError);
    expect(await found()).toMatchObject({ priority: 3 });
  });

  it("between our look and our change is refused by RT, and between our change and our second look it is theirs", async () => {
    const { id, found } = await opened();
    const { tickets } = underTest(newer.url);
    onTestFinished(() => {
      newer.before = undefined;
    });
    const before = await found();
    newer.before = async (call) => {
      if (!call.startsWith("PUT")) return;
      newer.before = undefined;
      await amy.edit(id, { Priority: "3" });
    };
    await expect(tickets.change(before, { priority: 2 })).rejects.toThrow(TicketChangedError);
    expect(await found()).toMatchObject({ priority: 3 });

    let isPut = false;
    newer.before = async (call) => {
      if (isPut) {
        newer.before = undefined;
        await amy.edit(id, { Priority: "5" });
      }
      isPut = call.startsWith("PUT");
    };
    await expect(tickets.change(await found(), { priority: 4 })).rejects.toThrow(TicketChangedError);
    expect(await found()).toMatchObject({ priority: 5 });
  });
});

it("A message written in an editor, with and without a plain text beside it, is read as people see it", async () => {
  const { tickets, id } = await opened();
  await rt.rest("amy", "POST", `ticket/${id}/comment`, {
    Content:
      "<p>Name:&nbsp;J&ouml;rg <b>O&#39;Brien</b> &amp; S&ouml;hne<br>PI: Bo</p><p>Gr&uuml;&szlig;e</p>",
    ContentType: "text/html",
  });
  const [written] = (await listed(tickets.listEvents(id, 0))).filter(({ type }) => type === "Comment");
  expect(await tickets.readEventContent(written?.id ?? 0)).toBe(
    "Name:\u00a0Jörg O'Brien & Söhne\nPI: Bo\nGrüße",
  );
  const mailed = await rt.deliver({
    from: "cleo@example.org",
    subject: `Both ${id}`,
    text: "Name: Zoë",
    html: "<p>Name: Zoë</p>",
  });
  expect((await tickets.readContent(mailed)).trim()).toBe("Name: Zoë");
});

describe("acct isn't logged in", () => {
  const withToken = (url: string) => rtTickets({ ...config, url, token: "1-39-0123456789abcdef" });

  it.each([
    ["when RT says so", rt.url],
    ["when RT redirects to its login page", newer.url],
  ])("%s", async (_, url) => {
    const failure = withToken(url).find(1);
    await expect(failure).rejects.toThrow(LoginRejectedError);
    await expect(failure).rejects.toThrow(/RT_TOKEN/);
  });

  it("when there is a web page instead of JSON, and where RT moved, acct says where to", async () => {
    const server = createServer((request, response) => {
      if (request.url?.startsWith("/moved"))
        return response.writeHead(301, { location: `https://rt.example.org${request.url.slice(6)}` }).end();
      return response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    await expect(withToken(url).check()).rejects.toThrow(LoginRejectedError);
    await expect(withToken(`${url}/moved`).check()).rejects.toThrow(/https:\/\/rt\.example\.org: .*rt\.url/);
  });

  it("when the certificate is not trusted, and acct names the setting", async () => {
    const { cert, key, ca } = await makeCertificates(join(inject("folder"), "rt-tls"));
    const server = createTlsServer({ cert, key }, (_, response) => response.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `https://127.0.0.1:${(server.address() as { port: number }).port}`;
    await expect(rtTickets({ ...config, url }).check()).rejects.toThrow("rt.caFile");
    await expect(rtTickets({ ...config, url, ca }).check()).rejects.toThrow("unexpected");
  });

  it("and a rejected token is held back by the guard until it works again", async () => {
    const rejections: unknown[] = [];
    const guards =
      () =>
      async <T>(login: () => Promise<T>) => {
        try {
          return await login();
        } catch (error) {
          rejections.push(error);
          throw error;
        }
      };
    await expect(rtTickets({ ...config, token: "1-39-0bad" }, guards).find(1)).rejects.toThrow(
      LoginRejectedError,
    );
    expect(rejections).toHaveLength(1);
  });
});

it("A queue that was renamed, or that acct may not see, is not taken for an empty one", async () => {
  const { token } = rt.users["no-SeeQueue"];
  const { token: weak } = rt.users.weak;
  const blind = [
    rtTickets({ ...config, queue: "Accounts of 2019" }),
    rtTickets({ ...config, token, queue: restricted }),
    rtTickets({ ...config, token: weak }),
  ];
  for (const tickets of blind) {
    await expect(listed(tickets.listNew(0))).rejects.toThrow(/rt\.queue/);
    await expect(listed(tickets.listChanged(1))).rejects.toThrow(/rt\.queue/);
  }
});

it("Without AdminUsers nobody is renamed, and the name stays", async () => {
  const { found } = await opened();
  const [requestor] = (await found()).requestors;
  if (!requestor) throw new Error("no requestor");
  const tickets = rtTickets({ ...config, token: rt.users.amy.token });
  expect(await tickets.renameUser(requestor, "cleo")).toBe("rejected");
  expect((await found()).requestors).toEqual([requestor]);
});

it("A deleted ticket is found as deleted, and is not listed", async () => {
  const { tickets, id, found } = await opened();
  await rt.rest("root", "DELETE", `ticket/${id}`);
  expect(await found()).toMatchObject({ id, status: "deleted" });
  expect((await listed(tickets.listNew(id - 1))).map((ticket) => ticket.id)).not.toContain(id);
});

describe("acct doctor", () => {
  const doctor = (but: Partial<typeof config> = {}, dryRun = false) =>
    checkRt({ ...config, ...but }, { dryRun });

  it("tries everything with one ticket of its own, which is never taken for a request", async () => {
    const first = await doctor();
    expect(first).toMatchObject({ warnings: [], sentence: expect.stringMatching(/5\.0\.3.*accounts.*-1/) });
    await doctor();
    const scratch = await rt.rest<{ items: { Status: string; Priority: string }[] }>(
      "root",
      "GET",
      `tickets?${new URLSearchParams({ query: "Subject LIKE 'acct doctor'", fields: "Status,Priority" })}`,
    );
    expect(scratch.items).toMatchObject([{ Status: "resolved" }]);
    const subjects = (await listed(rtTickets(config).listNew(0))).map(({ subject }) => subject);
    expect(subjects.filter((subject) => subject.startsWith("acct doctor"))).toEqual([]);
  });

  it("says which line RT's configuration lacks, and which setting does without it", async () => {
    const line = priorityLabels({ ...priorities, queue: unlabeled });
    const failing = doctor({ queue: unlabeled });
    await expect(failing).rejects.toThrow(line);
    await expect(failing).rejects.toThrow("rt.errorPriority");
    expect((await doctor({ queue: unlabeled, errorPriority: 99 })).sentence).toContain("99");
  });

  it("creates nothing in a dry run", async () => {
    const before = newer.calls.length;
    await doctor({ url: newer.url }, true);
    expect(newer.calls.slice(before).filter((call) => !call.startsWith("GET"))).toEqual([]);
  });

  it.each(RT_RIGHTS)("names the right %s if acct's user lacks it", async (right) => {
    const { token } = rt.users[`no-${right}`];
    const said = await doctor({ token, queue: restricted, errorPriority: 99 }).catch(String);
    expect(said).toContain(right);
    expect(said).not.toMatch(/(Ticket \d+: .+); \1/);
  });

  it("warns if acct's user can't rename people", async () => {
    const { warnings } = await doctor({ token: rt.users.amy.token });
    expect(warnings).toEqual([expect.stringContaining("AdminUsers")]);
  });
});
