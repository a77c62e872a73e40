/**
 * What a reply of a mail server means for an email. "mailbox": the recipient's mailbox doesn't take it, and never will.
 * "ours": the server refuses acct itself, such as its sender, its login, or its daily quota, and takes the email once someone
 * has fixed that. "later": the server doesn't take it right now.
 */
export type Refusal = "mailbox" | "ours" | "later";

/** RFC 3463 §3.2: "bad sender's mailbox address syntax" and "bad sender's system address" are about the sender, not the recipient. */
const ABOUT_THE_SENDER: ReadonlySet<string> = new Set(["5.1.7", "5.1.8"]);
const AFTER_THE_SENDER: ReadonlySet<string> = new Set(["RCPT TO", "DATA"]);

/**
 * Judges a reply to this command (RFC 5321 §4.2) by its enhanced status code (RFC 3463): only 5.1.x and 5.2.x speak of the
 * mailbox. A permanent error without such a code doesn't tell whose fault it is, and nothing is lost by trying again.
 */
export function judgeRefusal(reply: string, command: string): Refusal {
  const [, code = "", enhanced = ""] = /^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3})\b)?/.exec(reply) ?? [];
  if (!code.startsWith("5")) return "later";
  const isMailbox = /^5\.[12]\./.test(enhanced) && !ABOUT_THE_SENDER.has(enhanced);
  return isMailbox && AFTER_THE_SENDER.has(command) ? "mailbox" : "ours";
}
