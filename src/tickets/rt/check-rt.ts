import { z } from "zod";
import type { LoginGuards } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";
import { type Ticket, TicketChangedError, type TicketChanges } from "../tickets.ts";
import { changeTicket } from "./change-ticket.ts";
import { checkQueue } from "./check-queue.ts";
import { findTicket } from "./find-ticket.ts";
import { listEvents } from "./list-events.ts";
import { quote } from "./list-tickets.ts";
import { type RtClient, rtClient } from "./rt-client.ts";
import type { RtConfig } from "./rt-config.ts";
import { listedTicket, TICKET_FIELDS, ticketRecord, userRecord } from "./rt-records.ts";
import { userOfToken } from "./rt-token.ts";
import { SCRATCH_SUBJECT } from "./scratch-ticket.ts";
import { comment } from "./write-message.ts";

interface RtFindings {
  readonly sentence: string;
  readonly warnings: readonly string[];
}

interface CheckOptions {
  readonly guards?: LoginGuards;
  /** Reads only, and tries nothing. */
  readonly dryRun: boolean;
}

/**
 * Tries with a ticket of its own what acct does with tickets: sees it, comments on it, changes its priority and its status. The ticket
 * stays resolved in the queue and is used again the next time. Throws a sentence that says what is missing.
 */
export async function checkRt(config: RtConfig, { guards, dryRun }: CheckOptions): Promise<RtFindings> {
  const client = rtClient(config, guards);
  const us = userOfToken(config.token);
  const { version, mayCreate } = await checkQueue(client, config);
  const seen = `${config.url} (version ${version}): acct sees the queue ${config.queue}`;
  const warnings = await warnAboutUser(client, us);
  if (dryRun) return { sentence: `${seen}; its other rights are not tried in a dry run`, warnings };

  const id = (await findScratch(client, config, us)) ?? (await createScratch(client, config, mayCreate));
  await checkMessages(client, id, config.queue);
  await checkComments(client, { id, us, queue: config.queue });
  const change = (ticket: Ticket, changes: TicketChanges) =>
    changeTicket(client, { ticket, changes, config, us });
  const open = await change(await see(client, id, config.queue), { status: "open", priority: 1 }).catch(
    (error: Error) => {
      if (error instanceof TicketChangedError) throw error;
      throw new Failure(`${lacks("ModifyTicket", config.queue).message}: ${error.message}`, { cause: error });
    },
  );
  const tried = await change(open, { priority: config.errorPriority }).catch((error: Error) => error);
  const last = tried instanceof Error ? await see(client, id, config.queue) : tried;
  await change(last, { status: "resolved", priority: 1 });
  if (tried instanceof Error) throw tried;
  return {
    sentence: `${seen}, and may comment on tickets, write to requestors, and change tickets; RT stores ${config.errorPriority} as a priority`,
    warnings,
  };
}

const listed = z.looseObject({ items: z.array(listedTicket) });

async function findScratch(client: RtClient, { queue }: RtConfig, us: number): Promise<number | undefined> {
  const query = `Queue = ${quote(queue)} AND Subject = ${quote(SCRATCH_SUBJECT)}`;
  const search = new URLSearchParams({ query, ...TICKET_FIELDS, orderby: "id" });
  const { items } = await client.get(`tickets?${search}`, listed);
  return items.find(({ Creator }) => Creator.id === us)?.id;
}

async function createScratch(client: RtClient, { queue }: RtConfig, mayCreate: boolean): Promise<number> {
  if (!mayCreate) throw lacks("CreateTicket", queue);
  const Content = "acct doctor uses this ticket to try what acct may do in this queue.";
  const body = { Queue: queue, Subject: SCRATCH_SUBJECT, Content, ContentType: "text/plain" };
  const { json } = await client.send({ method: "POST", path: "ticket", body });
  return z.looseObject({ id: z.coerce.number() }).parse(json).id;
}

async function see(client: RtClient, id: number, queue: string): Promise<Ticket> {
  const ticket = await findTicket(client, id);
  if (!ticket) throw lacks("ShowTicket", queue);
  return ticket;
}

/** RT links a ticket to the forms for messages only if the user may use them. */
async function checkMessages(client: RtClient, id: number, queue: string): Promise<void> {
  const answer = await client.find(`ticket/${id}?fields[Queue]=Name`, ticketRecord);
  if (!answer) throw lacks("ShowTicket", queue);
  const links = answer.found._hyperlinks.map(({ ref }) => ref);
  if (!links.includes("comment")) throw lacks("CommentOnTicket", queue);
  if (!links.includes("correspond")) throw lacks("ReplyToTicket", queue);
}

/** Whether acct sees comments, its own included. */
async function checkComments(
  client: RtClient,
  { id, us, queue }: { readonly id: number; readonly us: number; readonly queue: string },
): Promise<void> {
  const seesComments = async () => {
    for await (const { type } of listEvents(client, { ticketId: id, afterId: 0, us }))
      if (type === "Comment") return true;
    return false;
  };
  if (await seesComments()) return;
  await comment(client, id, "acct doctor tried to comment.");
  if (!(await seesComments())) throw lacks("ShowTicketComments", queue);
}

async function warnAboutUser(client: RtClient, us: number): Promise<string[]> {
  const own = await client.find(`user/${us}`, userRecord);
  if (own?.found.Privileged !== 1) {
    throw new Failure(
      'acct\'s user in Request Tracker is not privileged: check "Let this user be granted rights" on its page',
      { lasts: true },
    );
  }
  // Only those with AdminUsers see more of others than their names and addresses.
  const system = await client.find("user/1", z.looseObject({ Disabled: z.unknown().optional() }));
  return system?.found.Disabled === undefined
    ? [
        "acct can't rename requestors from their address to their username: give acct's user the global right AdminUsers, or do without",
      ]
    : [];
}

const lacks = (right: string, queue: string) =>
  new Failure(`acct's user lacks the right ${right} in the queue ${queue} of Request Tracker`, {
    lasts: true,
  });
