import { BusyError, type Chat } from "../chat/chat.ts";
import { recordEvent } from "../db/apply-change.ts";
import type { Db } from "../db/client.ts";
import { type Delivery, settleMessage } from "../db/messages.ts";
import { findRequest } from "../db/requests.ts";
import type { Message, Request } from "../db/schema.ts";
import type { Log } from "../log.ts";
import { compose } from "../mail/compose.ts";
import type { Letter } from "../mail/letter.ts";
import { type Mailer, UndeliverableError } from "../mail/mailer.ts";
import type { Counts } from "../metrics.ts";
import { letterToken, type Purpose } from "./letter-token.ts";
import { type BulletinName, bulletins, type LetterName, letters, type Occasion } from "./letters.ts";
import { passwordToken, resetToken } from "./password-token.ts";
import type { Rules } from "./tools.ts";

interface Delivering {
  readonly db: Db;
  readonly chat: Chat;
  readonly mailer: Mailer;
  readonly secretKey: Buffer;
  readonly rules: Rules;
  readonly now: () => Date;
  readonly log: Log;
  readonly counts?: Pick<Counts, "message">;
}

const PAUSES_MINUTES = [1, 5, 30, 120, 360, 720, 720, 1440, 1440] as const;

/**
 * Sends one message of the outbox. Tries again for three days, then, or when the other side refuses it for good,
 * gives up and says so on the request. A message whose answer is lost is sent again under the same Message-ID.
 */
export async function deliver(message: Message, delivering: Delivering): Promise<void> {
  const { db, now, log } = delivering;
  const settled = (delivery: Partial<Delivery>) =>
    settleMessage(db, message, {
      sentAt: null,
      runAt: null,
      attempt: message.attempt,
      problem: null,
      ...delivery,
    });
  try {
    await send(message, await write(message, delivering), delivering);
    await settled({ sentAt: now() });
    delivering.counts?.message(message.letter, "sent");
  } catch (error) {
    if (error instanceof BusyError) return settled({ runAt: error.retryAt });

    const problem = error instanceof Error ? error.message : String(error);
    delivering.counts?.message(message.letter, "failed");
    const pause = error instanceof UndeliverableError ? undefined : PAUSES_MINUTES[message.attempt];
    log.warn(
      { err: error, request: message.requestId, letter: message.letter, final: !pause },
      "a message was not delivered",
    );
    if (pause !== undefined) {
      const runAt = new Date(now().getTime() + pause * 60_000);
      return settled({ runAt, attempt: message.attempt + 1, problem });
    }
    await settled({ problem });
    if (message.requestId === null) return;
    const note = `the message "${message.letter}" could not be delivered to ${message.toEmail ?? message.toName}: ${problem}`;
    await recordEvent(
      db,
      message.requestId,
      { kind: "undelivered", actor: "acct", actorName: "acct", note },
      now(),
    );
  }
}

async function send(message: Message, letter: Letter, delivering: Delivering): Promise<void> {
  const { chat, mailer, rules } = delivering;
  if (message.via === "channel") {
    await chat.post(message.toUser ?? rules.adminChannel, letter);
    return;
  }
  const user = message.via === "mail" ? undefined : await findUser(message, chat);
  if (user) {
    await chat.post(user, letter);
    return;
  }
  if (message.via === "chat") return;

  if (!message.toEmail) throw new UndeliverableError("there is no mail address");
  const { site, publicUrl } = rules;
  const messageId = `<${message.key.replaceAll(/[:@]/g, ".")}.acct@${new URL(publicUrl).hostname}>`;
  const to = { name: message.toName, address: message.toEmail };
  const cc = (message.data.cc ?? "").split(",").filter((address) => address !== "");
  await mailer.send(compose(letter, { messageId, to, cc, site }));
}

async function write(message: Message, delivering: Delivering): Promise<Letter> {
  const unknown = new UndeliverableError(`this release has no letter ${message.letter}`);
  if (message.requestId === null) {
    const bulletin = bulletins[message.letter as BulletinName];
    if (!bulletin) throw unknown;
    const { rules, secretKey } = delivering;
    const resetUrl = (id: string) => `${rules.publicUrl}/reset/confirm?token=${resetToken(secretKey, id)}`;
    return bulletin(message.data, { resetUrl });
  }
  const request = await findRequest(delivering.db, message.requestId);
  if (!request) throw new Error(`There is no request ${message.requestId}`);
  const letter: ((occasion: Occasion) => Letter) | undefined = letters[message.letter as LetterName];
  if (!letter) throw unknown;
  const { dryRun } = delivering.rules;
  return letter({ request, data: message.data, dryRun, ...urlsFor(message, request, delivering) });
}

/** The pages that a letter leads to. A link that lets its reader act is good for that reader only. */
function urlsFor(message: Message, request: Request, { rules, secretKey, now }: Delivering) {
  const { publicUrl, times } = rules;
  const signed = (purpose: Purpose, requestId: number, until: Date) =>
    letterToken(secretKey, { purpose, requestId, email: message.toEmail ?? "", until });
  return {
    decisionUrl: (requestId: number, until: Date) =>
      `${publicUrl}/decide?token=${signed("decide", requestId, until)}`,
    requestUrl: () => {
      // As long as it can be open: it may wait at two stages, and questions stop the clock.
      const until = new Date(now().getTime() + 4 * times.expireAfter);
      return `${publicUrl}/request?token=${signed("request", request.id, until)}`;
    },
    resetPageUrl: () => `${publicUrl}/reset`,
    passwordUrl: (id: string) => `${publicUrl}/password?token=${passwordToken(secretKey, id)}`,
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
