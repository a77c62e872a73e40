import type { Slack } from "./slack/slack.ts";

const refuse = () => Promise.reject(new Error("ACCT_REHEARSAL is set: the chat is left alone"));

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
