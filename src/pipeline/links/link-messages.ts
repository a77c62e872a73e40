import type { NewNotification, Places } from "../../db/change.ts";
import { listPlaces } from "../../db/fan-out.ts";
import type { BroadcastName, Delivery } from "../../db/names.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Person } from "../../db/tables/people.ts";
import { fullName } from "../../view/full-name.ts";

/** How people read which link it is: the username or, if the person has no account, their address. */
export const labelOf = (person: Person, account: Pick<Account, "username"> | undefined): string =>
  account?.username ?? person.email ?? fullName(person);

interface Recipient {
  readonly name: string;
  readonly email?: string | null | undefined;
  readonly user?: Places | null;
  /** What only their message says. */
  readonly data?: Readonly<Record<string, string>>;
}

/**
 * Writes one message about a link or an address for each recipient who can be reached, by email or by direct message.
 * `occasion` identifies what happened, so that each of them is told once.
 */
export function linkMessages(
  template: BroadcastName,
  occasion: string,
  data: Readonly<Record<string, string>>,
  recipients: readonly Recipient[],
): NewNotification[] {
  const seen = new Set<string>();
  return recipients.flatMap(({ name, email = null, user = null, data: own }): NewNotification[] => {
    const place = user === null ? email?.toLowerCase() : listPlaces(user)[0];
    if (!place || seen.has(place)) return [];
    seen.add(place);
    const via: Delivery = user ? "chat" : "email";
    const key = `${template}:${occasion}:${place}`;
    return [
      {
        key,
        template,
        via,
        toName: name,
        toEmail: user ? null : email,
        toUser: user,
        data: { ...data, ...own },
      },
    ];
  });
}
