import type { Chat } from "../../chat/chat.ts";
import { chatOf } from "../../chat/chat-of.ts";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { findAskByMark } from "../../db/agreement-asks.ts";
import type { Db } from "../../db/client.ts";
import { findFormLink } from "../../db/form-links.ts";
import { findInvitation } from "../../db/invitations.ts";
import { findClaim } from "../../db/link-claims.ts";
import type { BroadcastName, RequestTemplateName } from "../../db/names.ts";
import { findLink } from "../../db/password-links.ts";
import { findResetById } from "../../db/password-resets.ts";
import { findPiClaim } from "../../db/pi-claims.ts";
import { findRequest } from "../../db/requests.ts";
import type { AgreementAsk } from "../../db/tables/agreement-asks.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { UndeliverableError } from "../../mail/mailer.ts";
import type { Message } from "../../view/message.ts";
import {
  broadcastTemplates,
  notificationTemplates,
  type RemindedRequest,
  type TemplateContext,
  type Written,
} from "../../view/notification-templates.ts";
import { orOwnTemplates } from "../../view/templates/templates.ts";
import { inWords } from "../../view/templates/wording.ts";
import { agreementsUrlFor, agreementsUrlOf } from "../agreements/agreements-url.ts";
import {
  tokenOfClaim,
  tokenOfForm,
  tokenOfInvitation,
  tokenOfLink,
  tokenOfPiClaim,
  tokenOfReset,
} from "../passwords/password-token.ts";
import type { Rules } from "../pipeline-deps.ts";
import { foundingToken } from "../roster/founding-token.ts";
import { rosterToken } from "../roster/roster-token.ts";
import { type Purpose, signedToken } from "../secrets/signed-token.ts";
import { findReaderLanguage, isRequester } from "./reader-language.ts";

interface WriteMessageDeps {
  readonly db: Db;
  readonly secretKey: SecretKeys;
  readonly rules: Rules;
  readonly now: () => Date;
  readonly chat: Pick<Chat, "name" | "parts" | "getUser" | "findByEmail">;
}

/** The text of a notification in its reader's language, with their links. Throws an `UndeliverableError` if there is none. */
export async function writeMessage(notification: Notification, deps: WriteMessageDeps): Promise<Message> {
  const { template, requestId, data } = notification;
  const unknown = new UndeliverableError(`this version of acct has no message "${template}"`);
  if (requestId === null || template in broadcastTemplates) {
    const write = broadcastTemplates[template as BroadcastName];
    if (!write) throw unknown;
    const token = await resetTokenFor(notification, deps);
    const resetUrl = () => `${deps.rules.publicUrl}/reset/confirm?token=${token}`;
    const claimToken = await claimTokenFor(notification, deps);
    const claimUrl = () => `${deps.rules.publicUrl}/link?token=${claimToken}`;
    const piClaimToken = await piTokenFor(notification, deps);
    const piUrl = () => `${deps.rules.publicUrl}/pi?token=${piClaimToken}`;
    const invitation = await invitationTokenFor(notification, deps);
    const invitationUrl = () => `${deps.rules.publicUrl}/invitation?token=${invitation}`;
    const roster = await rosterTokenFor(notification, deps);
    const rosterUrl = () => `${deps.rules.publicUrl}/project?token=${roster}`;
    const founding = await foundingTokenFor(notification, deps);
    const foundingUrl = () => `${deps.rules.publicUrl}/project/new?token=${founding}`;
    const formToken = await formTokenFor(notification, deps);
    const formUrl = () => `${deps.rules.publicUrl}/apply/form?token=${formToken}`;
    const asked = await askFor(notification, deps);
    const agreementsUrl = () => agreementsUrlFor(asked ?? gone(), notification.toEmail ?? "", deps);
    const written = write(data, {
      chatName: chatOf(deps.chat, notification.toUser).name,
      resetUrl,
      claimUrl,
      piUrl,
      formUrl,
      agreementsUrl,
      invitationUrl,
      rosterUrl,
      foundingUrl,
    });
    return toMessage(notification, written, undefined, deps);
  }
  const request = await findRequest(deps.db, requestId);
  if (!request) throw new Failure(`There is no request ${requestId}`);
  const write: ((context: TemplateContext) => Written) | undefined =
    notificationTemplates[template as RequestTemplateName];
  if (!write) throw unknown;
  const token = await linkTokenFor(notification, deps);
  const { dryRun } = deps.rules;
  const written = write({
    request,
    data,
    dryRun,
    chatName: chatOf(deps.chat, notification.toUser).name,
    isRequester: isRequester(notification, request),
    ...urlsFor(notification, request, token, deps),
  });
  return toMessage(notification, written, request, deps);
}

