import type { Request } from "../../db/tables/requests.ts";
import type { ReportedRecipient } from "../../mail/bounces/inbound.ts";

/**
 * Whether a mail server says that there is no such mailbox, or that it is disabled (RFC 3463 §3.2 and §3.3). 5.1.7 and 5.1.8 are
 * about the sender. A full mailbox, a policy, and a network are other matters.
 */
export const isDeadAddress = ({ status }: Pick<ReportedRecipient, "status">): boolean =>
  /^5\.(1\.(?![78]$)\d{1,3}|2\.1)$/.test(status);

/** What the admins do about a requester whose address takes no mail. */
export function adviseOnDeadAddress(
  { id, email }: Pick<Request, "id" | "email">,
  isRegistered: boolean,
): string {
  const change = isRegistered
    ? `Then run acct person set-email ${email} <new address>.`
    : "Then they submit the form again with it, and you deny this request.";
  return `This is the requester's own address, so no email from acct reaches them. Ask them for the right one in another way. ${change} If the address works again, use Send again on the card or /acct send-again ${id}.`;
}
