/** A field of a form or query, whatever was sent: one that is missing or given twice is empty. */
export function fieldText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
