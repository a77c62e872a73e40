import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startRt } from "../../dev/local-stack/rt.ts";
import { priorityLabels } from "../../src/tickets/rt/priority-labels.ts";
import { rtTickets } from "../../src/tickets/rt/rt-tickets.ts";
import { holdsTicketsContract, listed, type TicketsUnderTest } from "../contracts/tickets.contract.ts";

const priorities = { queue: "accounts", errorPriority: -1, errorLabel: "Error" };
const rt = await startRt({
  folder: join(inject("folder"), "rt"),
  siteConfig: priorityLabels(priorities),
});
afterAll(() => rt.stop());
const config = { url: rt.url, token: rt.users.bot.token, ...priorities };

const setUser = (fields: { Lang?: string; Timezone?: string }) =>
  rt.rest("root", "PUT", `user/${rt.users.bot.id}`, fields);

const underTest = (url = rt.url): TicketsUnderTest => ({
  tickets: rtTickets({ ...config, url }),
  queue: rt.queue,
  open: (mail) => rt.deliver(mail),
  async reply(id, from, text) {
    await rt.deliver({ from, subject: `Re: [rt.example.org #${id}]`, text });
  },
  setPriority: (id, priority) => rt.staff("amy").modify(id, { Priority: priority }),
  merge: (id, into) => rt.rest("root", "PUT", `ticket/${id}`, { MergeInto: into }),
  async addUser(name, email) {
    const { id } = await rt.rest<{ id: string }>("root", "POST", "user", { Name: name, EmailAddress: email });
    return Number(id);
  },
  mailsTo: async (address) => (await rt.mails()).filter((mail) => mail.includes(`To: ${address}`)),
});

describe("Request Tracker 5", () => holdsTicketsContract(() => underTest()));
