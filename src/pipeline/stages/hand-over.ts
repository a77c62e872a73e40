import { randomUUID } from "node:crypto";
import type { NewMessage } from "../../db/change.ts";
import { extendLink, openPasswordLink } from "../../db/password-links.ts";
import { findAccountByUsername } from "../../db/registry.ts";
import type { Account, PasswordLink, Request } from "../../db/schema.ts";
import { Failure } from "../../failure.ts";
import { toRequester } from "../addressed.ts";
import { extendedUntil } from "../extend-link.ts";
import { finishChoosing } from "../finish-choosing.ts";
import type { LetterName } from "../letters.ts";
import { lockedIn } from "../locked-in.ts";
import { hashToken, passwordToken } from "../password-token.ts";
import { done, refuse, type Stage, waitFor } from "../stage.ts";
import type { Tools } from "../tools.ts";

export const handOver = {
  name: "hand-over",
  changesOutside: true,
  async run(request, tools) {
    if (tools.passwords.length === 0) {
      return done("not needed: no system here holds passwords", { messages: [toRequester(request, "made")] });
    }
    let link = await linkFor(request, tools);
    if (link.usedAt) {
      const refused = await finishChoosing(link, await accountOf(request, tools), tools);
      return refused
        ? done(`the password was chosen, and ${refused.by} refused it: ${refused.why}`, {
            messages: twice(request, "password-half-set", refused),
          })
        : done("the password was chosen", { messages: twice(request, "password-set") });
    }
    let again = false;
    if (link.expiresAt <= tools.now()) {
      const until = await extendedUntil(link, tools);
      if (until === undefined || !(await extendLink(tools.db, link, until))) {
        return done("the link was not used in time", { messages: [toRequester(request, "link-expired")] });
      }
      link = { ...link, expiresAt: until };
      again = true;
    }

    if (request.kind === "password" && (await isShut(request, tools))) {
      return refuse(`The account ${request.username} is locked. Write to ${tools.rules.site.helpAddress}.`);
    }
    return waitFor("for the person to choose a password", {
      until: link.expiresAt,
      messages: lettersWith(link, request, again),
    });
  },
} as const satisfies Stage;

/** A lock by an admin is for an admin to lift: as long as it is there, nobody is sent a link. */
async function isShut(request: Request, tools: Tools): Promise<boolean> {
  return (await lockedIn(await accountOf(request, tools), tools.passwords)) !== undefined;
}

/** By mail whatever happens, so that the owner of the address hears of it, whoever has set the password. */
function twice(request: Request, letter: LetterName, data: Record<string, string> = {}): NewMessage[] {
  return [
    toRequester(request, letter, data, "mail"),
    toRequester(request, letter, { ...data, number: "chat" }, "chat"),
  ];
}

/** The link goes one way only, by mail or to the person in the chat. `again`: it works longer than they were told. */
function lettersWith(link: PasswordLink, request: Request, again: boolean): NewMessage[] {
  const { askedBy, linkByChat, resumed } = request.details;
  const data = {
    link: link.id,
    until: link.expiresAt.toISOString(),
    ...(again ? { number: link.expiresAt.toISOString(), extended: "yes" } : {}),
    ...(link.pinHash === null ? {} : { pin: "asked" }),
    ...(askedBy === undefined ? {} : { askedBy }),
  };
  const letter = resumed ? "resumed" : request.kind === "password" ? "new-password" : "welcome";
  if (linkByChat) {
    return [toRequester(request, letter, data, "chat"), toRequester(request, "reset-asked", {}, "mail")];
  }
  return [toRequester(request, letter, data, "mail"), toRequester(request, "ready", {}, "chat")];
}

/** The link of this request, made when there is none: running twice makes one. */
async function linkFor(request: Request, tools: Tools): Promise<PasswordLink> {
  const { db, now, secretKey, rules } = tools;
  const account = await accountOf(request, tools);
  const { linkByChat, noPin } = request.details;
  const id = randomUUID();
  const link = await openPasswordLink(db, {
    id,
    requestId: request.id,
    accountId: account.id,
    tokenHash: hashToken(passwordToken(secretKey, id)),
    pinHash: linkByChat || noPin ? null : (request.pinHash ?? account.pinHash),
    createdAt: now(),
    expiresAt: new Date(now().getTime() + rules.times.passwordLink),
  });
  if (!link) throw new Failure(`The password link of request ${request.id} is gone`);
  return link;
}

async function accountOf({ username }: Request, { db }: Tools): Promise<Account> {
  const account = await findAccountByUsername(db, username ?? "");
  if (!account) throw new Failure(`The registry has no account ${username}`);
  return account;
}
