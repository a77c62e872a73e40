import { AccessLostError } from "../../chat/chat.ts";
import { chatOf, isInChat } from "../../chat/chat-of.ts";
import { findFormerOrAccountBy, findFormerOrAccountByEmail } from "../../db/accounts.ts";
import { listOtherUsers } from "../../db/chat-links.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Request } from "../../db/tables/requests.ts";
import { mayUse } from "../links/judge-link.ts";
import { compareAddress, type FoundLink } from "../links/look-up-link.ts";
import { settleLink } from "../links/settle-link.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/**
 * Returns why the sender may not make this request, in a sentence for them; undefined if they may. If there is an account, it has to
 * be theirs: linked to them or, if it is linked to no one, registered with the address that the chat has verified. Without an
 * account, the address must not belong to a person whom the registry knows as someone else.
 */
export async function denySender(
  request: Request,
  deps: PipelineDeps,
  account?: Account,
): Promise<string | undefined> {
  const { chat } = deps;
  if (!request.requesterUser) return undefined;
  // The site may no longer use the chat from which the request came.
  const user = isInChat(chat, request.requesterUser)
    ? request.requesterUser
    : (await listOtherUsers(deps.db, request.requesterUser, chat.adminChannels))[0];
  if (user === undefined)
    return "acct no longer uses the chat of the requester, so they need to submit the request again.";
  const requester = await chat.getUser(user);
  const { name } = chatOf(chat, user);
  if (requester.membership !== "member") return `Only full, active ${name} members can request an account.`;
  const found = await settleLink(requester, deps);
  if (account) return denyAccount(account, found, name, deps);
  // A request must not be refused because of a right that acct lacks.
  if (requester.isEmailHidden)
    throw new AccessLostError(`${name} doesn't show acct the requester's verified email address`);
  const email = requester.email ?? requester.unverifiedEmail;
  // The address that someone entered is confirmed by a link that is sent there.
  if (!requester.entersEmail && email?.toLowerCase() !== request.email.toLowerCase())
    return `${request.email} isn't the requester's verified email address.`;
  if (found && !mayUse(found.verdict)) return explainSomeoneElse(request.email, name, deps);
  const owner = await findPersonBy(deps.db, emailIdentity(request.email));
  const isSomeoneElse = owner && (requester.entersEmail || found) && owner.id !== found?.person.id;
  return isSomeoneElse ? explainSomeoneElse(request.email, name, deps) : undefined;
}

function denyAccount(
  { personId, username }: Account,
  found: FoundLink | undefined,
  chatName: string,
  { rules }: PipelineDeps,
): string | undefined {
  if (found?.person.id === personId && mayUse(found.verdict)) return undefined;
  return found?.person.id === personId
    ? `The account ${username} isn't linked to the requester on ${chatName}. To link it, use /acct resetpass.`
    : `The account ${username} is linked to someone else on ${chatName}. Contact ${rules.site.helpAddress}.`;
}

const explainSomeoneElse = (email: string, chatName: string, { rules }: PipelineDeps) =>
  `${email} belongs to someone we know, and we can't tell that the requester is this person on ${chatName}. Contact ${rules.site.helpAddress}, who can confirm it.`;

/**
 * Tells whether the chat shows now that the requester's address is theirs. Without that, an account isn't linked to them until they
 * prove with a code that they read the email to its address.
 */
export async function hasProvenAddress(
  { requesterUser, email }: Pick<Request, "requesterUser" | "email">,
  { chat }: Pick<PipelineDeps, "chat">,
): Promise<boolean> {
  if (!requesterUser) return false;
  const requester = await chat.getUser(requesterUser);
  return compareAddress(requester, [email.toLowerCase()], chatOf(chat, requesterUser)) === "proven";
}

/** Returns why this person cannot get an account, in a sentence for them; undefined if they can. */
export async function denyRequester(request: Request, deps: PipelineDeps): Promise<string | undefined> {
  const sender = await denySender(request, deps);
  if (sender) return sender;

  const { db, namespace } = deps;
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

  const person = await namespace?.findByEmail(request.email);
  if (person && !person.hasAccount) {
    return `${request.email} is already in ${namespace?.name}, but without an account to log in with. Contact ${deps.rules.site.helpAddress}.`;
  }
  if (person) return `${request.email} already has the account ${person.username} in ${namespace?.name}.`;
  return undefined;
}
