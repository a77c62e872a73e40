import type { Capabilities } from "../capabilities.ts";

/** How people use acct in Mattermost, for docs/chat-systems.md. */
export const MATTERMOST_CAPABILITIES: Capabilities = {
  connection: "Mattermost calls acct for each click, and acct opens a WebSocket for typed messages",
  proof:
    "acct signs what it gets back, and asks the server about the rest ([why](decisions/0029-mattermost-callbacks.md))",
  command: "`/acct`, in the team of the admin channel and in direct messages",
  typed: "Yes, in the direct messages of the bot",
  card: "One message that is edited in place; with `PostEditTimeLimit`, an old card points to the new one",
  history: "Folded where the server has Mattermost Blocks (11.10 and later); Details shows all of it",
  press: "The card changes, and the person gets a message that only they see",
  confirm: "A dialog with one field",
  form: "A dialog",
  validation:
    "While someone types into a field that they have to fill in (11.7 and later, if `callbackUrl` is HTTPS), when a select changes (11.1 and later), and when the form is sent",
  several: "A select for several options (11.0 and later), or a checkbox for each",
  home: "`/acct home`: one direct message that is edited each time",
  private: "A message that only the reader sees, without buttons; with buttons, a direct message",
  direct:
    "Everyone on the server, or in the bot's teams if `RestrictDirectMessage` is `team`; the others get email",
  thread: "Yes",
  admins: "The members of the admin channel, a user group, or a list of usernames or IDs",
  group: "User groups (`group:mattermost:<name>`) with a paid edition, people, and addresses",
  address:
    "Nothing, unless `mattermost.trustAddresses` says so: people confirm who they are by a link in an email, or an admin links them",
  language: "From the person's profile",
  times: "In the time zone of the site, which is named",
  limit: "`mattermost.messagesPerMinute`, and the server's rate limit, which acct respects",
};
