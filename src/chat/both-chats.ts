import { Failure } from "../failure/failure.ts";
import type { Chat } from "./chat.ts";
import { isInChat } from "./chat-of.ts";
import { withLostLogin } from "./lost-login.ts";
import { type StartEachOptions, startEach } from "./start-each.ts";

/**
 * Several chats as one. What is for someone or something in particular goes to the chat that its ID belongs to. What concerns all of
 * them is asked of each, and a chat that is down never keeps the others from answering.
 */
export function bothChats(chats: readonly [Chat, ...Chat[]], options: StartEachOptions): Chat {
  const { start, stop, findRejection } = startEach(chats, options);
  const belongsTo = (id: string) => {
    const found = chats.find((chat) => isInChat(chat, id));
    if (!found) throw new Failure(`"${id}" belongs to no chat that acct is in`);
    return found;
  };
  return {
    name: chats.map(({ name }) => name).join(" or "),
    parts: chats.map((chat) => withLostLogin(chat, () => findRejection(chat))),
    limits: { choices: Math.min(...chats.map(({ limits }) => limits.choices)) },
    // A chat that verifies none shows an address only as an unverified one, so the others keep theirs.
    verifiesAddresses: chats.some(({ verifiesAddresses }) => verifiesAddresses),
    adminChannels: chats.flatMap(({ adminChannels }) => adminChannels),
    webhooks: chats.flatMap(({ webhooks = [] }) => webhooks),
    start,
    stop,
    post: async (place, shown, options) => belongsTo(place.id).post(place, shown, options),
    update: async (message, shown) => belongsTo(message).update(message, shown),
    getUser: async (user, options) => belongsTo(user).getUser(user, options),
    listGroupMembers: async (group) => belongsTo(group.replace(/^group:/, "")).listGroupMembers(group),
    async ping() {
      await askEach(chats, (chat) => chat.ping());
    },
    async checkAdminChannel() {
      await askEach(chats, (chat) => chat.checkAdminChannel());
    },
    async listAdmins() {
      const { answers, failed } = await gather(chats, (chat) => chat.listAdmins());
      // Someone who is missing would count as no admin.
      if (failed.length > 0) throw failed[0];
      return answers.flat();
    },
    async findByEmail(email, options) {
      // Where an address proves nothing, it finds no one.
      const proving = chats.filter(({ verifiesAddresses }) => verifiesAddresses);
      const { answers, failed } = await gather(proving, (chat) => chat.findByEmail(email, options));
      const found = answers.find((actor) => actor !== undefined);
      if (!found && failed.length > 0) throw failed[0];
      return found;
    },
  };
}

async function gather<T>(chats: readonly Chat[], ask: (chat: Chat) => Promise<T>) {
  const results = await Promise.allSettled(chats.map(ask));
  return {
    answers: results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : [])),
    failed: results.flatMap((result) => (result.status === "rejected" ? [result.reason as unknown] : [])),
  };
}

/** Asks all, and then throws the first trouble. */
async function askEach(chats: readonly Chat[], ask: (chat: Chat) => Promise<void>): Promise<void> {
  const { failed } = await gather(chats, ask);
  if (failed.length > 0) throw failed[0];
}
