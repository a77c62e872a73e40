import { randomUUID } from "node:crypto";
import { openPasswordLink } from "../../db/password-links.ts";
import { findAccountByUsername } from "../../db/registry.ts";
import type { PasswordLink, Request } from "../../db/schema.ts";
import { toRequester } from "../addressed.ts";
import { hashToken, passwordToken } from "../password-token.ts";
import { done, type Stage, waitFor } from "../stage.ts";
import type { Tools } from "../tools.ts";

export const handOver = {
  name: "hand-over",
  async run(request, tools) {
    if (tools.passwords.length === 0) {
      return done("not needed: no system here holds passwords", { messages: [toRequester(request, "made")] });
    }
    const link = await linkFor(request, tools);
    if (link.usedAt) {
      return done("the password was chosen", { messages: [toRequester(request, "password-set")] });
    }
    if (link.expiresAt <= tools.now()) {
      return done("the link was not used in time", { messages: [toRequester(request, "link-expired")] });
    }

    const letter = request.kind === "password" ? "new-password" : "welcome";
    const data = { link: link.id, until: link.expiresAt.toISOString() };
    return waitFor("for the person to choose a password", {
      until: link.expiresAt,
      messages: [toRequester(request, letter, data, "mail"), toRequester(request, "ready", {}, "chat")],
    });
  },
} as const satisfies Stage;

/** The link of this request, made when there is none: running twice makes one. */
async function linkFor(request: Request, { db, now, secretKey, rules }: Tools): Promise<PasswordLink> {
  const account = await findAccountByUsername(db, request.username ?? "");
  if (!account) throw new Error(`The registry has no account ${request.username}`);

  const id = randomUUID();
  const link = await openPasswordLink(db, {
    id,
    requestId: request.id,
    accountId: account.id,
    tokenHash: hashToken(passwordToken(secretKey, id)),
    pinHash: request.pinHash ?? account.pinHash,
    createdAt: now(),
    expiresAt: new Date(now().getTime() + rules.times.passwordLink),
  });
  if (!link) throw new Error(`The password link of request ${request.id} is gone`);
  return link;
}
