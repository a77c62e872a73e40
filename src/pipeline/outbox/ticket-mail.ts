import type { Mail } from "../../mail/mailer.ts";

interface Ticket {
  readonly messageId: string;
  readonly address: string;
  readonly subject: string;
  readonly text: string;
  /** Whether it says that a program sent it. Many help desks don't open a ticket then, or don't acknowledge it. */
  readonly autoSubmitted: boolean;
  /** The requester, to whom the help desk replies. */
  readonly replyTo?: Mail["to"];
  /** The earlier emails about the same ticket. */
  readonly references?: readonly string[];
}

/** An email that a help desk reads: plain text, and the same in HTML. */
export function ticketMail({ address, text, references = [], ...ticket }: Ticket): Mail {
  const parent = references.at(-1);
  return {
    ...ticket,
    to: { name: "Helpdesk", address },
    text,
    html: `<pre>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")}</pre>`,
    ...(parent === undefined ? {} : { references, inReplyTo: parent }),
  };
}
