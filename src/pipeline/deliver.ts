import { BusyError, type Chat, UnreachableError } from "../chat/chat.ts";
import { recordEvent } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { isPassingFault } from "../db/database-lost.ts";
import { insertMessage, noteSent, passToMail, settleMessage } from "../db/messages.ts";
import { findLink } from "../db/password-links.ts";
import { findResetById } from "../db/password-resets.ts";
import { findRequest } from "../db/requests.ts";
import type { Message, Request, Via } from "../db/schema.ts";
import { Failure } from "../failure.ts";
import type { Log } from "../log.ts";
import { compose } from "../mail/compose.ts";
import type { Letter } from "../mail/letter.ts";
import { type Mailer, UndeliverableError } from "../mail/mailer.ts";
import type { Counts } from "../metrics.ts";
import { newReference, sayFailure } from "../say-failure.ts";
import type { SecretKeys } from "../secret-keys.ts";
import { toAdminsOnce } from "./addressed.ts";
import { HELPDESK_TICKET, ticketOf } from "./helpdesk-ticket.ts";
import { inGeneral } from "./in-general.ts";
import { insist } from "./insist.ts";
import { letterToken, type Purpose } from "./letter-token.ts";
import {
  type Asked,
  type BulletinName,
  bulletins,
  type LetterName,
  letters,
  type Occasion,
} from "./letters.ts";
import { loginLines } from "./login-lines.ts";
import { tokenOfLink, tokenOfReset } from "./password-token.ts";
import { refreshLetters, standingOf } from "./refresh-letters.ts";
import { MAX_DEATHS } from "./settle.ts";
import { pauseMs } from "./show-card.ts";
import type { Rules } from "./tools.ts";

interface Delivering {
  readonly db: Db;
  readonly chat: Chat;
  readonly mailer: Mailer;
  readonly secretKey: SecretKeys;
  readonly rules: Rules;
  readonly now: () => Date;
  readonly log: Log;
  readonly counts?: Pick<Counts, "message">;
  /** There is a message for another way. */
  announce(): void;
  /** Whether what was sent need not be written down any more, because the process has to end. */
  givesUp(): boolean;
}

/** The chat is there again within minutes, and says itself when it wants less from us. */
export const CHAT_VIAS = ["chat", "either", "channel"] as const satisfies readonly Via[];
export const MAIL_VIAS = ["mail"] as const satisfies readonly Via[];

/** As mail servers do among each other. */
const MAIL_PAUSES_MINUTES = [1, 5, 30, 120, 360, 720, 720, 1440, 1440] as const;
const GIVE_UP_AFTER_MS = 3 * 86_400_000;

/**
 * Sends one message of the outbox. Tries again for three days, then, or when the other side refuses it for good,
 * gives up and says so on the request. A message whose answer is lost is sent again under the same Message-ID; of one that
 * was taken, only the note is written again while the database is lost.
 */
export async function deliver(message: Message, delivering: Delivering): Promise<void> {
  const { db, now, announce, givesUp } = delivering;
  let left = leftOf(message);
  try {
    if (message.deaths > MAX_DEATHS) throw new UndeliverableError("the process died each time it tried");
    if (message.letter === HELPDESK_TICKET) {
      await delivering.mailer.send(ticketOf(message, delivering.secretKey));
    } else {
      const letter = await write(message, delivering);
      const sent = await send(message, letter, delivering);
      if (sent.kind === "by-mail") {
        await passToMail(db, message, now());
        announce();
        return;
      }
      const standing = sent.posted === undefined ? undefined : standingOf(message, sent.posted, letter);
      if (standing) left = { data: { ...message.data, ...standing } };
    }
  } catch (error) {
    if (isPassingFault(error)) throw error;
    await settleUnsent(message, error, delivering);
    return;
  }
  await insist(() => noteSent(db, message, now(), left), givesUp);
  delivering.counts?.message(message.letter, "sent");
  if (message.requestId !== null && message.via !== "mail")
    await refreshLetters(message.requestId, delivering);
}

