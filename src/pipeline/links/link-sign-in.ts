import type { Actor } from "../../chat/chat.ts";
import { findAccountOfPerson } from "../../db/accounts.ts";
import { listKnownLinks } from "../../db/chat-links.ts";
import { inTransaction } from "../../db/client.ts";
import { isOffboarded } from "../../db/deciders.ts";
import { consumeClaim } from "../../db/link-claims.ts";
import { insertNotification } from "../../db/notifications.ts";
import { addIdentity, emailIdentity, findPersonBy, loginIdentity } from "../../db/people.ts";
import type { LinkClaim } from "../../db/tables/link-claims.ts";
import type { Person } from "../../db/tables/people.ts";
import type { ProvenLogin } from "../../directory/login.ts";
import { fullName } from "../../view/full-name.ts";
import type { ChangeRequestDeps } from "../engine/change-request.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { activateLink } from "./activate-link.ts";
import { mayUse } from "./judge-link.ts";
import { labelOf, linkMessages } from "./link-messages.ts";
import { recordLinkEvent } from "./record-link-event.ts";
import { settleLink } from "./settle-link.ts";
import { findSignInClaim } from "./sign-in-claim.ts";

/**
 * What has become of a sign-in: it is linked, or it was already; the link no longer works; the sign-in or its address belongs to
 * someone else; the person is linked to another user of the chat; or it proves no one whom acct knows.
 */
export type SignedIn = "linked" | "known" | "dead" | "someone-else" | "taken" | "unknown";

type SignInDeps = ChangeRequestDeps & Pick<PipelineDeps, "chat">;

/**
 * Adds a login, which its provider has proven, to the person who asked for it in the chat. It is known by issuer and subject from
 * then on. If the chat doesn't show yet who the user is, a login or a verified address of someone in the registry proves it, like
 * a code does, unless that person has a confirmed link to another user.
 */
export async function linkSignIn(token: string, login: ProvenLogin, deps: SignInDeps): Promise<SignedIn> {
  const { db, chat } = deps;
  const claim = await findSignInClaim(token, deps);
  if (!claim) return "dead";
  const actor = await chat.getUser(claim.chatUser);
  if (actor.membership !== "member" || (await isOffboarded(db, actor))) return "dead";
  const owner = await findPersonBy(db, loginIdentity(login));
  const named = login.email === undefined ? undefined : await findPersonBy(db, emailIdentity(login.email));
  const found = await settleLink(actor, deps);
  const self = found && mayUse(found.verdict) ? found.person : undefined;
  const proven = owner ?? named;
  if (proven && (await isOffboarded(db, { email: proven.email }))) return "someone-else";
  // Someone who was talked into signing in behind another person's link stays who they are.
  if (self && proven && proven.id !== self.id) return "someone-else";
  if (owner && named && owner.id !== named.id) return "someone-else";
  const person = self ?? proven;
  if (!person) return "unknown";
  const isProof = owner !== undefined || named !== undefined;
  // An address in the chat alone isn't enough: the sign-in would then prove the rest the next time.
  if (found?.verdict !== "confirmed")
    return isProof ? activate(claim, person, actor, login, deps) : "unknown";
  if (owner) return (await use(claim, deps)) ? "known" : "dead";
  return addLogin(claim, person, actor, login, deps);
}

/** Links the chat user as well. A confirmed link of another user is only changed by an admin. */
async function activate(
  claim: LinkClaim,
  person: Person,
  actor: Actor,
  login: ProvenLogin,
  deps: SignInDeps,
): Promise<SignedIn> {
  const others = (await listKnownLinks(deps.db, person.id, actor.user)).filter(
    ({ value, state }) => value !== actor.user && state === "active",
  );
  if (others.length > 0) return "taken";
  const label = labelOf(person, await findAccountOfPerson(deps.db, person.id));
  const done = await activateLink({ ...claim, personId: person.id, label }, actor, "login", deps, (tx) =>
    addIdentity(tx, person.id, loginIdentity(login), { verifiedBy: "login", now: deps.now() }),
  );
  return done === "late" ? "dead" : done;
}

async function addLogin(
  claim: LinkClaim,
  person: Person,
  { user, name }: Actor,
  login: ProvenLogin,
  deps: SignInDeps,
): Promise<SignedIn> {
  const { db, now } = deps;
  const account = await findAccountOfPerson(db, person.id);
  const label = labelOf(person, account);
  return inTransaction(db, async (tx): Promise<SignedIn> => {
    if (!(await consumeClaim(tx, claim.id, now()))) return "dead";
    const identity = loginIdentity(login);
    await addIdentity(tx, person.id, identity, { verifiedBy: "login", now: now() });
    // Someone else may have been faster with the same sign-in.
    if ((await findPersonBy(tx, identity))?.id !== person.id) return "someone-else";
    const note = `the sign-in ${login.subject} at ${login.issuer} to ${label}`;
    await recordLinkEvent(
      tx,
      person.id,
      account,
      { kind: "linked", actor: user, actorName: name, note },
      now(),
    );
    const told = linkMessages("sign-in-linked", claim.id, { label, issuer: login.issuer }, [
      { name: fullName(person), email: person.email },
      { name, user },
    ]);
    for (const message of told) await insertNotification(tx, message, now());
    return "linked";
  });
}

const use = ({ id }: LinkClaim, { db, now }: SignInDeps) => consumeClaim(db, id, now());
