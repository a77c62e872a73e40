import type { Capabilities } from "../capabilities.ts";

/** How people use acct in Slack, for docs/chat-systems.md. */
export const SLACK_CAPABILITIES: Capabilities = {
  connection: "acct opens connections (Socket Mode), or Slack calls acct (HTTP mode)",
  proof: "The connection is acct's own, or Slack signs each call",
  command: "`/acct`, everywhere",
  typed: "Yes, in the direct messages of the bot",
  card: "One message that is edited in place",
  history: "The newest lines; Details shows all of it",
  press: "The card changes, and the person gets a message that only they see",
  confirm: "A dialog of Slack's own",
  form: "A modal",
  validation: "When a field changes, and when the form is sent",
  several: "Checkboxes, 10 in one field",
  home: "The Home tab of the app",
  private: "An ephemeral message or a modal",
  direct: "Everyone in the workspace",
  thread: "Yes",
  admins: "A user group, or a list of IDs",
  group: "User groups (`group:slack:<ID>`), people, and addresses",
  address: "Who someone is, because Slack verifies addresses",
  language: "From the person's profile",
  times: "In the reader's time zone",
  limit: "`slack.messagesPerMinute`, and Slack's own limits, which acct respects",
};