async function settleUnsent(message: Message, error: unknown, delivering: Delivering): Promise<void> {
  const { db, now, log, rules } = delivering;
  const { id, leaseToken, attempt, requestId, letter } = message;
  const unsent = { sentAt: null, attempt };
  if (error instanceof BusyError) {
    const runAt = new Date(now().getTime() + error.waitMs);
    await settleMessage(db, { id, leaseToken }, { ...unsent, runAt, problem: null });
    return;
  }
  if (error instanceof UnreachableError && message.via === "either" && message.toEmail) {
    log.warn(
      { err: error, request: requestId, letter },
      "a person cannot be reached in the chat and gets a mail",
    );
    await passToMail(db, message, now());
    delivering.announce();
    return;
  }
  const reference = newReference();
  const problem = sayFailure(error, reference);
  delivering.counts?.message(letter, "failed");
  const runAt = isLasting(error, message) ? undefined : nextTry(message, now());
  log.warn(
    { err: error, reference, request: requestId, letter, final: !runAt },
    "a message was not delivered",
  );
  if (runAt !== undefined) {
    await settleMessage(db, { id, leaseToken }, { ...unsent, runAt, attempt: attempt + 1, problem });
    return;
  }
  // Together, or a connection that is lost in between leaves a message that nobody sends, and nobody hears of.
  await inTransaction(db, async (tx) => {
    const ended = { ...unsent, ...leftOf(message), runAt: null, problem };
    const isOurs = await settleMessage(tx, { id, leaseToken }, ended);
    if (!isOurs || requestId === null) return;
    const note = `the message "${letter}" could not be delivered to ${message.toEmail ?? message.toName}: ${problem}`;
    await recordEvent(tx, requestId, { kind: "undelivered", actor: "acct", actorName: "acct", note }, now());
    if (message.via === "channel") return;
    const { toEmail, toName, toUser } = message;
    const told = toAdminsOnce(
      { id: requestId, version: 0 },
      {
        channel: rules.adminChannel,
        cause: `undelivered ${inGeneral(problem, [reference, toEmail, toName, toUser])}`,
        why: `${sentenceOf(note)}. Find another way to tell them. What cannot be delivered for the same reason later today is not announced. /acct list undelivered shows whom it was for.`,
        now: now(),
      },
    );
    await insertMessage(tx, { ...told, requestId }, now());
  });
}

/** The PIN in a ticket has no purpose once nothing more is sent. */
const leftOf = ({ letter }: Message): Partial<Pick<Message, "data">> =>
  letter === HELPDESK_TICKET ? { data: {} } : {};

const sentenceOf = (note: string) => note.charAt(0).toUpperCase() + note.slice(1);

/** A channel can be opened to us again within the hour, and then the admins should still read what is for them. */
function isLasting(error: unknown, { via }: Message): boolean {
  return error instanceof UndeliverableError || (error instanceof UnreachableError && via !== "channel");
}

/** Undefined: it has been tried for long enough. */
function nextTry({ via, attempt, createdAt }: Message, now: Date): Date | undefined {
  if (via === "mail") {
    const minutes = MAIL_PAUSES_MINUTES[attempt];
    return minutes === undefined ? undefined : new Date(now.getTime() + minutes * 60_000);
  }
  const isOld = now.getTime() - createdAt.getTime() > GIVE_UP_AFTER_MS;
  return isOld ? undefined : new Date(now.getTime() + pauseMs(attempt));
}

