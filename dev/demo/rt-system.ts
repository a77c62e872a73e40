import { join } from "node:path";
import { rtTickets } from "../../src/tickets/rt/rt-tickets.ts";
import type { TicketEvent, Tickets } from "../../src/tickets/tickets.ts";
import { startRt } from "../local-stack/rt.ts";
import type { PanelGroup, PanelRow, Push } from "../sandbox/panel.ts";
import type { FurtherSystems } from "./systems.ts";

const QUEUE = "accounts";

/** The stages as priorities, which RT shows as these labels. Without a label, it doesn't store the number -1. */
const LABELS = `Set(%PriorityAsString, "${QUEUE}" => { "Error" => -1, "New" => 0, "Checked" => 1, "Waiting for the PI" => 2,
  "Approved" => 3, "Registered" => 4, "Created" => 5, "Completed" => 6, "Handed over" => 7 });`;

const PEOPLE = [
  { first: "Tariq", last: "Tahir", reason: "Monte Carlo runs." },
  { first: "Ulla", last: "Urban", reason: "Protein folding." },
] as const;

/** Starts a real Request Tracker with a queue to which people write. */
export async function rtFor(folder: string): Promise<FurtherSystems> {
  const rt = await startRt({ folder: join(folder, "rt"), siteConfig: LABELS });
  const tickets = rtTickets({
    url: rt.url,
    queue: QUEUE,
    token: rt.users.bot.token,
    errorPriority: -1,
    errorLabel: "Error",
  });
  let sent = 0;
  const send = async () => {
    const person = PEOPLE[sent % PEOPLE.length] ?? PEOPLE[0];
    const number = sent < PEOPLE.length ? "" : String(Math.floor(sent / PEOPLE.length) + 1);
    sent++;
    await rt.deliver(mailOf(person, number));
  };
  await send();
  const ticket: Push = {
    name: "send-ticket",
    label: "Send a ticket",
    note: "Someone writes to the queue of Request Tracker. acct looks for new tickets once a minute. Open the Tickets panel to see what it answers.",
    state: () => `${sent} tickets so far`,
    push: send,
  };
  return {
    settings: { rt: { url: rt.url, queue: QUEUE, verifiesSenders: true, poll: "10s" } },
    variables: { RT_TOKEN: rt.users.bot.token },
    panels: [{ name: "Tickets", read: () => readPanel(tickets) }],
    pushes: [ticket],
    stop: rt.stop,
  };
}

const mailOf = ({ first, last, reason }: (typeof PEOPLE)[number], number: string) => ({
  from: `${first} ${last} <${first.toLowerCase()}${number}@example.org>`,
  subject: `Account for ${first} ${last}${number}`,
  text: `Name: ${first} ${last}${number}
Email: ${first.toLowerCase()}${number}@example.org
Group: astro
PI: Henrik Hopper
PI email: hopper@example.org
PIN: 5907
Reason: ${reason}
`,
});

/** Reads the tickets as acct's client does, with the texts of their comments. */
async function readPanel(tickets: Tickets): Promise<PanelGroup[]> {
  const groups: PanelGroup[] = [];
  for await (const { id, subject, status, priority } of tickets.listNew(0)) {
    const rows: PanelRow[] = [];
    for await (const event of tickets.listEvents(id, 0)) rows.push(await toRow(event, tickets));
    groups.push({ title: `#${id} ${subject}`, note: `${status}, priority ${priority}`, rows });
  }
  return groups.toReversed();
}

async function toRow(event: TicketEvent, tickets: Tickets): Promise<PanelRow> {
  const { id, type, field, newValue, by, at } = event;
  const content = await tickets.readEventContent(id);
  const what = field ? `${type} ${field}: ${newValue}` : type;
  return { at: at.getTime(), label: by.name, text: content ? `${what}: ${content}` : what };
}
