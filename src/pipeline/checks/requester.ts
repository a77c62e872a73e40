import { findFormerOrAccountBy, findFormerOrAccountByEmail } from "../../db/accounts.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/**
 * Returns why the sender may not make this request, in a sentence for them; undefined if they may. If there is an account, it has to
 * be theirs: linked to them or, if it is linked to no one, registered with their confirmed address.
 */
export async function denySender(
  request: Request,
  { chat }: PipelineDeps,
  account?: Account,
): Promise<string | undefined> {
  if (!request.requesterUser) return undefined;
  const requester = await chat.getUser(request.requesterUser);
  if (requester.membership !== "member")
    return `Only full, active ${chat.name} members can request an account.`;
  if (account?.chatUser) {
    const isTheirs = account.chatUser === request.requesterUser;
    return isTheirs
      ? undefined
      : `The account ${account.username} is linked to someone else on ${chat.name}.`;
  }
  const email = account ? requester.email : (requester.email ?? requester.unverifiedEmail);
  if (email?.toLowerCase() !== request.email.toLowerCase()) {
    return `${request.email} isn't the requester's verified email address.`;
  }
  return undefined;
}

/** Returns why this person cannot get an account, in a sentence for them; undefined if they can. */
export async function denyRequester(request: Request, deps: PipelineDeps): Promise<string | undefined> {
  const sender = await denySender(request, deps);
  if (sender) return sender;

  const { db, directory } = deps;
  const account = await findFormerOrAccountByEmail(db, request.email);
  if (account?.removedAt) {
    const { helpAddress } = deps.rules.site;
    return account.erasedAt
      ? `The account ${account.username} for ${request.email} was deleted. Contact ${helpAddress}.`
      : `The account ${account.username} for ${request.email} has been deactivated. To have it reactivated, contact ${helpAddress}.`;
  }
  if (account) return `${request.email} already has the account ${account.username}.`;

  const { login } = request.details;
  const own =
    login === undefined ? undefined : await findFormerOrAccountBy(db, { kind: "login", value: login });
  if (own) {
    return `You signed in as the owner of the account ${own.username}. If you can't use it, contact ${deps.rules.site.helpAddress}.`;
  }

  const person = await directory?.findByEmail(request.email);
  if (person && !person.hasAccount) {
    return `${request.email} is already in ${directory?.name}, but without an account to log in with. Contact ${deps.rules.site.helpAddress}.`;
  }
  if (person) return `${request.email} already has the account ${person.username} in ${directory?.name}.`;
  return undefined;
}
