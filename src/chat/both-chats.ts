import { Failure } from "../failure/failure.ts";
import type { Chat } from "./chat.ts";

/** The name of the chat system that an ID belongs to: "slack" in `slack:U0123ABCD`. */
const systemOf = (id: string) => id.slice(0, id.indexOf(":"));

/** Several chats as one: what is for someone or something in particular goes to the chat that its ID belongs to. */
export function bothChats(chats: readonly [Chat, ...Chat[]]): Chat {
  const [first] = chats;
  const chatOf = (id: string) => {
    const found = chats.find(({ adminChannel }) => systemOf(adminChannel) === systemOf(id));
    if (!found) throw new Failure(`"${id}" belongs to no chat that acct is in`);
    return found;
  };
  return {
    name: chats.map(({ name }) => name).join(" or "),
    limits: { choices: Math.min(...chats.map(({ limits }) => limits.choices)) },
    // A chat that verifies none shows an address only as an unverified one, so the others keep theirs.
    verifiesAddresses: chats.some(({ verifiesAddresses }) => verifiesAddresses),
    adminChannel: first.adminChannel,
    webhooks: chats.flatMap(({ webhooks = [] }) => webhooks),
    async start(handle, inbox) {
      for (const chat of chats) await chat.start(handle, inbox);
    },
    async stop() {
      await Promise.all(chats.map((chat) => chat.stop()));
    },
    post: async (place, shown, options) => chatOf(place.id).post(place, shown, options),
    update: async (message, shown) => chatOf(message).update(message, shown),
    getUser: async (user, options) => chatOf(user).getUser(user, options),
    async ping() {
      await Promise.all(chats.map((chat) => chat.ping()));
    },
    async checkAdminChannel() {
      await Promise.all(chats.map((chat) => chat.checkAdminChannel()));
    },
    listAdmins: async () => (await Promise.all(chats.map((chat) => chat.listAdmins()))).flat(),
    listGroupMembers: async (group) => chatOf(group).listGroupMembers(group),
    async findByEmail(email, options) {
      for (const chat of chats) {
        const found = await chat.findByEmail(email, options);
        if (found) return found;
      }
      return undefined;
    },
  };
}
