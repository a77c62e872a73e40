/** A call, as far as its form says whether a careful client sent it. */
interface Sent {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
  readonly contentType: string | undefined;
}

const WORDS = [
  "current",
  "system",
  "setup",
  "merge",
  "authenticate",
  "sign",
  "signatures",
  "contents",
  "get_all_logins",
];

/** What Arvados takes without a word, and for something else than was meant. */
export function findMistakes({ method, path, query, body, contentType }: Sent): string[] {
  if (/^\/(?:by_id\/|c=)/.test(path)) return [];
  const call = `${method} ${path}`;
  const [, , id] = path.split("/");
  const mistakes: string[] = [];
  if (id !== undefined && !WORDS.includes(id) && !isUuid(id))
    mistakes.push(`${call} has no uuid in its path`);
  if (body !== "" && contentType?.split(";")[0] !== "application/json")
    mistakes.push(`${call} has a body that isn't JSON`);
  if (/\["email","=",/.test(new URLSearchParams(query).get("filters") ?? ""))
    mistakes.push(`${call} looks for an email in one spelling only`);
  if (query.includes("api_token")) mistakes.push(`${call} has a token in its query`);
  if (path === "/users/merge" && /"old_user_uuid":"[a-z0-9]{5}-tpzed-000000000000000"/.test(body))
    mistakes.push(`${call} merges the system root user away`);
  if (/"(?:is_active|is_admin|redirect_to_new_user|send_notification_email)":"/.test(body))
    mistakes.push(`${call} has text for a boolean`);
  return mistakes;
}

const isUuid = (text: string) => /^[a-z0-9]{5}-[a-z0-9]{5}-[a-z0-9]{15}$/.test(text);
