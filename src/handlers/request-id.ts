import type { Call } from "../chat/call.ts";
import { UserError } from "./handler.ts";

/** The request that a call is about: of its button, or typed as `12`, `#12` or `R12`. Throws a `UserError` otherwise. */
export function requestIdOf({ requestId, text }: Pick<Call, "requestId" | "text">): number {
  if (requestId !== undefined) return requestId;
  const [, digits] = /^(?:#|r)?(\d{1,9})$/i.exec(text) ?? [];
  if (digits) return Number(digits);
  throw new UserError(text ? `"${text}" is not the number of a request.` : "Which request? Give its number.");
}
