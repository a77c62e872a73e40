/** The text of a form or query field. A field that is missing or given twice counts as empty. */
export function fieldText(value: unknown): string {
  return typeof value === "string" ? value : "";
}
