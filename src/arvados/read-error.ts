export interface ArvadosWords {
  /** What Arvados says, in its own words, without addresses. Empty: nothing that may be shown. */
  readonly message: string;
  /** The class of the exception: "ActiveRecord::RecordNotUnique". Undefined: it isn't named. */
  readonly exception: string | undefined;
  /** The ID of the request, with which an admin finds it in the logs: "req-1z2y…". */
  readonly requestId: string | undefined;
}

const MAX_READ = 20_000;
const MAX_SHOWN = 400;

/**
 * Reads an error response. The controller puts the address of the inner call in front, and its query holds filters and so email
 * addresses: `//railsapi.internal/arvados/v1/users?filters=…: 422 Unprocessable Entity: #<ArgumentError: …> (req-…)`. What it passes on
 * unchanged has only `… (req-…)`. Nothing of the address, and no email address, is returned.
 */
export function readError(json: unknown, requestIdHeader: string | null): ArvadosWords {
  const { errors } = (json ?? {}) as { errors?: unknown };
  const first = Array.isArray(errors) && typeof errors[0] === "string" ? errors[0] : "";
  const text = first.slice(0, MAX_READ);
  const requestId = findRequestId(text.slice(-100)) ?? findRequestId(requestIdHeader ?? "");
  const said = text
    .trimEnd()
    .replace(/\(req(?:-[\w-]{1,60})?\)$/, "")
    .replace(/(?<!\S)\/\/\S+(?<=:) \d{3} [A-Z][A-Za-z' -]{1,40}: /g, "")
    .replace(/\/\/\S+/g, "");
  const [, exception, inner] = /^#<([A-Z]\w{0,60}(?:::\w{1,60}){0,5}): ([\s\S]*)>$/.exec(said.trim()) ?? [];
  return { message: tidy(inner ?? said), exception, requestId };
}

/** On paths that are passed on, the header has the ID twice. */
const findRequestId = (text: string) => /\breq-[\w-]{4,60}/.exec(text)?.[0];

/** The database adds values from the row in further lines. */
function tidy(text: string): string {
  const [line = ""] = text.trim().split("\n");
  return line
    .replace(/[^\s@"'<>()]{1,64}@[^\s@"'<>()]{1,255}/g, "(address)")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, MAX_SHOWN);
}
