import type { ArvadosUser } from "../../arvados/arvados.ts";
import { systemUser, uuidFor } from "../../arvados/uuid.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import type { HandOver } from "./hand-over.ts";

type Site = Pick<ArvadosSite, "arvados">;

/** Arvados attaches no meaning to this class. If the other account is joined with a third one, Arvados moves the link there. */
const NOTE = { linkClass: "acct", name: "joined" } as const;

/**
 * Notes in Arvados that an account becomes another name of another one. Arvados answers afterwards as if there had never been such an
 * account, so without the note acct would take it for missing and create a second one. Safe to repeat.
 */
export async function noteJoined({ arvados }: Site, { from, to }: HandOver): Promise<void> {
  const { id } = await arvados.cluster();
  await arvados.createLink({
    ...NOTE,
    uuid: noteOf(id, from.uuid),
    tailUuid: systemUser(id),
    headUuid: to.uuid,
    ownerUuid: systemUser(id),
    properties: { acct_from: from.uuid },
  });
}

/** The account of which a former one is another name by now. Undefined if acct hasn't joined them. */
export async function findKept({ arvados }: Site, former: string): Promise<ArvadosUser | undefined> {
  const { id } = await arvados.cluster();
  const [note] = await arvados.listLinks([["uuid", "=", noteOf(id, former)]]);
  return note && (await arvados.findUser(note.headUuid));
}

const noteOf = (clusterId: string, former: string) => uuidFor(clusterId, "link", ["joined", former]);
