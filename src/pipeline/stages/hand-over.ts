import { randomUUID } from "node:crypto";
import { findAccountByUsername } from "../../db/accounts.ts";
import type { NewNotification } from "../../db/change.ts";
import type { TemplateName } from "../../db/names.ts";
import { extendLink, openPasswordLink } from "../../db/password-links.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { PasswordLink } from "../../db/tables/password-links.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { toRequester } from "../outbox/recipients.ts";
import { extendedUntil } from "../passwords/extend-link.ts";
import { lockedIn } from "../passwords/locked-in.ts";
import { hashToken, passwordToken } from "../passwords/password-token.ts";
import { retryPendingPassword } from "../passwords/retry-pending-password.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, notNeeded, refuse, type Stage, waitFor } from "../stage.ts";

export const handOver = {
  name: "hand-over",
  changesOutside: true,
  async run(request, deps) {
    if (deps.passwords.length === 0) {
      return notNeeded("no system here stores passwords", {
        notifications: [toRequester(request, "created")],
      });
    }
    if ((await findAccount(request, deps)).suspendedAt) return endForSuspended(request, deps);
    let link = await findOrOpenLink(request, deps);
    if (link.usedAt) {
      const { rejected, noLogin } = await retryPendingPassword(link, await findAccount(request, deps), deps);
      const data = noLogin.length > 0 ? { noLogin: noLogin.join(", ") } : {};
      return rejected
        ? done(`the password was set, but ${rejected.by} rejected it: ${rejected.why}`, {
            notifications: byEmailAndChat(request, "password-partly-set", rejected),
          })
        : done("the password was set", { notifications: byEmailAndChat(request, "password-set", data) });
    }
    let isExtended = false;
    if (link.expiresAt <= deps.now()) {
      const until = await extendedUntil(link, deps);
      if (until === undefined || !(await extendLink(deps.db, link, until))) {
        return done("the link wasn't used in time", {
          notifications: [toRequester(request, "link-expired")],
        });
      }
      link = { ...link, expiresAt: until };
      isExtended = true;
    }

    const { createsAccount } = REQUEST_KINDS[request.kind];
    if (!createsAccount && (await isLockedOut(request, deps))) {
      return refuse(`The account ${request.username} is locked. Contact ${deps.rules.site.helpAddress}.`);
    }
    return waitFor("password", `Waiting for ${request.givenName} to set a password`, {
      until: link.expiresAt,
      notifications: messagesWith(link, request, isExtended),
    });
  },
} as const satisfies Stage;

/** No link works while someone is suspended. `acct resume` sends another one. */
function endForSuspended({ kind, username }: Request, { rules }: PipelineDeps) {
  return REQUEST_KINDS[kind].createsAccount
    ? done(`${username} is suspended, so the link to set a password has ended`)
    : refuse(`The account ${username} is locked. Contact ${rules.site.helpAddress}.`);
}

/** Only an admin may lift a lock that an admin has set, so no link is sent until then. */
async function isLockedOut(request: Request, deps: PipelineDeps): Promise<boolean> {
  return (await lockedIn(await findAccount(request, deps), deps.passwords)) !== undefined;
}

/** Sends the message by email in any case, so that the owner of the address is notified if someone else set the password. */
function byEmailAndChat(
  request: Request,
  template: TemplateName,
  data: Record<string, string> = {},
): NewNotification[] {
  return [
    toRequester(request, template, data, "email"),
    toRequester(request, template, { ...data, number: "chat" }, "chat"),
  ];
}

/** The link goes only one way, by email or in the chat. `isExtended`: it works longer than they were told. */
function messagesWith(link: PasswordLink, request: Request, isExtended: boolean): NewNotification[] {
  const { requestedBy, linkByChat, resumed } = request.details;
  const data = {
    link: link.id,
    until: link.expiresAt.toISOString(),
    ...(isExtended ? { number: link.expiresAt.toISOString(), extended: "yes" } : {}),
    ...(link.pinHash === null ? {} : { pin: "asked" }),
    ...(requestedBy === undefined ? {} : { requestedBy }),
  };
  const { createsAccount } = REQUEST_KINDS[request.kind];
  const template = resumed ? "resumed" : createsAccount ? "welcome" : "new-password";
  if (linkByChat) {
    return [
      toRequester(request, template, data, "chat"),
      toRequester(request, "reset-requested", {}, "email"),
    ];
  }
  return [toRequester(request, template, data, "email"), toRequester(request, "ready", {}, "chat")];
}

/** The link of this request, created if there is none yet; running this twice creates only one. */
async function findOrOpenLink(request: Request, deps: PipelineDeps): Promise<PasswordLink> {
  const { db, now, secretKey, rules } = deps;
  const account = await findAccount(request, deps);
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

async function findAccount({ username }: Request, { db }: PipelineDeps): Promise<Account> {
  const account = await findAccountByUsername(db, username ?? "");
  if (!account) throw new Failure(`The registry has no account ${username}`);
  return account;
}
