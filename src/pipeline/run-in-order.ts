import type { Provisioner } from "../provisioners/provisioner.ts";

/** What one system's work came to. It is skipped if a system that had to come first has failed. */
export type InOrder<T> = { readonly system: string } & (
  | { readonly status: "done"; readonly value: T }
  | { readonly status: "failed"; readonly error: unknown }
  | { readonly status: "skipped" }
);

/**
 * Runs work in every system: in each one after those that it names in `after`, and side by side otherwise. Waits for all of
 * them, never throws, and returns the results in the order of the systems.
 */
export async function runInOrder<T>(
  systems: readonly Provisioner[],
  work: (system: Provisioner) => Promise<T>,
): Promise<InOrder<T>[]> {
  const started = new Map<string, Promise<InOrder<T>>>();

  function start(system: Provisioner): Promise<InOrder<T>> {
    if (!started.has(system.name)) started.set(system.name, runAfter(system));
    return started.get(system.name) as Promise<InOrder<T>>;
  }

  async function runAfter(system: Provisioner): Promise<InOrder<T>> {
    const before = systems.filter(({ name }) => system.after?.includes(name) && name !== system.name);
    const results = await Promise.all(before.map(start));
    const { name } = system;
    if (results.some(({ status }) => status !== "done")) return { system: name, status: "skipped" };
    try {
      return { system: name, status: "done", value: await work(system) };
    } catch (error) {
      return { system: name, status: "failed", error };
    }
  }

  return Promise.all(systems.map(start));
}
