import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import { completeTemplate } from "../intake/tickets/ticket-template.ts";
import type { TicketSystem } from "../pipeline/tickets/ticket-system.ts";
import { rtTickets } from "../tickets/rt/rt-tickets.ts";

/** The queue of tickets in acct.yml. Undefined if there is none, and in a dry run, which writes nothing outside of acct. */
export function openTickets({ rt, dryRun }: Config, guards: LoginGuards): TicketSystem | undefined {
  if (!rt || dryRun) return undefined;
  const { errorPriority, deniedStatus, verifiesSenders, trustsStaffAddresses, queue } = rt;
  return {
    tickets: rtTickets(rt, guards),
    place: `rt:${new URL(rt.url).host}`,
    queue,
    template: completeTemplate(rt.template),
    pollEveryMs: rt.poll,
    ...{ errorPriority, deniedStatus, verifiesSenders, trustsStaffAddresses },
  };
}
