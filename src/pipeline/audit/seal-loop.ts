import { readLastEventId } from "../../db/audit-seals.ts";
import type { Db } from "../../db/client.ts";
import type { Log } from "../../log.ts";
import { sealEvents } from "./seal-events.ts";

const EVERY_MS = 1000;

interface SealLoopDeps {
  readonly db: Db;
  readonly key: Buffer;
  readonly now: () => Date;
  readonly log: Pick<Log, "warn">;
}

interface SealLoop {
  /** Seals what is not sealed yet, unless the database was given up (`isLost`): then another process seals it. */
  stop(options: { isLost: boolean }): Promise<void>;
}

/** Seals new events within about a second, no matter which process recorded them. */
export function startSealing({ db, key, now, log }: SealLoopDeps): SealLoop {
  let sealedUpTo = -1;
  let isSaid = false;
  let running: Promise<void> | undefined;

  async function sealNew(): Promise<void> {
    try {
      const last = await readLastEventId(db);
      if (last === sealedUpTo) return;
      let more = true;
      while (more) ({ more } = await sealEvents(db, key, { all: sealedUpTo < 0, now: now() }));
      sealedUpTo = last;
      isSaid = false;
    } catch (error) {
      // This is logged only once, or it would be every second while the database is down.
      if (!isSaid) log.warn({ err: error }, "could not seal new audit events; retrying");
      isSaid = true;
    }
  }
  const tick = () => {
    running ??= sealNew().finally(() => {
      running = undefined;
    });
  };
  tick();
  const timer = setInterval(tick, EVERY_MS);
  return {
    async stop({ isLost }) {
      clearInterval(timer);
      if (isLost) return;
      await running;
      await sealNew();
    },
  };
}
