import { chatOf, isInChat } from "../chat/chat-of.ts";
import { readChatId } from "../chat/read-chat-id.ts";
import { findAccountOfPerson } from "../db/accounts.ts";
import { activateChatLink, listLinksOf } from "../db/chat-links.ts";
import { inTransaction } from "../db/client.ts";
import { Failure } from "../failure/failure.ts";
import { columnsByTitle } from "../intake/columns-by-title.ts";
import { parseRecords } from "../intake/parse-records.ts";
import type { EventActor } from "../pipeline/engine/changes.ts";
import { labelOf } from "../pipeline/links/link-messages.ts";
import { recordLinkEvent } from "../pipeline/links/record-link-event.ts";
import { requirePerson } from "../pipeline/people/require-person.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";

/** Someone and their chat user, as a row of the file has them. `line` is the row in a spreadsheet. */
interface NamedLink {
  readonly line: number;
  readonly who: string;
  readonly user: string;
}

export interface LinkImport {
  readonly line: number;
  /** `kept`: they were linked before. */
  readonly outcome: "linked" | "kept" | "failed";
  readonly sentence: string;
}

/**
 * Links people to the chat users that a CSV file names, at once and with all rights: the site vouches for them. Links in the other
 * chats stay, so that people can use both until everyone has moved. A row that can't be used takes no other row with it. With
 * `dryRun`, everything is checked and nothing is written. Throws a failure if the file has not these columns.
 */
export async function* importLinks(
  text: string,
  { by, dryRun }: { readonly by: EventActor; readonly dryRun: boolean },
  deps: Pick<PipelineDeps, "db" | "now" | "chat">,
): AsyncGenerator<LinkImport> {
  const takenBy = new Map<string, number>();
  for (const named of readLinks(text)) {
    const { line, user } = named;
    const earlier = takenBy.get(user);
    try {
      if (earlier !== undefined) throw new Failure(`${user} is in row ${earlier}, too`);
      takenBy.set(user, line);
      yield { line, ...(await linkOne(named, { by, dryRun }, deps)) };
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      yield { line, outcome: "failed", sentence: error.message.replace(/\.$/, "") };
    }
  }
}

function readLinks(text: string): NamedLink[] {
  const [header = [], ...records] = parseRecords(text);
  const read = columnsByTitle(header, {
    person: ["person", "who", "username", "email", "from"],
    user: ["user", "chat user", "chat id", "to"],
  });
  return records.flatMap((record, index) => {
    const { person, user } = read(record);
    const named = { line: index + 2, who: person.trim(), user: user.trim() && readChatId(user) };
    return named.who === "" && named.user === "" ? [] : [named];
  });
}

async function linkOne(
  { who, user }: NamedLink,
  { by, dryRun }: { readonly by: EventActor; readonly dryRun: boolean },
  { db, now, chat }: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<Omit<LinkImport, "line">> {
  if (who === "" || user === "") throw new Failure("The row needs a person and a chat user");
  const person = await requirePerson(db, who);
  const account = await findAccountOfPerson(db, person.id);
  const label = labelOf(person, account);
  if (!isInChat(chat, user)) throw new Failure(`${user} is in no chat that acct is in`);
  const links = await listLinksOf(db, user);
  const active = links.find(({ state }) => state === "active");
  if (active && active.personId !== person.id) throw new Failure(`${user} is already linked to someone else`);
  const { name, membership } = await chat.getUser(user, { maxAgeMs: 0 });
  if (membership !== "member")
    throw new Failure(`${user} isn't a full, active ${chatOf(chat, user).name} member`);
  if (active) return { outcome: "kept", sentence: `${label} is linked to ${name} (${user}) already` };
  if (!dryRun) {
    await inTransaction(db, async (tx) => {
      await activateChatLink(tx, person.id, user, { verifiedBy: "file", now: now() });
      const note = `${label} to ${name} (${user}), from a file`;
      const event = { kind: "linked", actor: by.id, actorName: by.name, note } as const;
      await recordLinkEvent(tx, person.id, account, event, now());
    });
  }
  return { outcome: "linked", sentence: `${label} to ${name} (${user})` };
}
