import { chatOf } from "../../chat/chat-of.ts";
import { KNOWN_LINK_STATES, type LinkState } from "../../db/names.ts";
import { listIdentities } from "../../db/people.ts";
import type { Person } from "../../db/tables/people.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

interface ShownElsewhere {
  readonly address: string;
  readonly where: string;
}

type Deps = Pick<PipelineDeps, "db" | "directory"> & {
  readonly chat: Pick<PipelineDeps["chat"], "name" | "parts" | "getUser" | "verifiesAddresses">;
};

/**
 * Lists the addresses that the chat has verified for a person, or that the campus directory has for them, if the registry doesn't
 * know them as theirs. The person is found there by what can't change. Throws if the chat can't be asked; a directory that
 * can't say concludes nothing.
 */
export async function otherAddresses(
  person: Pick<Person, "id">,
  { db, chat, directory }: Deps,
): Promise<ShownElsewhere[]> {
  const known = await listIdentities(db, person.id);
  const own = new Set(known.filter(({ kind }) => kind === "email").map(({ value }) => value));
  const shown: ShownElsewhere[] = [];
  for (const { kind, value, state } of known) {
    if (kind === "chat" && isKnown(state) && chatOf(chat, value).verifiesAddresses) {
      const { membership, email } = await chat.getUser(value);
      if (membership === "member" && email)
        shown.push({ address: email.toLowerCase(), where: chatOf(chat, value).name });
    }
    if (kind === "campus" && directory) {
      const found = await directory.findById(value);
      const emails = found.answer === "found" ? found.person.emails : [];
      // Someone may have several addresses there. The first one is news only if the registry has none of them.
      if (emails[0] && !emails.some((each) => own.has(each)))
        shown.push({ address: emails[0], where: directory.name });
    }
  }
  return shown.filter(({ address }) => !own.has(address));
}

const isKnown = (state: LinkState) => (KNOWN_LINK_STATES as readonly LinkState[]).includes(state);
