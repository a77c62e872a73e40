import type { KnownId } from "../db/registry-snapshot.ts";
import type { PlannedId } from "./adoption-plan.ts";

/** Returns the ID if it is new, or if its name or details have changed. */
export function planId(
  { system, id, username }: { system: string; id: string; username: string },
  known: readonly KnownId[] | undefined,
  detail: Record<string, string>,
): PlannedId[] {
  const before = known?.find((one) => one.system === system);
  const isSame = before?.value === id && before.name === username && toKey(before.detail) === toKey(detail);
  return isSame ? [] : [{ system, value: id, name: username, detail }];
}

const toKey = (detail: Readonly<Record<string, string>>) =>
  JSON.stringify(Object.entries(detail).sort(([a], [b]) => a.localeCompare(b)));
