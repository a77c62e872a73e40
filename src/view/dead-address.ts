import type { Event } from "../db/tables/events.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";

/** What the detail of an `undelivered` event says if the requester's own address takes no email. */
export interface DeadAddress {
  readonly deadAddress: string;
  /** Whether the registry has this address for a person. */
  readonly isRegistered: boolean;
}

/** What the admins do about a requester whose address takes no email. */
export function adviseOnDeadAddress({ deadAddress, isRegistered }: DeadAddress): string {
  const then = isRegistered
    ? `Then run acct person set-email ${deadAddress} <new address>, and use Send again.`
    : "Then they can submit the form again, and you can deny this request.";
  return `This is the requester's own address, so no email from acct reaches them. Ask them for the right one another way. ${then}`;
}

/** The warning on the card, until a message is sent again or the request has ended. */
export function warnOfDeadAddress(request: Request, history: readonly Event[]): readonly string[] {
  const last = history.findLast(({ kind }) => kind === "undelivered" || kind === "sent-again");
  const { deadAddress, isRegistered } = (last?.detail ?? {}) as Partial<DeadAddress>;
  if (hasEnded(request) || last?.kind !== "undelivered" || deadAddress !== request.email) return [];
  return [
    `Email to ${deadAddress} comes back. ${adviseOnDeadAddress({ deadAddress, isRegistered: isRegistered === true })}`,
  ];
}
