import type { Call } from "../chat/call.ts";
import type { Db } from "../db/client.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { UserError } from "./handler.ts";

/** The request that a call is about: of its button, or typed as `12`, `#12` or `R12`. Throws a `UserError` otherwise. */
export function requestIdOf({ about, text }: Pick<Call, "about" | "text">): number {
  if (about) return about.id;
  const [, digits] = /^(?:#|r)?(\d{1,9})$/i.exec(text) ?? [];
  if (digits) return Number(digits);
  throw new UserError(text ? `"${text}" is not the number of a request.` : "Which request? Give its number.");
}

/** The request itself. Throws a `UserError` when there is none. */
export async function requestOf(call: Pick<Call, "about" | "text">, db: Db): Promise<Request> {
  const id = requestIdOf(call);
  const request = await findRequest(db, id);
  if (!request) throw new UserError(`There is no request ${id}.`);
  return request;
}
