import { createHash } from "node:crypto";
import PostalMime, { type Email } from "postal-mime";
import { tidyText } from "../../view/tidy.ts";
import { readDeliveryStatus } from "./delivery-status.ts";
import { type HeaderFields, readFields, valuesOf } from "./header-fields.ts";
import type { InboundMail } from "./inbound.ts";
import { messageIdsIn, tokensIn } from "./mail-marks.ts";
import { readPlainReport } from "./plain-report.ts";

/** A mail that is longer was not made by a mail server that returns ours. */
const MAX_TEXT = 20_000;

/** Reads a raw mail (RFC 5322). Throws if it can't be parsed, such as one that is nested too deeply. */
export async function readInbound(raw: Buffer): Promise<InboundMail> {
  // A report's original would otherwise be mixed into its text.
  const mail = await PostalMime.parse(raw, { forceRfc822Attachments: true, maxNestingDepth: 20 });
  const fields = toFields(mail);
  const parts = mail.attachments.map(({ mimeType, content }) => ({ mimeType, text: decode(content) }));
  const text = tidyText((mail.text ?? "").slice(0, MAX_TEXT));
  const subject = mail.subject ?? "";
  const originals = parts
    .filter(({ mimeType }) => ORIGINAL.has(mimeType))
    .map((part) => readFields(part.text));
  const status = parts.find(({ mimeType }) => STATUS.has(mimeType));
  const marks = findMarks(fields, originals, { status: status?.text ?? "", text });
  const common = { identity: identify(mail, text), marks };

  if (status) return { ...common, kind: "report", recipients: readDeliveryStatus(status.text) };
  if (parts.some(({ mimeType }) => RECEIPT.has(mimeType))) return { ...common, kind: "automatic" };
  const failed = valuesOf(fields, "x-failed-recipients")
    .flatMap((list) => list.split(/[\s,]+/))
    .filter(isAddress);
  if (failed.length > 0 || isFromMailServer(fields)) {
    const recipients = readPlainReport({ subject, text }, failed);
    return recipients ? { ...common, kind: "report", recipients } : { ...common, kind: "automatic" };
  }
  if (isAutomatic(fields) && !TICKET_TAG.test(subject)) return { ...common, kind: "automatic" };
  const isAnswer = marks.tokens.length > 0 || marks.messageIds.length > 0;
  if (!isAnswer) return { ...common, kind: "other" };
  const from = mail.from && "address" in mail.from ? (mail.from.address ?? "") : "";
  return { ...common, kind: "reply", subject, from, text };
}

const STATUS: ReadonlySet<string> = new Set(["message/delivery-status", "message/global-delivery-status"]);
/** That someone opened an email (RFC 8098), or that a provider got a complaint about it (RFC 5965). */
const RECEIPT: ReadonlySet<string> = new Set(["message/disposition-notification", "message/feedback-report"]);
/** The original, whole or only its header (RFC 3462 §2, RFC 6533 §3). */
const ORIGINAL: ReadonlySet<string> = new Set([
  "message/rfc822",
  "text/rfc822-headers",
  "message/global",
  "message/global-headers",
]);

/** The ways in which helpdesks write a ticket's number into a subject: [example.org #123], [Ticket#2026112601], ##123##, (HELP-12). */
const TICKET_TAG =
  /\[[^[\]]{0,100}#\s?\d{1,12}[^[\]]{0,100}\]|##\d{1,20}##|\bticket\s?(?:#|id:?|number:?)\s?\d|[([][A-Z][A-Z0-9]{1,20}-\d{1,12}[)\]]/i;

/**
 * Marks in the address that the mail came to, and in what it quotes. The text is searched only in reports that don't return the
 * original as a part, because people quote all kinds of things.
 */
function findMarks(
  fields: HeaderFields,
  originals: readonly HeaderFields[],
  { status, text }: { readonly status: string; readonly text: string },
) {
  const to = valuesOf(fields, "to", "cc", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to");
  const headers = [
    ...originals.flatMap((original) => valuesOf(original, ...IDS, "return-path")),
    ...valuesOf(fields, ...IDS.filter((name) => name !== "message-id")),
    ...valuesOf(readFields(status), "x-original-message-id"),
  ];
  const quoted = originals.length === 0 && isFromMailServer(fields) ? [...headers, text] : headers;
  return { tokens: tokensIn([...to, status, ...quoted], quoted), messageIds: messageIdsIn(quoted) };
}
const IDS = [
  "references",
  "in-reply-to",
  "message-id",
  "x-original-message-id",
  "x-google-original-message-id",
];

/** Answers of programs say so (RFC 3834 §5); older ones have fields of their own. */
function isAutomatic(fields: HeaderFields): boolean {
  const [submitted = "no"] = valuesOf(fields, "auto-submitted");
  if (!/^no\b/i.test(submitted)) return true;
  if (valuesOf(fields, "precedence").some((each) => /^(bulk|junk|list|auto_reply)$/i.test(each))) return true;
  return AUTOMATIC_FIELDS.some((name) => fields.has(name));
}
const AUTOMATIC_FIELDS = [
  "x-autoreply",
  "x-autorespond",
  "x-autoresponse",
  "x-auto-response-suppress",
  "list-id",
];

/** Reports have no sender to whom anything could come back (RFC 5321 §4.5.5), or the names of old. */
function isFromMailServer(fields: HeaderFields): boolean {
  const [sender = ""] = valuesOf(fields, "from");
  return /\b(mailer-daemon|postmaster|mail delivery (sub)?system)\b/i.test(sender);
}

/** Servers repeat a Message-ID only for the same mail; without one, sender, date, and text tell mails apart. */
function identify({ messageId, date, from, subject }: Email, text: string): string {
  const parts = messageId
    ? [messageId]
    : [from && "address" in from ? from.address : "", date, subject, text];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function toFields({ headers }: Email): HeaderFields {
  const byName = Map.groupBy(headers, ({ key }) => key);
  return new Map([...byName].map(([name, each]) => [name, each.map(({ value }) => value)]));
}

const decode = (content: ArrayBuffer | Uint8Array | string) =>
  typeof content === "string" ? content : new TextDecoder().decode(content);
const isAddress = (text: string) => /^[^\s@]+@[^\s@]+$/.test(text);
