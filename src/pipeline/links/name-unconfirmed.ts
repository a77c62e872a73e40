import { AccessLostError, type Actor } from "../../chat/chat.ts";
import { chatOf, isInChat } from "../../chat/chat-of.ts";
import { listPendingLinks } from "../../db/pending-links.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** More of them don't fit on a card. */
const MAX_NAMED = 3;

/**
 * Names the chat users who might have this address and still have to show it, with what acct waits for, as sentences for an admin. Null
 * if there are none. They have no rights until then.
 */
export async function nameUnconfirmed(
  email: string,
  { db, now, chat }: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<string | null> {
  const person = await findPersonBy(db, emailIdentity(email));
  const pending = person ? await listPendingLinks(db, person.id, now()) : [];
  const described: string[] = [];
  let isFound = false;
  for (const { user, isProposed } of pending.filter((one) => isInChat(chat, one.user)).slice(0, MAX_NAMED)) {
    const actor = await chat.getUser(user).catch(orUnseen);
    if (actor?.membership !== "member") continue;
    isFound ||= !isProposed;
    const why = isProposed ? "was asked to confirm it" : `shows this address on ${chatOf(chat, user).name}`;
    described.push(`${actor.name} (${why})`);
  }
  if (described.length === 0) return null;
  const how = isFound ? ` They confirm it with /acct resetpass, or after /acct link ${email} @person.` : "";
  return `${described.join(", ")}.${how}`;
}

function orUnseen(error: unknown): Actor | undefined {
  if (error instanceof AccessLostError) return undefined;
  throw error;
}
