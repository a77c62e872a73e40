import type { Slack } from "./slack/slack.ts";

const refuse = () => Promise.reject(new Error("ACCT_REHEARSAL is set: acct doesn't connect to the chat"));

/** Replaces the chat in a rehearsal. It receives no interactions and rejects every call. */
export const noChat = (adminChannel: string): Slack => ({
  name: "Slack",
  adminChannel,
  limits: { choices: 10 },
  verifiesAddresses: true,
  connections: undefined,
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
