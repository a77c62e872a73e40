import type { Chat } from "../chat/chat.ts";
import type { Db } from "../db/client.ts";
import { listStanding, noteStanding, type PostedLetter } from "../db/messages.ts";
import { findRequest } from "../db/requests.ts";
import type { Message } from "../db/schema.ts";
import type { Log } from "../log.ts";
import type { Letter } from "../mail/letter.ts";
import { letters, type Occasion } from "./letters.ts";

/** Letters with buttons that somebody can press for as long as the request is where it is. */
const WITH_BUTTONS = ["received", "question"] as const;

/** Where such a letter stands in the chat, and with which buttons. Undefined: nothing on it can become untrue. */
export function standingOf(
  { letter: name }: Message,
  posted: string,
  letter: Letter,
): PostedLetter | undefined {
  const deeds = deedsOf(letter);
  return deeds !== "" && WITH_BUTTONS.some((each) => each === name) ? { posted, deeds } : undefined;
}

/**
 * Takes the buttons off earlier letters about this request in the chat that do nothing any more, once somebody hears of what
 * has changed. That is for looks only: what cannot be edited now is answered, and replaced, when it is pressed.
 */
export async function refreshLetters(
  requestId: number,
  { db, chat, log }: { readonly db: Db; readonly chat: Pick<Chat, "update">; readonly log: Log },
): Promise<void> {
  try {
    const standing = await listStanding(db, requestId);
    const request = standing.length > 0 ? await findRequest(db, requestId) : undefined;
    if (!request) return;
    for (const { id, letter: name, data, posted, deeds } of standing) {
      const write = letters[name as (typeof WITH_BUTTONS)[number]];
      const letter = write({ request, data, ...NOT_IN_THE_CHAT });
      if (deedsOf(letter) === deeds) continue;
      await chat.update(posted, letter);
      await noteStanding(db, id, { posted, deeds: deedsOf(letter) });
    }
  } catch (error) {
    log.info({ err: error, request: requestId }, "the buttons of an earlier letter were left as they are");
  }
}

const deedsOf = ({ buttons = [] }: Letter) => buttons.map(({ deed }) => deed).join(" ");

const noUrl = () => "";
/** What these letters say by mail only. */
const NOT_IN_THE_CHAT = {
  dryRun: false,
  passwordUrl: noUrl,
  decisionUrl: noUrl,
  requestUrl: noUrl,
  resetPageUrl: noUrl,
  logIn: [],
} as const satisfies Partial<Occasion>;
