import { domainToASCII } from "node:url";
import { tidy } from "./tidy.ts";

/** A problem follows the name of the field: "must have the form name@example.org". */
export type ReadAddress = { readonly address: string } | { readonly problem: string };

/** The problem of a text that isn't an address at all. */
export const NO_ADDRESS = "must have the form name@example.org";
/** RFC 5321 §4.5.3.1.3, without the angle brackets. */
const MAX_LENGTH = 254;
/** An atom of the part before the @ (RFC 5322 §3.2.3). Quoted parts, such as "a b"@c, are not used for people. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const PUNCTUATION_AT_END = /(?<![.,;])[.,;]+$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * Reads one email address in any form in which people write one: `Name <address>`, `mailto:address`, with a full stop at the end,
 * with invisible characters, in any case. A domain becomes what the DNS and mail servers know (A-labels, RFC 5890), so that
 * it is the same in every spelling.
 */
export function readEmailAddress(text: string): ReadAddress {
  const typed = tidy(text);
  if (typed.length > 2 * MAX_LENGTH) return { problem: NO_ADDRESS };
  const [, bracketed = typed] = /^[^<>]*<([^<>]*)>$/.exec(typed.replace(PUNCTUATION_AT_END, "")) ?? [];
  const bare = bracketed
    .trim()
    .replace(/^mailto:/i, "")
    .replace(/\?.*$/, (query) => (/^mailto:/i.test(bracketed.trim()) ? "" : query))
    .replace(PUNCTUATION_AT_END, "");
  const at = bare.lastIndexOf("@");
  const local = bare.slice(0, at).toLowerCase();
  if (at > 0 && local.includes("@") && /[\s,;]/.test(bare))
    return { problem: "has more than one email address" };
  const domain = readMailDomain(bare.slice(at + 1));
  if (at <= 0 || domain === undefined) return { problem: NO_ADDRESS };
  const odd = /[^\0-\x7f]/u.exec(local)?.[0];
  if (odd !== undefined && !/[\s,;<>]/.test(local)) {
    return {
      problem: `has "${odd}" before the @. We can't send email to such an address, so use another one`,
    };
  }
  const address = `${local}@${domain}`;
  return LOCAL.test(local) && local.length <= 64 && address.length <= MAX_LENGTH
    ? { address }
    : { problem: NO_ADDRESS };
}

/** Reads the domain of an email address, as `readEmailAddress` writes it. Undefined if it isn't one. */
export function readMailDomain(text: string): string | undefined {
  const typed = tidy(text).normalize("NFKC").toLowerCase().replace(/\.$/, "");
  const domain = /[^\0-\x7f]/.test(typed) ? domainToASCII(typed) : typed;
  const labels = domain.split(".");
  const top = labels.at(-1) ?? "";
  const isDomain = labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(top);
  return isDomain && top.length > 1 && domain.length <= 253 ? domain : undefined;
}

/** The address in the way in which `readEmailAddress` writes it, or the text as it is if it isn't one. */
export function toAddress(text: string): string {
  const read = readEmailAddress(text);
  return "address" in read ? read.address : text;
}
