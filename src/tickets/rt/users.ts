import { z } from "zod";
import type { TicketUser } from "../tickets.ts";
import type { RtClient } from "./rt-client.ts";
import { idOf, listedTicket, TICKET_FIELDS, userRecord } from "./rt-records.ts";

/** RT takes a name of digits for the ID of someone else. */
const isNumber = (name: string) => /^\d+$/.test(name);

interface Named {
  readonly id: number;
  readonly email: string;
}

async function findByName(client: RtClient, name: string): Promise<Named | undefined> {
  const answer = await client.find(`user/${encodeURIComponent(name)}`, userRecord);
  const id = answer && idOf(answer.found);
  return id === undefined ? undefined : { id, email: answer?.found.EmailAddress ?? "" };
}

/** Renames a user, unless someone else has the name. RT answers with 200 in any case, so the name is read back. */
export async function renameUser(
  client: RtClient,
  user: TicketUser,
  name: string,
): Promise<"renamed" | "taken" | "rejected"> {
  if (isNumber(name)) return "rejected";
  const holder = await findByName(client, name);
  if (holder && holder.id !== user.id) return "taken";
  await client.send({ method: "PUT", path: `user/${user.id}`, body: { Name: name } });
  const { Name: now } = await client.get(`user/${user.id}`, userRecord);
  if (now === name) return "renamed";
  // Someone else may have got the name at the same moment.
  return (await findByName(client, name)) ? "taken" : "rejected";
}

const listed = z.looseObject({ items: z.array(listedTicket) });

/** Adds a user as another requestor by the numeric ID, and keeps the others. */
export async function addRequestor(
  client: RtClient,
  { id, name, email }: { readonly id: number; readonly name: string; readonly email: string },
): Promise<"added" | "other-address"> {
  const holder = isNumber(name) ? undefined : await findByName(client, name);
  if (holder?.email.toLowerCase() !== email.toLowerCase()) return "other-address";
  const query = new URLSearchParams({ query: `id = ${id}`, ...TICKET_FIELDS });
  const requestors = async () => {
    const [found] = (await client.get(`tickets?${query}`, listed)).items;
    return found?.Requestor.map((each) => each.id) ?? [];
  };
  const before = await requestors();
  if (before.includes(holder.id)) return "added";
  const body = { Requestor: [...before, holder.id].map(String) };
  await client.send({ method: "PUT", path: `ticket/${id}`, body });
  return (await requestors()).includes(holder.id) ? "added" : "other-address";
}
