import { createHash } from "node:crypto";
import type { NewNotification } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import { generalizeMessage } from "../../failure/generalize-message.ts";
import { endProposal } from "../links/end-proposal.ts";

interface Undelivered {
  readonly reference: string;
  readonly problem: string;
  readonly adminChannels: readonly string[];
  readonly now: Date;
}

/**
 * Tells the admins that a message that isn't about a request didn't reach anyone, once a day for each cause. A proposal to link an
 * account ends with it, and the admin who made it is told in person.
 */
export async function tellUndelivered(
  tx: Db,
  { template, via, toName, toEmail, toUser, data }: Notification,
  { reference, problem, adminChannels, now }: Undelivered,
): Promise<void> {
  if (via === "channel" || template === "undelivered") return;
  const proposal = template === "confirm-link" ? data.claim : undefined;
  if (proposal !== undefined) await endProposal(tx, proposal, now);
  const cause = generalizeMessage(problem, [reference, toEmail, toName, toUser]);
  const occasion = proposal ?? createHash("sha256").update(`${template} ${cause}`).digest("hex").slice(0, 16);
  const about = data.label === undefined ? {} : { label: data.label };
  const told: NewNotification = {
    key: `undelivered:${occasion}:${now.toISOString().slice(0, 10)}`,
    template: "undelivered",
    via: "channel",
    toName: "the admins",
    toEmail: null,
    toUser: adminChannels,
    data: { ...about, person: toName, message: template, problem },
  };
  const proposer = proposal === undefined ? undefined : data.byUser;
  const inPerson = { via: "chat", toName: data.by ?? "", toUser: proposer ?? null } as const;
  await insertNotification(tx, proposer === undefined ? told : { ...told, ...inPerson }, now);
}
