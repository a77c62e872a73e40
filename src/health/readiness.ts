import { describeForOperator } from "../failure/describe-failure.ts";
import { Failure } from "../failure/failure.ts";
import type { Log } from "../log.ts";

/** One thing that acct depends on, and how to check it. */
export interface Dependency {
  readonly name: string;
  /** How long a good result counts, and so how often the check runs. */
  readonly keepMs: number;
  /** Throws if something is wrong. */
  readonly check: () => Promise<unknown>;
}

export interface Readiness {
  readonly ok: boolean;
  readonly dependencies: readonly DependencyState[];
}

interface DependencyState {
  readonly name: string;
  readonly ok: boolean;
  readonly checkedAt: Date;
  readonly problem?: string;
}

export interface ReadinessProbe {
  /** Returns the latest result of each dependency, or of one, and checks again if it is too old. */
  ready(name?: string): Promise<Readiness>;
  /** Starts checking regularly, so that the log and the metrics show a failure even if no one calls `/readyz`. */
  begin(): void;
  stop(): void;
}

interface ReadinessDeps {
  readonly now: () => Date;
  readonly log: Log;
  /** Called after each check. */
  up(name: string, ok: boolean): void;
}

const CHECK_TIMEOUT_MS = 5000;
const PROBE_INTERVAL_MS = 1000;
/** A dependency that is down is checked more often, so that its recovery is noticed soon. */
const RECHECK_FAILED_MS = 15_000;

/**
 * Checks whether all dependencies work, with real calls, but each at most once per `keepMs` no matter how often `/readyz`
 * is called. Each failure and each recovery is one line in the log.
 */
export function createReadinessProbe(
  dependencies: readonly Dependency[],
  { now, log, up }: ReadinessDeps,
): ReadinessProbe {
  const known = new Map<string, { until: number; readonly state: Promise<DependencyState> }>();
  const losses = new Map<string, DependencyState>();
  let timer: NodeJS.Timeout | undefined;

  function probe(dependency: Dependency): Promise<DependencyState> {
    const { name, keepMs } = dependency;
    const before = known.get(name);
    if (before && now().getTime() < before.until) return before.state;
    // A running check is not started again.
    const probe = { until: Number.POSITIVE_INFINITY, state: tryOut(dependency, now()) };
    known.set(name, probe);
    void probe.state.then((state) => {
      probe.until = now().getTime() + (state.ok ? keepMs : Math.min(keepMs, RECHECK_FAILED_MS));
      note(state);
    });
    return probe.state;
  }

  function note(state: DependencyState): void {
    const { name, ok, problem } = state;
    up(name, ok);
    // While acct is still starting, missing dependencies are not failures yet.
    if (!timer) return;
    const loss = losses.get(name);
    if (!ok && !loss) {
      losses.set(name, state);
      log.warn({ dependency: name, problem }, `${name} is down: ${problem}`);
    }
    if (ok && loss) {
      losses.delete(name);
      const seconds = Math.round((state.checkedAt.getTime() - loss.checkedAt.getTime()) / 1000);
      log.info(
        { dependency: name, seconds, problem: loss.problem },
        `${name} is up again after ${seconds} s`,
      );
    }
  }

  const probeAll = (those: readonly Dependency[]) => Promise.all(those.map(probe));
  return {
    async ready(only) {
      const states = await probeAll(dependencies.filter(({ name }) => only === undefined || name === only));
      return { ok: states.every(({ ok }) => ok), dependencies: states };
    },
    begin() {
      timer = setInterval(() => probeAll(dependencies), PROBE_INTERVAL_MS).unref();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
  };
}

async function tryOut({ name, check }: Dependency, checkedAt: Date): Promise<DependencyState> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((_, reject) => {
    timer = setTimeout(
      () => reject(new Failure(`no response within ${CHECK_TIMEOUT_MS / 1000} s`)),
      CHECK_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([check(), timeout]);
    return { name, ok: true, checkedAt };
  } catch (error) {
    return { name, ok: false, checkedAt, problem: describeForOperator(error) };
  } finally {
    clearTimeout(timer);
  }
}
