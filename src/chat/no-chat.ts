import type { Chat } from "./chat.ts";

const refuse = () => Promise.reject(new Error("ACCT_REHEARSAL is set: acct doesn't connect to the chat"));

/** Replaces a chat in a rehearsal. It receives no interactions and rejects every call. */
export const noChat = (facts: Pick<Chat, "name" | "adminChannels" | "verifiesAddresses">): Chat => ({
  ...facts,
  limits: { choices: 10 },
  start: async () => undefined,
  stop: async () => undefined,
  post: refuse,
  update: refuse,
  ping: refuse,
  checkAdminChannel: refuse,
  listAdmins: refuse,
  listGroupMembers: refuse,
  findByEmail: refuse,
  getUser: refuse,
});
