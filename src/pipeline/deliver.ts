import { BusyError, type Chat } from "../chat/chat.ts";
import { recordEvent } from "../db/change.ts";
import type { Db } from "../db/client.ts";
import { type Delivery, settleMessage } from "../db/messages.ts";
import { findRequest } from "../db/requests.ts";
import type { Message, Request } from "../db/schema.ts";
import type { Log } from "../log.ts";
import { compose } from "../mail/compose.ts";
import type { Letter } from "../mail/letter.ts";
import { type Mailer, UndeliverableError } from "../mail/mailer.ts";
import { decisionToken } from "./decision-token.ts";
import { type LetterName, letters, type Occasion } from "./letters.ts";
import { passwordToken } from "./password-token.ts";
import type { Rules } from "./tools.ts";

interface Delivering {
  readonly db: Db;
  readonly chat: Chat;
  readonly mailer: Mailer;
  readonly secretKey: Buffer;
  readonly rules: Rules;
  readonly now: () => Date;
  readonly log: Log;
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
    const request = await findRequest(db, message.requestId);
    if (!request) throw new Error(`There is no request ${message.requestId}`);
    await send(message, request, delivering);
    await settled({ sentAt: now() });
  } catch (error) {
    if (error instanceof BusyError) return settled({ runAt: error.retryAt });

    const problem = error instanceof Error ? error.message : String(error);
    const pause = error instanceof UndeliverableError ? undefined : PAUSES_MINUTES[message.attempt];
    log.warn(
      { err: error, request: message.requestId, letter: message.letter, final: !pause },
      "a message was not delivered",
    );
    if (pause !== undefined) {
      const runAt = new Date(now().getTime() + pause * 60_000);
      return settled({ runAt, attempt: message.attempt + 1, problem });
    }
    const note = `the message "${message.letter}" could not be delivered to ${message.toEmail ?? message.toName}: ${problem}`;
    await recordEvent(
      db,
      message.requestId,
      { kind: "undelivered", actor: "acct", actorName: "acct", note },
      now(),
    );
    await settled({ problem });
  }
}

async function send(message: Message, request: Request, delivering: Delivering): Promise<void> {
  const letter = write(message, request, delivering);
  const user = message.via === "mail" ? undefined : await findUser(message, delivering.chat);
  if (user) return delivering.chat.tell(user, letter);
  if (message.via === "chat") return;

  if (!message.toEmail) throw new UndeliverableError("there is no mail address");
  const { site, publicUrl } = delivering.rules;
  const messageId = `<${message.key.replaceAll(":", ".")}.acct@${new URL(publicUrl).hostname}>`;
  await delivering.mailer.send(
    compose(letter, { messageId, to: { name: message.toName, address: message.toEmail }, site }),
  );
}

function write(message: Message, request: Request, { rules, secretKey }: Delivering): Letter {
  const write: ((occasion: Occasion) => Letter) | undefined = letters[message.letter as LetterName];
  if (!write) throw new UndeliverableError(`this release has no letter ${message.letter}`);
  return write({
    request,
    data: message.data,
    decisionUrl: (until) => {
      const question = { requestId: request.id, email: request.piEmail ?? "", until };
      return `${rules.publicUrl}/decide?token=${decisionToken(secretKey, question)}`;
    },
    passwordUrl: (id) => `${rules.publicUrl}/password?token=${passwordToken(secretKey, id)}`,
  });
}

/** The person in the chat, by their id or else by their verified address. */
async function findUser({ toUser, toEmail }: Message, chat: Chat): Promise<string | undefined> {
  if (toUser) {
    const person = await chat.whois(toUser);
    return person.standing === "member" || person.standing === "guest" ? toUser : undefined;
  }
  return toEmail ? (await chat.find(toEmail))?.user : undefined;
}
