const systems = new WeakMap<object, string>();

/** Notes of an error which outside system it comes from, so that whoever catches it needn't know who was called. */
export function blameSystem(error: unknown, system: string): void {
  if (typeof error === "object" && error !== null && !systems.has(error)) systems.set(error, system);
}

const MAX_CAUSES = 10;

/** Names the outside systems that an error comes from, also by its causes. Empty if none is known. */
export function failingSystems(error: unknown): string[] {
  const found = new Set<string>();
  const seen: unknown[] = [error];
  for (const at of seen) {
    if (typeof at !== "object" || at === null || seen.length > MAX_CAUSES) break;
    const system = systems.get(at);
    if (system !== undefined) found.add(system);
    if (at instanceof AggregateError) seen.push(...at.errors);
    if (at instanceof Error && at.cause !== undefined) seen.push(at.cause);
  }
  return [...found];
}
