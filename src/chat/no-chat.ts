import type { Slack } from "./slack/slack.ts";

const refuse = () => Promise.reject(new Error("ACCT_REHEARSAL is set: acct does not connect to the chat"));

/** In place of the chat in a rehearsal: hears nobody, and refuses whatever it is asked for. */
export const noChat: Slack = {
  requestListener: undefined,
  connections: undefined,
  start: async () => undefined,
  stop: async () => undefined,
  post: refuse,
  update: refuse,
  ping: refuse,
  checkAdminChannel: refuse,
  findByEmail: refuse,
  getUser: refuse,
};
