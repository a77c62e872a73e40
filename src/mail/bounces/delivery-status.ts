import { readFields, valuesOf } from "./header-fields.ts";
import { REPORTED_ACTIONS, type ReportedAction, type ReportedRecipient } from "./inbound.ts";
import { shortenReason, statusIn } from "./shorten-reason.ts";

/**
 * Reads the recipients in the machine-readable part of a report: `message/delivery-status` (RFC 3464 §2), or
 * `message/global-delivery-status` (RFC 6533 §3). An unknown action is left out. If a forwarded address failed, the one that we
 * wrote to is named, if the report has it.
 */
export function readDeliveryStatus(text: string): ReportedRecipient[] {
  const groups = text
    .replace(/\r\n?/g, "\n")
    .trim()
    .split(/\n(?:[ \t]*\n)+/);
  return groups.flatMap((group): ReportedRecipient[] => {
    const fields = readFields(group);
    const [action] = valuesOf(fields, "action").map(toAction);
    if (action === undefined) return [];
    const [address] = valuesOf(fields, "original-recipient", "final-recipient")
      .map(toAddress)
      .filter(Boolean);
    const [given = ""] = valuesOf(fields, "status");
    const [diagnostic = ""] = valuesOf(fields, "diagnostic-code");
    const said = diagnostic.replace(/^[\w-]+\s*;\s*/, "");
    return [{ action, address, status: chooseStatus(given, said), reason: shortenReason(said || given) }];
  });
}

/** Servers add comments: "failed (bad destination mailbox address)". */
function toAction(text: string): ReportedAction | undefined {
  const [word = ""] = /^[a-z]+/.exec(text.trim().toLowerCase()) ?? [];
  return REPORTED_ACTIONS.find((action) => action === word);
}

/** Removes the type of an address: "rfc822; amy@example.org", "utf-8; …". */
function toAddress(text: string): string | undefined {
  const bare = text.replace(/^[\w-]+\s*;/, "").replace(/[<>\s]/g, "");
  return bare.includes("@") ? bare : undefined;
}

/** Some servers always say 5.0.0, and only their words say more. */
function chooseStatus(given: string, said: string): string {
  const [code = ""] = /^\d\.\d{1,3}\.\d{1,3}/.exec(given.trim()) ?? [];
  return /^\d\.0\.0$|^$/.test(code) ? statusIn(said) || code : code;
}
