import { exception, unknownAttribute } from "./api-error.ts";
import { type ArvadosUser, TABLES } from "./tables.ts";

const TEXTS = [
  "email",
  "username",
  "first_name",
  "last_name",
  "identity_url",
  "redirect_to_user_uuid",
  "uuid",
];

/**
 * Reads the attributes of a call as Rails casts them for the table: nearly every value is taken for something. Throws what Rails
 * answers if it can't.
 */
export function castUser(
  given: Readonly<Record<string, unknown>>,
  dropped: readonly string[],
): Partial<ArvadosUser> {
  const cast: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (dropped.includes(name)) continue;
    if (!TABLES.users.columns.includes(name)) throw unknownAttribute(name, "User");
    if (TEXTS.includes(name)) cast[name] = castText(value);
    if (name === "is_active" || name === "is_admin") cast[name] = castFlag(value);
    if (name === "prefs") cast[name] = castHash("prefs", value);
  }
  return cast as Partial<ArvadosUser>;
}

function castText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  // Ruby's way to show a Hash.
  const text = typeof value === "object" ? JSON.stringify(value).replaceAll('":', '"=>') : String(value);
  if (text.includes("\0")) throw exception("ArgumentError", "string contains null byte");
  if (text.length > 255)
    throw exception(
      "ActiveRecord::ValueTooLong",
      "PG::StringDataRightTruncation: ERROR:  value too long for type character varying(255)\n",
    );
  return text;
}

/** ActiveModel::Type::Boolean: "no" is true. */
const castFlag = (value: unknown) =>
  !(
    value === null || [false, 0, "", "0", "f", "F", "false", "FALSE", "off", "OFF"].includes(value as string)
  );

/** `serialize :prefs, Hash`: text is read as JSON. */
export function castHash(name: string, value: unknown): Record<string, unknown> {
  const read = typeof value === "string" ? parse(value) : (value ?? {});
  if (typeof read !== "object" || Array.isArray(read))
    throw exception("TypeError", `parameter ${name} must be a Hash`);
  return read as Record<string, unknown>;
}

export function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw exception("Oj::ParseError", "unexpected character (after ) at line 1, column 1 [parse.c:809]");
  }
}