async function toMessage(
  notification: Notification,
  written: Written,
  request: Request | undefined,
  { db, chat, rules }: WriteMessageDeps,
): Promise<Message> {
  if ("lines" in written) return written;
  const language = await findReaderLanguage(notification, request, { db, chat, site: rules.site });
  return inWords(notification.template, written, orOwnTemplates(rules.templates), language);
}

/** The token of the password link in the message; empty if the message has none. */
async function linkTokenFor({ data }: Notification, { db, secretKey }: WriteMessageDeps): Promise<string> {
  if (data.link === undefined) return "";
  const link = await findLink(db, data.link);
  return (link && tokenOfLink(secretKey, link)) ?? gone();
}

async function resetTokenFor({ data }: Notification, { db, secretKey }: WriteMessageDeps): Promise<string> {
  if (data.reset === undefined) return "";
  const reset = await findResetById(db, data.reset);
  return (reset && tokenOfReset(secretKey, reset)) ?? gone();
}

async function claimTokenFor({ data, template }: Notification, { db, secretKey }: WriteMessageDeps) {
  if (template !== "link-code") return "";
  const claim = await findClaim(db, data.claim ?? "");
  return (claim && tokenOfClaim(secretKey, claim)) ?? gone();
}

async function formTokenFor({ data, template }: Notification, { db, secretKey }: WriteMessageDeps) {
  if (template !== "apply-link") return "";
  const link = await findFormLink(db, data.form ?? "");
  return (link && tokenOfForm(secretKey, link)) ?? gone();
}

async function piTokenFor({ data, template }: Notification, { db, secretKey }: WriteMessageDeps) {
  if (template !== "ask-pi") return "";
  const claim = await findPiClaim(db, data.claim ?? "");
  return (claim && tokenOfPiClaim(secretKey, claim)) ?? gone();
}

async function invitationTokenFor({ data, template }: Notification, { db, secretKey }: WriteMessageDeps) {
  if (template !== "invitation") return "";
  const invitation = await findInvitation(db, data.invitation ?? "");
  return (invitation && tokenOfInvitation(secretKey, invitation)) ?? gone();
}

async function rosterTokenFor({ data, template }: Notification, deps: WriteMessageDeps) {
  if (template !== "roster-link") return "";
  return (await rosterToken(Number(data.membership), deps)) ?? gone();
}

async function foundingTokenFor({ data, template }: Notification, deps: WriteMessageDeps) {
  if (template !== "founding-link") return "";
  return (await foundingToken(Number(data.account), deps)) ?? gone();
}

/** The ask to sign again that the message is about, if there is one. */
async function askFor({ data }: Notification, { db }: WriteMessageDeps): Promise<AgreementAsk | undefined> {
  return data.ask === undefined ? undefined : findAskByMark(db, data.ask);
}

/** The key of the link was retired, so another message with a new link is on its way. */
function gone(): never {
  throw new UndeliverableError("its link was replaced by a newer one");
}

/** The pages that a message links to. A link that lets its reader act works for that reader only. */
function urlsFor(notification: Notification, request: Request, linkToken: string, deps: WriteMessageDeps) {
  const { rules, secretKey, now } = deps;
  const { publicUrl, times, site } = rules;
  const signed = (purpose: Purpose, { id, mark }: RemindedRequest, until: Date) =>
    signedToken(secretKey, { purpose, requestId: id, mark, email: notification.toEmail ?? "", until });
  return {
    decisionUrl: (reminded: RemindedRequest, until: Date) =>
      `${publicUrl}/decide?token=${signed("decide", reminded, until)}`,
    confirmUrl: () => {
      const until = new Date(now().getTime() + times.expireAfter);
      return `${publicUrl}/confirm?token=${signed("confirm", request, until)}`;
    },
    requestUrl: () => {
      // A request can stay open this long: it may wait at two stages, and questions stop the clock.
      const until = new Date(now().getTime() + 4 * times.expireAfter);
      return `${publicUrl}/request?token=${signed("request", request, until)}`;
    },
    agreementsUrl: () => agreementsUrlOf(request, deps),
    logIn: site.loginHelp ?? {},
    resetPageUrl: () => `${publicUrl}/reset`,
    passwordUrl: () => `${publicUrl}/password?token=${linkToken}`,
  };
}
