import type { Interaction } from "../chat/interaction.ts";
import type { Db } from "../db/client.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import { UserError } from "./handler.ts";

/**
 * Reads the number of the request that an interaction is about, from its button or from text such as `12`, `#12`, or `R12`.
 * Throws a `UserError` if there is none.
 */
export function readRequestId({ subject: about, text }: Pick<Interaction, "subject" | "text">): number {
  if (about) return about.id;
  const [, digits] = /^(?:#|r)?(\d{1,9})$/i.exec(text) ?? [];
  if (digits) return Number(digits);
  throw new UserError(
    text ? `"${text}" is not a request number.` : "Please add the number of the request, such as 12.",
  );
}

/** Loads the request that an interaction is about. Throws a `UserError` if it doesn't exist. */
export async function readRequest(
  interaction: Pick<Interaction, "subject" | "text">,
  db: Db,
): Promise<Request> {
  const id = readRequestId(interaction);
  const request = await findRequest(db, id);
  if (!request) throw new UserError(`Request ${id} not found.`);
  return request;
}
