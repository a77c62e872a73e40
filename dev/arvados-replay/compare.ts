import { matchText, type Names } from "./names.ts";

/**
 * Compares an answer with the recorded one. Returns the first difference; undefined: there is none. An object that was recorded
 * with its etag is complete, all others are parts.
 */
export function compare(recorded: unknown, actual: unknown, names: Names, at = ""): string | undefined {
  const differs = () => `${at || "body"}: ${text(recorded)} was recorded, and ${text(actual)} came`;
  if (typeof recorded === "string")
    return typeof actual === "string" && matchText(recorded, actual, names) ? undefined : differs();
  if (typeof recorded === "number" && Array.isArray(actual))
    return actual.length === recorded
      ? undefined
      : `${at}: ${recorded} were recorded, and ${actual.length} came`;
  if (typeof recorded !== "object" || recorded === null) return recorded === actual ? undefined : differs();
  if (Array.isArray(recorded))
    return Array.isArray(actual) ? compareLists(recorded, actual, names, at) : differs();
  if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return differs();
  return compareObjects(recorded as Cells, actual as Cells, names, at);
}

type Cells = Readonly<Record<string, unknown>>;

function compareObjects(recorded: Cells, actual: Cells, names: Names, at: string): string | undefined {
  for (const [key, value] of Object.entries(recorded)) {
    if (!(key in actual)) return `${at}.${key} was recorded (${text(value)}), and is missing`;
    const difference = compare(value, actual[key], names, `${at}.${key}`);
    if (difference) return difference;
  }
  const extra = "etag" in recorded ? Object.keys(actual).find((key) => !(key in recorded)) : undefined;
  return extra === undefined
    ? undefined
    : `${at}.${extra} came (${text(actual[extra])}), and wasn't recorded`;
}

/** Who may write is a set. All other lists have an order. */
function compareLists(recorded: unknown[], actual: unknown[], names: Names, at: string): string | undefined {
  if (recorded.length !== actual.length)
    return `${at}: ${recorded.length} were recorded, and ${actual.length} came (${text(actual)})`;
  if (at.endsWith("writable_by")) return compareSets(recorded, actual, names, at);
  for (const [index, value] of recorded.entries()) {
    const difference = compare(value, actual[index], names, `${at}[${index}]`);
    if (difference) return difference;
  }
  return undefined;
}

export function compareSets(
  recorded: readonly unknown[],
  actual: readonly unknown[],
  names: Names,
  at: string,
): string | undefined {
  const rest = [...actual];
  for (const value of recorded) {
    const hit = rest.findIndex((each) => compare(value, each, names) === undefined);
    if (hit < 0) return `${at}: ${text(value)} was recorded, and is missing in ${text(actual)}`;
    rest.splice(hit, 1);
  }
  return rest.length === 0 ? undefined : `${at}: ${text(rest)} came, and wasn't recorded`;
}

const text = (value: unknown) => (JSON.stringify(value) ?? "nothing").slice(0, 400);
