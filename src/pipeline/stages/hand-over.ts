import { randomUUID } from "node:crypto";
import type { NewNotification } from "../../db/change.ts";
import type { TemplateName } from "../../db/names.ts";
import { extendLink, openPasswordLink } from "../../db/password-links.ts";
import { findAccountByUsername } from "../../db/registry.ts";
import type { Account, PasswordLink, Request } from "../../db/schema.ts";
import { Failure } from "../../failure/failure.ts";
import { toRequester } from "../outbox/recipients.ts";
import { extendedUntil } from "../passwords/extend-link.ts";
import { lockedIn } from "../passwords/locked-in.ts";
import { hashToken, passwordToken } from "../passwords/password-token.ts";
import { retryPendingPassword } from "../passwords/retry-pending-password.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, refuse, type Stage, waitFor } from "../stage.ts";

export const handOver = {
  name: "hand-over",
  changesOutside: true,
  async run(request, deps) {
    if (deps.passwords.length === 0) {
      return done("not needed: no system here holds passwords", {
        notifications: [toRequester(request, "created")],
      });
    }
    let link = await linkFor(request, deps);
    if (link.usedAt) {
      const refused = await retryPendingPassword(link, await accountOf(request, deps), deps);
      return refused
        ? done(`the password was chosen, and ${refused.by} refused it: ${refused.why}`, {
            notifications: twice(request, "password-partly-set", refused),
          })
        : done("the password was chosen", { notifications: twice(request, "password-set") });
    }
    let again = false;
    if (link.expiresAt <= deps.now()) {
      const until = await extendedUntil(link, deps);
      if (until === undefined || !(await extendLink(deps.db, link, until))) {
        return done("the link was not used in time", {
          notifications: [toRequester(request, "link-expired")],
        });
      }
      link = { ...link, expiresAt: until };
      again = true;
    }

    if (request.kind === "password" && (await isShut(request, deps))) {
      return refuse(`The account ${request.username} is locked. Write to ${deps.rules.site.helpAddress}.`);
    }
    return waitFor("password", "for the person to choose a password", {
      until: link.expiresAt,
      notifications: messagesWith(link, request, again),
    });
  },
} as const satisfies Stage;

/** A lock by an admin is for an admin to lift: as long as it is there, nobody is sent a link. */
async function isShut(request: Request, deps: PipelineDeps): Promise<boolean> {
  return (await lockedIn(await accountOf(request, deps), deps.passwords)) !== undefined;
}

/** By mail whatever happens, so that the owner of the address hears of it, whoever has set the password. */
function twice(
  request: Request,
  template: TemplateName,
  data: Record<string, string> = {},
): NewNotification[] {
  return [
    toRequester(request, template, data, "email"),
    toRequester(request, template, { ...data, number: "chat" }, "chat"),
  ];
}

/** The link goes one way only, by mail or to the person in the chat. `again`: it works longer than they were told. */
function messagesWith(link: PasswordLink, request: Request, again: boolean): NewNotification[] {
  const { askedBy, linkByChat, resumed } = request.details;
  const data = {
    link: link.id,
    until: link.expiresAt.toISOString(),
    ...(again ? { number: link.expiresAt.toISOString(), extended: "yes" } : {}),
    ...(link.pinHash === null ? {} : { pin: "asked" }),
    ...(askedBy === undefined ? {} : { askedBy }),
  };
  const template = resumed ? "resumed" : request.kind === "password" ? "new-password" : "welcome";
  if (linkByChat) {
    return [
      toRequester(request, template, data, "chat"),
      toRequester(request, "reset-requested", {}, "email"),
    ];
  }
  return [toRequester(request, template, data, "email"), toRequester(request, "ready", {}, "chat")];
}

/** The link of this request, made when there is none: running twice makes one. */
async function linkFor(request: Request, deps: PipelineDeps): Promise<PasswordLink> {
  const { db, now, secretKey, rules } = deps;
  const account = await accountOf(request, deps);
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

async function accountOf({ username }: Request, { db }: PipelineDeps): Promise<Account> {
  const account = await findAccountByUsername(db, username ?? "");
  if (!account) throw new Failure(`The registry has no account ${username}`);
  return account;
}
