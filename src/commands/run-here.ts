import { setTimeout as pause } from "node:timers/promises";
import { type Db, inTransaction } from "../db/client.ts";
import { leaseRequest } from "../db/leases.ts";
import { isRunning, listProcesses, openTemporaryProcess } from "../db/process.ts";
import { findRequest } from "../db/requests.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import type { Log } from "../log.ts";
import { advance } from "../pipeline/engine/advance.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Stage } from "../pipeline/stage.ts";
import type { Workflows } from "../pipeline/workflows.ts";

interface RunHereOptions<Opened extends { readonly request: Request }> {
  /** Opens the request in this transaction. */
  open(db: Db): Promise<Opened>;
  /** Called once it is open, before the attempt. */
  opened?(opened: Opened): void;
  /** The stages that report what they do, in place of those with their names. */
  readonly stages: readonly Stage[];
  /** False: the request is only opened. */
  readonly wait: boolean;
  readonly databaseUrl: string;
  readonly log: Log;
}

export interface RanHere {
  /** The request afterwards. */
  readonly request: Request;
  /** Whether an acct is running, which tries again what is left. */
  readonly isWatched: boolean;
}

/** Longer than any system takes. If the command is killed, its work is taken over within a second in any case. */
const LEASE_MS = 60 * 60_000;
const POLL_MS = 200;

/**
 * Opens a request and makes its first attempt here, as any acct would, so that a command also works while none is running. If another
 * process has the request already, waits for it.
 */
export async function runHere<Opened extends { readonly request: Request }>(
  { open, opened: report, stages, wait, databaseUrl, log }: RunHereOptions<Opened>,
  deps: PipelineDeps & { readonly workflows: Workflows },
): Promise<RanHere> {
  const { db, now } = deps;
  const worker = await openTemporaryProcess(databaseUrl);
  try {
    const { opened, leased } = await inTransaction(db, async (tx) => {
      const opening = await open(tx);
      if (!wait) return { opened: opening, leased: undefined };
      const lease = { by: worker.number, now: now(), leaseMs: LEASE_MS };
      // The process that had it may have been killed while no other was running.
      const holder = opening.request.leaseBy;
      const dead = holder !== null && !(await isRunning(tx, holder)) ? holder : undefined;
      return { opened: opening, leased: await leaseRequest(tx, opening.request.id, { ...lease, dead }) };
    });
    const { request } = opened;
    report?.(opened);
    const isWatched = (await listProcesses(db)).length > 0;
    if (!wait) return { request, isWatched };
    if (leased) {
      const workflow = deps.workflows[leased.kind].map(
        (stage) => stages.find(({ name }) => name === stage.name) ?? stage,
      );
      const workflows = { ...deps.workflows, [leased.kind]: workflow };
      await advance(leased, { deps, workflows, log, announce: () => undefined, stopping: () => false });
    } else await untilReturned(request.id, db);
    return { request: (await findRequest(db, request.id)) ?? request, isWatched };
  } finally {
    await worker.close();
  }
}

/** Waits while another process works on the request. */
async function untilReturned(id: number, db: Db): Promise<void> {
  for (;;) {
    const request = await findRequest(db, id);
    if (!request || request.leaseToken === null || hasEnded(request)) return;
    await pause(POLL_MS);
  }
}
