import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import type { Db } from "./db/client.ts";
import { readQueueDepth } from "./db/request-stats.ts";
import type { Log } from "./log.ts";

/** Counts events as they happen. */
export interface Counts {
  stage(stage: string, outcome: string): void;
  action(action: string, outcome: string): void;
  notification(template: string, outcome: string): void;
  inbound(outcome: string): void;
}

export interface Metrics {
  readonly counts: Counts;
  /** Records whether a dependency is up. */
  dependencyUp(name: string, ok: boolean): void;
  /** Adds what Slack's way in looks like: the open connections, or the deliveries that were rejected. */
  watchSlack(slack: {
    readonly connections: { open(): number } | undefined;
    readonly rejected?: (() => number) | undefined;
  }): void;
  /** Adds how many of Mattermost's callbacks were refused. */
  watchMattermost(mattermost: { refusedCallbacks(): number }): void;
  readonly contentType: string;
  /**
   * Returns the metrics in the text format of Prometheus. Values that all processes share are read from the database; while
   * it is down, only those are missing.
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
  const stages = counter("acct_stages_total", "Stages run by this process, by outcome.", [
    "stage",
    "outcome",
  ]);
  const actions = counter("acct_actions_total", "Actions by people handled by this process, by outcome.", [
    "action",
    "outcome",
  ]);
  const notifications = counter(
    "acct_notifications_total",
    "Notifications sent by this process, by outcome.",
    ["template", "outcome"],
  );
  const inbound = counter("acct_inbound_mails_total", "Mails that came back to acct, by what they meant.", [
    "outcome",
  ]);
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [register] });
  const open = gauge("acct_open_requests", "Open requests, across all processes.", ["status", "stage"]);
  const due = gauge("acct_due", "Rows that are due and that no process is working on.", ["queue"]);
  const oldest = gauge(
    "acct_oldest_due_seconds",
    "How long the oldest due row has been waiting, in seconds.",
    ["queue"],
  );
  const up = gauge("acct_dependency_up", "1 if the dependency responds, 0 if not; see the log or /readyz.", [
    "name",
  ]);

  async function measureLoad(): Promise<void> {
    for (const each of [open, due, oldest]) each.reset();
    const load = await readQueueDepth(db);
    for (const { status, stage, count } of load.open) open.set({ status, stage }, count);
    for (const { queue, count, seconds } of load.due) {
      due.set({ queue }, count);
      oldest.set({ queue }, seconds);
    }
  }

  gauge("acct_dry_run", "1 if ACCT_DRY_RUN or ACCT_REHEARSAL is set and acct creates nothing.").set(
    dryRun ? 1 : 0,
  );

  return {
    counts: {
      stage: (stage, outcome) => stages.inc({ stage, outcome }),
      action: (action, outcome) => actions.inc({ action, outcome }),
      notification: (template, outcome) => notifications.inc({ template, outcome }),
      inbound: (outcome) => inbound.inc({ outcome }),
    },
    dependencyUp: (name, ok) => up.set({ name }, ok ? 1 : 0),
    watchSlack({ connections, rejected }) {
      const watch = (name: string, help: string, read: () => number) =>
        new Gauge({
          name,
          help,
          registers: [register],
          collect() {
            this.set(read());
          },
        });
      if (connections)
        watch(
          "acct_slack_sockets",
          "Open Socket Mode connections of this process, of two.",
          connections.open,
        );
      if (rejected)
        watch(
          "acct_slack_rejected_deliveries",
          "Deliveries at /slack/events with a wrong signature, since this process started.",
          rejected,
        );
    },
    watchMattermost({ refusedCallbacks }) {
      new Gauge({
        name: "acct_mattermost_refused_callbacks",
        help: "Callbacks below /mattermost/ that were refused, since this process started.",
        registers: [register],
        collect() {
          this.set(refusedCallbacks());
        },
      });
    },
    contentType: register.contentType,
    async read() {
      await measureLoad().catch((error: unknown) =>
        log.warn(
          { err: error },
          "could not read metrics from the database; they are missing from the response",
        ),
      );
      return register.metrics();
    },
  };
}
