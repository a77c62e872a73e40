import { isKnownAddress } from "../../db/chat-links.ts";
import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Person } from "../../db/tables/people.ts";
import { fullName } from "../../view/full-name.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** Another address that the chat or the campus directory has for a person of the registry. */
interface OtherAddress {
  readonly person: Person;
  /** The username, if the person has an account. */
  readonly username: string | undefined;
  readonly address: string;
  /** Who shows it: "Slack", "the campus directory". */
  readonly where: string;
}

/** What the buttons of the message are about. It is checked again when one is pressed. */
export const addressMark = ({ person, address }: Pick<OtherAddress, "person" | "address">) =>
  `${person.id} ${address}`;

/**
 * Asks the admins whether a person's address has changed: once for each address, and not about one that they have decided to leave
 * or that the person had before.
 */
export async function reportAddress(
  db: Db,
  { person, username, address, where }: OtherAddress,
  { chat, now }: { readonly chat: Pick<PipelineDeps["chat"], "adminChannels">; now(): Date },
): Promise<void> {
  if (person.email === null || (await isKnownAddress(db, person.id, address))) return;
  const mark = addressMark({ person, address });
  await insertNotification(
    db,
    {
      key: `address-differs:${mark}`,
      template: "address-differs",
      via: "channel",
      toName: "the admins",
      toEmail: null,
      toUser: chat.adminChannels,
      data: {
        person: fullName(person),
        label: username ?? "",
        email: address,
        old: person.email,
        where,
        mark,
      },
    },
    now(),
  );
}
