import { findFormerOrAccountByEmail } from "../../db/registry.ts";
import type { Account, Request } from "../../db/schema.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/**
 * Why whoever sent this may ask for nothing, in a sentence for them; undefined: they may. With an account it has to be
 * theirs: linked to them or, when it is linked to nobody, of their confirmed address.
 */
export async function denySender(
  request: Request,
  { chat }: PipelineDeps,
  account?: Account,
): Promise<string | undefined> {
  if (!request.requesterUser) return undefined;
  const requester = await chat.getUser(request.requesterUser);
  if (requester.membership !== "member")
    return "Only full, active members of the chat may ask for an account.";
  if (account?.chatUser) {
    const isTheirs = account.chatUser === request.requesterUser;
    return isTheirs ? undefined : `The account ${account.username} is linked to another person in the chat.`;
  }
  const email = account ? requester.email : (requester.email ?? requester.unverifiedEmail);
  if (email?.toLowerCase() !== request.email.toLowerCase()) {
    return `${request.email} is not the verified mail address of whoever asked.`;
  }
  return undefined;
}

/** Why this person gets no account, in a sentence for them; undefined: nothing speaks against it. */
export async function denyRequester(request: Request, deps: PipelineDeps): Promise<string | undefined> {
  const sender = await denySender(request, deps);
  if (sender) return sender;

  const { db, directory } = deps;
  const account = await findFormerOrAccountByEmail(db, request.email);
  if (account?.removedAt) {
    const { helpAddress } = deps.rules.site;
    return account.erasedAt
      ? `The account ${account.username} of ${request.email} was deleted. Write to ${helpAddress}.`
      : `The account ${account.username} of ${request.email} is closed. Write to ${helpAddress}: it can be opened again.`;
  }
  if (account) return `${request.email} has the account ${account.username} already.`;

  const person = await directory?.findByEmail(request.email);
  if (person && !person.hasAccount) {
    return `${request.email} stands in ${directory?.name} already, without an account for logging in. Write to ${deps.rules.site.helpAddress}.`;
  }
  if (person) return `${request.email} has the account ${person.username} in ${directory?.name} already.`;
  return undefined;
}
