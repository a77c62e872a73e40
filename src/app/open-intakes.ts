import type { Config } from "../config/config.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import type { Process } from "../db/process.ts";
import type { createDispatcher } from "../handlers/dispatcher.ts";
import type { HandlerContext } from "../handlers/handler.ts";
import type { Log } from "../log.ts";
import type { Counts } from "../metrics.ts";
import type { Mirrors } from "../pipeline/outbox/mirror.ts";
import { afterReading } from "../pipeline/sheets/after-reading.ts";
import { sheetMirror } from "../pipeline/sheets/sheet-mirror.ts";
import { watchSheets } from "../pipeline/sheets/watch-sheets.ts";
import { ticketMirror } from "../pipeline/tickets/ticket-mirror.ts";
import type { BounceRoutesDeps } from "../web/bounce-routes.ts";
import { openBounces } from "./open-bounces.ts";
import { openGitLabSetup } from "./open-gitlab-setup.ts";
import { openSheets } from "./open-sheets.ts";
import { openTickets } from "./open-tickets.ts";
import { startGitLabPolls } from "./poll-gitlab.ts";
import { startTicketPolls } from "./poll-tickets.ts";

interface IntakesDeps {
  readonly context: HandlerContext;
  readonly guards: LoginGuards;
  readonly handle: ReturnType<typeof createDispatcher>;
  readonly process: Pick<Process, "number">;
  readonly counts: Counts;
  readonly log: Log;
  /** Tells whether the process is about to end, so that it takes no new work. */
  isStopping(): boolean;
  /** Says that there is a new message. */
  announce(): void;
}

/** Where requests come from besides the chat, and where they are shown there: sheets, tickets, and the mailbox for bounces. */
export interface Intakes {
  readonly mirrors: Mirrors;
  /** Where a mail server delivers what came back. */
  readonly bounces: BounceRoutesDeps | undefined;
  /** Starts reading. In a rehearsal, nothing is read. */
  start(): { stop(): Promise<void> };
}

/** How long the end of the process waits for what is being written to a sheet. */
const GRACE_MS = 5000;

/** Opens them from the configuration. Doesn't connect to anything yet. */
export function openIntakes(config: Config, deps: IntakesDeps): Intakes {
  const { context, guards, handle, process, counts, log, isStopping, announce } = deps;
  const { db, now, workflows } = context;
  const { dryRun, rehearsal } = config;
  const sheets = openSheets(config, now);
  const system = rehearsal ? undefined : openTickets(config, guards);
  const bounces = openBounces(config, { deps: context, guards, counts, log, announce });
  const readTickets = () =>
    system &&
    startTicketPolls({
      ...{ system, context, handle, log, announce },
      process: () => (isStopping() ? undefined : process.number()),
    });
  const gitlab = rehearsal || dryRun ? undefined : openGitLabSetup(config, context);
  const readGitLab = () =>
    gitlab &&
    startGitLabPolls({
      ...{ setup: gitlab, context, log },
      process: () => (isStopping() ? undefined : process.number()),
    });
  const readSheets = () => {
    const watching = { ...context, log, dryRun, announce };
    return watchSheets(sheets, watching, { after: afterReading(watching) });
  };
  const aborting = new AbortController();
  return {
    mirrors: {
      sheet:
        sheets.length > 0
          ? sheetMirror(sheets, { db, workflows, now, dryRun, signal: aborting.signal })
          : undefined,
      ticket: system && ticketMirror({ db, now, system }),
    },
    bounces: bounces.webhook,
    start() {
      const readers = rehearsal ? [] : [bounces.startReading(), readSheets(), readTickets(), readGitLab()];
      return {
        async stop() {
          // A call to Google may take three minutes.
          setTimeout(() => aborting.abort(new Error("acct is stopping")), GRACE_MS).unref();
          await Promise.all(readers.map((reader) => reader?.stop()));
        },
      };
    },
  };
}
