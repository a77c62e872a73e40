/** What people do with acct in a chat. Each chat system says in one sentence how, so that none can be forgotten. */
export const CAPABILITIES = {
  connection: "How the chat reaches acct",
  proof: "How acct knows that a click is genuine",
  command: "Commands",
  typed: "Commands that are typed to the bot",
  card: "The card of a request",
  history: "The history on a card",
  press: "The answer to a button",
  confirm: "A button that asks before it acts",
  form: "A form",
  validation: "Checks while a form is filled in",
  several: "A choice of several",
  home: "The overview of one's own requests",
  private: "An answer that only one person sees",
  direct: "Direct messages",
  thread: "Replies in a thread",
  admins: "Who is an admin",
  group: "Groups in acct.yml",
  address: "What an address shows",
  language: "The person's language",
  times: "Times",
  limit: "Limits on messages",
} as const;

export type Capability = keyof typeof CAPABILITIES;

/** How a chat system does each of them, in Markdown. */
export type Capabilities = Readonly<Record<Capability, string>>;
