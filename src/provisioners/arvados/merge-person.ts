import { Failure } from "../../failure/failure.ts";
import { isPermission, readState } from "./account-state.ts";
import type { ArvadosSite } from "./arvados-site.ts";
import { describeUser } from "./find-user.ts";
import { checkHandOver, freshProject, type HandOver } from "./hand-over.ts";
import { noteJoined } from "./joined.ts";

/**
 * Makes two accounts of one person one: the old one becomes another name of the new one, which gets its tokens, SSH keys, memberships, and
 * signatures, and in a project of its own everything that it owns. Arvados can't undo this. What both have would be there twice, so the
 * old one's ends first, as do its logins under the old name.
 */
export async function mergePerson(site: ArvadosSite, { from, to }: HandOver): Promise<string> {
  await checkHandOver(site, { from, to });
  const { arvados } = site;
  const [old, kept] = [await readState(site, from), await readState(site, to)];
  if (old.mark || kept.mark)
    throw new Failure(`${describeUser(old.mark ? from : to)} is suspended by acct: run acct resume first`, {
      lasts: true,
    });
  const heads = new Set(kept.outgoing.map(({ linkClass, headUuid }) => `${linkClass} ${headUuid}`));
  for (const link of old.outgoing)
    if (heads.has(`${link.linkClass} ${link.headUuid}`) || link.name === "can_login")
      await arvados.deleteLink(link.uuid);
  for (const link of old.incoming) if (isPermission(link)) await removeIfThere(site, kept, link);
  const project = await freshProject(site, { from, to });
  await noteJoined(site, { from, to });
  await arvados.merge({ from: from.uuid, to: to.uuid, owner: project.uuid, redirects: true });
  return `${describeUser(from)} is another name of ${describeUser(to)} now; what it owned is in the project ${project.name}`;
}

/** Someone who sees both would otherwise see the new one twice. The cluster's own permission on each user stays. */
async function removeIfThere(
  { arvados }: ArvadosSite,
  { incoming }: Awaited<ReturnType<typeof readState>>,
  { uuid, tailUuid }: { readonly uuid: string; readonly tailUuid: string },
): Promise<void> {
  const isDouble = incoming.some((link) => isPermission(link) && link.tailUuid === tailUuid);
  if (isDouble && !/-j7d0g-0{15}$/.test(tailUuid)) await arvados.deleteLink(uuid);
}
