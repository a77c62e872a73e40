import type { Interaction } from "../chat/interaction.ts";
import type { Db } from "../db/client.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { UserError } from "./handler.ts";

/** The request that an interaction is about: from its button, or typed as `12`, `#12` or `R12`. Throws a `UserError` otherwise. */
export function readRequestId({ subject: about, text }: Pick<Interaction, "subject" | "text">): number {
  if (about) return about.id;
  const [, digits] = /^(?:#|r)?(\d{1,9})$/i.exec(text) ?? [];
  if (digits) return Number(digits);
  throw new UserError(
    text ? `"${text}" is not a request number.` : "Please add the request number, e.g. /acct status 12.",
  );
}

/** The request itself. Throws a `UserError` when there is none. */
export async function readRequest(
  interaction: Pick<Interaction, "subject" | "text">,
  db: Db,
): Promise<Request> {
  const id = readRequestId(interaction);
  const request = await findRequest(db, id);
  if (!request) throw new UserError(`Request ${id} not found.`);
  return request;
}