/** By the way that the message goes; "by-mail": the person is not in the chat, and can be reached by mail. */
async function send(message: Message, letter: Letter, delivering: Delivering): Promise<Sent> {
  const { chat, mailer, rules } = delivering;
  if (message.via === "channel") {
    return { kind: "sent", posted: await chat.post(message.toUser ?? rules.adminChannel, letter) };
  }
  if (message.via !== "mail") {
    const user = await findUser(message, chat);
    if (user) return { kind: "sent", posted: await chat.post(user, letter) };
    return message.via === "chat" ? { kind: "sent" } : { kind: "by-mail" };
  }
  if (!message.toEmail) throw new UndeliverableError("there is no mail address");
  const { site, publicUrl } = rules;
  const messageId = `<${message.letter}.${message.mark}.acct@${new URL(publicUrl).hostname}>`;
  const to = { name: message.toName, address: message.toEmail };
  await mailer.send(compose(letter, { messageId, to, site }));
  return { kind: "sent" };
}

/** `posted`: the chat's reference to the message, where it went there. */
type Sent = { readonly kind: "sent"; readonly posted?: string } | { readonly kind: "by-mail" };

async function write(message: Message, delivering: Delivering): Promise<Letter> {
  const unknown = new UndeliverableError(`this release has no letter ${message.letter}`);
  if (message.requestId === null) {
    const bulletin = bulletins[message.letter as BulletinName];
    if (!bulletin) throw unknown;
    const token = await resetTokenFor(message, delivering);
    const resetUrl = () => `${delivering.rules.publicUrl}/reset/confirm?token=${token}`;
    return bulletin(message.data, { resetUrl });
  }
  const request = await findRequest(delivering.db, message.requestId);
  if (!request) throw new Failure(`There is no request ${message.requestId}`);
  const letter: ((occasion: Occasion) => Letter) | undefined = letters[message.letter as LetterName];
  if (!letter) throw unknown;
  const token = await linkTokenFor(message, delivering);
  const { dryRun } = delivering.rules;
  return letter({ request, data: message.data, dryRun, ...urlsFor(message, request, token, delivering) });
}

/** The token of the link that a letter leads to; empty: to none. */
async function linkTokenFor({ data }: Message, { db, secretKey }: Delivering): Promise<string> {
  if (data.link === undefined) return "";
  const link = await findLink(db, data.link);
  return (link && tokenOfLink(secretKey, link)) ?? gone();
}

async function resetTokenFor({ data }: Message, { db, secretKey }: Delivering): Promise<string> {
  if (data.reset === undefined) return "";
  const reset = await findResetById(db, data.reset);
  return (reset && tokenOfReset(secretKey, reset)) ?? gone();
}

/** Its key was given up: another letter with another link is on its way. */
function gone(): never {
  throw new UndeliverableError("its link was replaced by another one");
}

/** The pages that a letter leads to. A link that lets its reader act is good for that reader only. */
function urlsFor(
  message: Message,
  request: Request,
  linkToken: string,
  { rules, secretKey, now }: Delivering,
) {
  const { publicUrl, times, site } = rules;
  const signed = (purpose: Purpose, { id, mark }: Asked, until: Date) =>
    letterToken(secretKey, { purpose, requestId: id, mark, email: message.toEmail ?? "", until });
  return {
    decisionUrl: (asked: Asked, until: Date) => `${publicUrl}/decide?token=${signed("decide", asked, until)}`,
    requestUrl: () => {
      // As long as it can be open: it may wait at two stages, and questions stop the clock.
      const until = new Date(now().getTime() + 4 * times.expireAfter);
      return `${publicUrl}/request?token=${signed("request", request, until)}`;
    },
    logIn: loginLines(site.loginHelp),
    resetPageUrl: () => `${publicUrl}/reset`,
    passwordUrl: () => `${publicUrl}/password?token=${linkToken}`,
  };
}

/** The person in the chat, by their id or else by their verified address. */
async function findUser({ toUser, toEmail }: Message, chat: Chat): Promise<string | undefined> {
  if (toUser) {
    const person = await chat.whois(toUser);
    return person.standing === "member" || person.standing === "guest" ? toUser : undefined;
  }
  return toEmail ? (await chat.find(toEmail))?.user : undefined;
}
