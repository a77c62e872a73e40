import type { Request } from "../db/tables/requests.ts";
import { signedToken } from "../pipeline/secrets/signed-token.ts";
import type { HandlerContext } from "./handler.ts";

/** The token of the page of a request, which its requester gets by email, too. */
export function requestToken(
  { id, mark, email }: Pick<Request, "id" | "mark" | "email">,
  { secretKey, rules, now }: Pick<HandlerContext, "secretKey" | "rules" | "now">,
): string {
  // As long as the link in the email; see `outbox/write-message.ts`.
  const until = new Date(now().getTime() + 4 * rules.times.expireAfter);
  return signedToken(secretKey, { purpose: "request", requestId: id, mark, email, until });
}
