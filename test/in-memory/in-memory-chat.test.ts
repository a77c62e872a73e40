import { holdsChatContract } from "../contracts/chat.contract.ts";
import { inMemoryChat } from "./in-memory-chat.ts";

holdsChatContract(async () => {
  const chat = inMemoryChat();
  const memberships = ["guest", "deactivated", "external", "bot"] as const;
  const [guest, deactivated, external, bot] = memberships.map(
    (membership) => chat.addPerson(`${membership} Person`, { membership }).user,
  );
  chat.addPerson("Una Unsure", { email: undefined, unverifiedEmail: "una@example.org" });
  return {
    chat,
    name: "slack",
    people: {
      member: "slack:UAMY",
      admin: "slack:UADA",
      guest: guest ?? "",
      deactivated: deactivated ?? "",
      external: external ?? "",
      bot: bot ?? "",
      unknown: "slack:UNOBODY",
    },
    addresses: {
      member: "amy@example.org",
      guest: "guest@example.org",
      deactivated: "deactivated@example.org",
      unverified: "una@example.org",
    },
    read: ({ id }) =>
      [...chat.messages.values()]
        .filter(({ place, thread }) => place.id === id && thread === undefined)
        .map(({ shown }) => ("lines" in shown ? shown.title : "")),
    replies: (message) =>
      [...chat.messages.values()]
        .filter(({ thread }) => thread === message)
        .map(({ shown }) => ("lines" in shown ? shown.title : "")),
    deleteMessage: (message) => chat.messages.delete(message),
    archiveAdminChannel: () => chat.unreachable.add(chat.adminChannels[0] ?? ""),
    removeAdmins: () => chat.people.delete("slack:UADA"),
  };
});
