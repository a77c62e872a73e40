import { expect, it } from "vitest";
import { judgeRefusal, type Refusal } from "../../src/mail/judge-refusal.ts";

it.each<[reply: string, command: string, Refusal]>([
  ["550 5.1.1 no such mailbox", "RCPT TO", "mailbox"],
  ["550-5.1.1 The email account that you tried to reach\n550 5.1.1 does not exist", "RCPT TO", "mailbox"],
  ["550 5.1.10 RESOLVER.ADR.RecipientNotFound", "DATA", "mailbox"],
  ["552 5.2.2 mailbox full", "RCPT TO", "mailbox"],
  ["550 5.2.1 mailbox disabled", "DATA", "mailbox"],
  ["550 5.1.7 sender address is malformed", "RCPT TO", "ours"],
  ["553 5.1.8 sender domain does not exist", "RCPT TO", "ours"],
  ["550 5.1.0 sender rejected", "MAIL FROM", "ours"],
  ["550 5.7.60 Client does not have permissions to send as this sender", "DATA", "ours"],
  ["554 5.7.1 Relay access denied", "RCPT TO", "ours"],
  ["550-5.7.26 This mail has been blocked\n550 5.7.26 because the sender is unauthenticated", "DATA", "ours"],
  ["550 5.4.5 Daily user sending limit exceeded", "RCPT TO", "ours"],
  ["503 5.5.1 bad sequence of commands", "DATA", "ours"],
  ["552 5.3.4 message too big", "MAIL FROM", "ours"],
  ["550 Requested action not taken", "RCPT TO", "ours"],
  ["554 your address is blocked", "CONN", "ours"],
  ["421 4.7.0 try again later", "CONN", "later"],
  ["450 4.2.0 greylisted", "RCPT TO", "later"],
  ["451 4.3.0 try again later", "DATA", "later"],
  ["", "CONN", "later"],
])("The reply %j to %s is judged as %s", (reply, command, refusal) => {
  expect(judgeRefusal(reply, command)).toBe(refusal);
});
