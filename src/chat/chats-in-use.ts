import { type Actor, type Chat, UnreachableError } from "./chat.ts";
import { isInChat } from "./chat-of.ts";

const HAS_SYSTEM = /^[a-z]{1,20}:/;

/**
 * The same chat, which also answers for those that the site no longer uses: their people have left, their messages are gone, and
 * nothing reaches anyone there. What still waits for someone there then goes on as if they had been deactivated.
 */
export function chatsInUse<C extends Chat>(chat: C): C {
  const isLeft = (id: string) => HAS_SYSTEM.test(id) && !isInChat(chat, id);
  return {
    ...chat,
    getUser: async (user, options) => (isLeft(user) ? nobody(user) : chat.getUser(user, options)),
    update: async (message, shown) => (isLeft(message) ? "gone" : chat.update(message, shown)),
    async post(place, shown, options) {
      if (isLeft(place.id))
        throw new UnreachableError(`acct no longer uses the chat of ${place.id}`, "chat_left");
      return chat.post(place, shown, options);
    },
  };
}

const nobody = (user: string): Actor => ({
  ...{ user, name: user, givenName: "", familyName: "", email: undefined },
  membership: "deactivated",
  isAdmin: false,
});
