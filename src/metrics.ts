import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Db } from "./db/client.ts";
import { readQueueDepth } from "./db/request-stats.ts";
import type { Log } from "./log.ts";

/** What is counted as it happens. */
export interface Counts {
  stage(stage: string, outcome: string): void;
  action(action: string, outcome: string): void;
  message(letter: string, outcome: string): void;
}

export interface Metrics {
  readonly counts: Counts;
  /** Whether something that acct cannot work without answers. */
  dependencyUp(name: string, ok: boolean): void;
  readonly contentType: string;
  /**
   * In the text format of Prometheus. What is shared by all processes is asked of the database now; while it is down, its
   * figures are left out and the rest is there.
   */
  read(): Promise<string>;
}

export function openMetrics(
  db: Db,
  log: Log,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Metrics {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const counter = (name: string, help: string, labelNames: string[]) =>
    new Counter({ name, help, labelNames, registers: [register] });
  const stages = counter("acct_stages_total", "Stages run by this process, by what they found.", [
    "stage",
    "outcome",
  ]);
  const actions = counter("acct_deeds_total", "What people did through this process.", ["action", "outcome"]);
  const messages = counter("acct_messages_total", "Messages that this process delivered, or not.", [
    "letter",
    "outcome",
  ]);
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [register] });
  const open = gauge("acct_open_requests", "Open requests, all processes together.", ["status", "stage"]);
  const due = gauge("acct_due", "Rows whose time has come and that nobody has in hand.", ["queue"]);
  const oldest = gauge("acct_oldest_due_seconds", "For how long the oldest of these has been due.", [
    "queue",
  ]);
  const up = gauge(
    "acct_dependency_up",
    "1: what acct needs to work answers; 0: it does not, see the log or /readyz.",
    ["name"],
  );

  async function measureLoad(): Promise<void> {
    for (const each of [open, due, oldest]) each.reset();
    const load = await readQueueDepth(db);
    for (const { status, stage, count } of load.open) open.set({ status, stage }, count);
    for (const { queue, count, seconds } of load.due) {
      due.set({ queue }, count);
      oldest.set({ queue }, seconds);
    }
  }

  gauge("acct_dry_run", "1: ACCT_DRY_RUN or ACCT_REHEARSAL is set, and nothing is made.").set(dryRun ? 1 : 0);

  return {
    counts: {
      stage: (stage, outcome) => stages.inc({ stage, outcome }),
      action: (action, outcome) => actions.inc({ action, outcome }),
      message: (letter, outcome) => messages.inc({ letter, outcome }),
    },
    dependencyUp: (name, ok) => up.set({ name }, ok ? 1 : 0),
    contentType: register.contentType,
    async read() {
      await measureLoad().catch((error: unknown) =>
        log.warn({ err: error }, "the metrics are without the figures that the database has"),
      );
      return register.metrics();
    },
  };
}
