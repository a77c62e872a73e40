import { randomUUID } from "node:crypto";
import { listAccountsOfPerson } from "../../db/accounts.ts";
import type { NewNotification } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import { type FormLinkLimits, type FormLinkResult, insertFormLink } from "../../db/form-links.ts";
import type { FormLinkPurpose } from "../../db/names.ts";
import { insertNotification } from "../../db/notifications.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import { listForRequester } from "../../db/requests.ts";
import { listProjectsOf } from "../../db/roster.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { RosterEntry } from "../../db/tables/memberships.ts";
import type { Request } from "../../db/tables/requests.ts";
import { fullName } from "../../view/full-name.ts";
import { kindsThat } from "../kinds/kinds.ts";
import { toRequester } from "../outbox/recipients.ts";
import { formToken, hashToken } from "../passwords/password-token.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** The link in the email works this long. */
export const FORM_LINK_MS = DAY_MS;

/**
 * An address gets few emails, because anyone can enter it. A class of 40 sits behind one network address, and some of them mistype.
 * The last limit keeps a flood from many networks out of the mail server.
 */
export const FORM_LINK_LIMITS: FormLinkLimits = {
  perAddress: { max: 3, windowMs: DAY_MS },
  perNetwork: { max: 100, windowMs: HOUR_MS },
  everywhere: { max: 1000, windowMs: HOUR_MS },
};

/** Someone who comes back later than this after the end of a request has its last email. */
const ENDED_SHOWN_MS = 30 * DAY_MS;
const MAX_REQUESTS = 5;
/** What people ask for themselves, or a form for them: an admin's request to end someone's access is none of these. */
const SHOWN_KINDS = kindsThat(({ tellsRequester, endsAccess }) => tellsRequester && !endsAccess);

export interface AskedFor {
  readonly purpose: FormLinkPurpose;
  readonly email: string;
  readonly language: string;
  readonly network: string;
}

type AskDeps = Pick<PipelineDeps, "db" | "now" | "secretKey" | "rules">;

/**
 * Sends the owner of an address the link to the form; or the links to each of their requests and to the page of a project of theirs, which
 * links to the others; someone with an account and no project gets the link to the form for a new one. Returns whether a limit was
 * reached; what it returns must not show whether anyone knows the address.
 */
export async function askForLink(
  { purpose, email, language, network }: AskedFor,
  { db, now, secretKey, rules }: AskDeps,
): Promise<FormLinkResult> {
  const id = randomUUID();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + FORM_LINK_MS);
  const tokenHash = purpose === "apply" ? hashToken(formToken(secretKey, id)) : null;
  const link = { id, purpose, email, tokenHash, network, language, createdAt, expiresAt };
  const result = await insertFormLink(db, link, FORM_LINK_LIMITS, async (tx) => {
    if (purpose === "apply") {
      await insertNotification(tx, formMessage({ id, email, language, expiresAt }), createdAt);
      return;
    }
    const since = new Date(createdAt.getTime() - ENDED_SHOWN_MS);
    for (const request of await listForRequester(tx, {
      email,
      kinds: SHOWN_KINDS,
      since,
      limit: MAX_REQUESTS,
    }))
      await insertNotification(tx, requestMessage(request, id), createdAt);
    const person = await findPersonBy(tx, emailIdentity(email));
    const own = person && (await linkForProjects(tx, person.id, { id, language }));
    if (own) await insertNotification(tx, own, createdAt);
  });
  if (result === "everywhere") await tellAboutFlood({ db, rules }, createdAt);
  return result;
}

/** The admins are told once for each hour in which no one gets through. */
async function tellAboutFlood({ db, rules }: Pick<AskDeps, "db" | "rules">, at: Date): Promise<void> {
  const { max, windowMs } = FORM_LINK_LIMITS.everywhere;
  const told: NewNotification = {
    key: `form-flood:${Math.floor(at.getTime() / windowMs)}`,
    template: "form-flood",
    via: "channel",
    toName: "the admins",
    toEmail: null,
    toUser: rules.adminChannels,
    data: { count: String(max), url: rules.publicUrl },
  };
  await insertNotification(db, told, at);
}

function formMessage({
  id,
  email,
  language,
  expiresAt,
}: {
  readonly id: string;
  readonly email: string;
  readonly language: string;
  readonly expiresAt: Date;
}): NewNotification {
  return {
    key: `apply-link:${id}`,
    template: "apply-link",
    via: "email",
    toName: email,
    toEmail: email,
    toUser: null,
    data: { form: id, until: expiresAt.toISOString(), language },
  };
}

/**
 * The link to the project in which they do most: one that they lead, or else the first that they are in. Someone who has an account and
 * no project gets the link to the form for a new one.
 */
async function linkForProjects(
  tx: Db,
  personId: number,
  asked: { readonly id: string; readonly language: string },
): Promise<NewNotification | undefined> {
  const [membership] = await listProjectsOf(tx, personId);
  if (membership) return projectMessage(membership, asked);
  const account = (await listAccountsOfPerson(tx, personId)).find(({ removedAt }) => removedAt === null);
  return account && foundingMessage(account, asked);
}

/** It goes to the address in the registry, to which the link is bound. */
function foundingMessage(
  { id: account, username, email, ...person }: Account,
  { id, language }: { readonly id: string; readonly language: string },
): NewNotification {
  return {
    key: `founding-link:${id}`,
    template: "founding-link",
    via: "email",
    toName: fullName(person) || (email ?? ""),
    toEmail: email,
    toUser: null,
    data: { account: String(account), username, language },
  };
}

/** It goes to the address in the registry, to which the link is bound. */
function projectMessage(
  { membershipId, project, email, ...person }: RosterEntry,
  { id, language }: { readonly id: string; readonly language: string },
): NewNotification {
  return {
    key: `roster-link:${id}`,
    template: "roster-link",
    via: "email",
    toName: fullName(person) || (email ?? ""),
    toEmail: email,
    toUser: null,
    data: { project, membership: String(membershipId), language },
  };
}

function requestMessage(request: Request, linkId: string) {
  const message = toRequester(request, "new-link", { asked: "true" }, "email");
  return { ...message, toUser: null, key: `${message.key}:${linkId}`, requestId: request.id };
}
