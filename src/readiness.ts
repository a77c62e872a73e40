import { sayToOperator } from "./say-failure.ts";

/** One thing that acct cannot work without, and how to try it. */
export interface Dependency {
  readonly name: string;
  /** How long an answer counts. */
  readonly keepMs: number;
  /** Throws what is wrong. */
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

const PATIENCE_MS = 5000;

/**
 * Whether everything is there to work with, asked for real but of each dependency at most once in its `keepMs`,
 * however often somebody looks.
 */
export function watch(dependencies: readonly Dependency[], now: () => Date): () => Promise<Readiness> {
  const known = new Map<string, { readonly until: number; readonly state: Promise<DependencyState> }>();
  const look = (dependency: Dependency) => {
    const { name, keepMs } = dependency;
    const before = known.get(name);
    if (before && now().getTime() < before.until) return before.state;
    const state = tryOut(dependency, now());
    known.set(name, { until: now().getTime() + keepMs, state });
    return state;
  };
  return async () => {
    const states = await Promise.all(dependencies.map(look));
    return { ok: states.every(({ ok }) => ok), dependencies: states };
  };
}

async function tryOut({ name, check }: Dependency, checkedAt: Date): Promise<DependencyState> {
  let timer: NodeJS.Timeout | undefined;
  const impatience = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1000} s`)), PATIENCE_MS);
  });
  try {
    await Promise.race([check(), impatience]);
    return { name, ok: true, checkedAt };
  } catch (error) {
    return { name, ok: false, checkedAt, problem: sayToOperator(error) };
  } finally {
    clearTimeout(timer);
  }
}
