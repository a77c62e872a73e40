const MAX_LENGTH = 500;

/**
 * Finds what an error response of GitLab says (GitLab, lib/api/helpers.rb and lib/api/api_guard.rb): `{message: "…"}`,
 * `{message: {email: ["is invalid"]}}`, `{error: "…"}`, or `{error: "…", error_description: "…"}`. Undefined: nothing.
 */
export function wordsIn(json: unknown): string | undefined {
  const { message, error, error_description: description } = (json ?? {}) as Record<string, unknown>;
  const words = textOf(description) ?? textOf(message) ?? textOf(error);
  return words?.replace(/\s+/g, " ").trim().slice(0, MAX_LENGTH) || undefined;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (Array.isArray(value))
    return value
      .map((each) => textOf(each) ?? "")
      .filter(Boolean)
      .join(", ");
  if (typeof value !== "object" || value === null) return undefined;
  return Object.entries(value)
    .map(([name, each]) => (name === "base" ? (textOf(each) ?? "") : `${name} ${textOf(each) ?? ""}`.trim()))
    .join("; ");
}
