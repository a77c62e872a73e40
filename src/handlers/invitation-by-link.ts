import { findAccountOfPerson } from "../db/accounts.ts";
import type { Db } from "../db/client.ts";
import { emailIdentity, findPersonBy } from "../db/people.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Invitation } from "../db/tables/invitations.ts";
import { requestFromDraft } from "../pipeline/request-from-draft.ts";
import {
  type AcceptResult,
  acceptInvitation,
  type DeadInvitation,
  declineInvitation,
  invitationByToken,
  joinByInvitation,
} from "../pipeline/roster/answer-invitation.ts";
import type { Field } from "../view/form.ts";
import { fullName } from "../view/full-name.ts";
import { denyOffboarded } from "./deny-paused-person.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";
import { emailActor } from "./policy.ts";
import { type Answers, invitedFields, type Problems, readAnswers } from "./public-form.ts";

/** The operations of the page to which an invitation links. */
export interface InvitationByLink {
  /** Returns what the link is about, or why it doesn't work. Changes nothing. */
  inspect(token: string): Promise<InvitationAccess>;
  /** Accepts it: with the account, or with these answers of a request for one. */
  accept(token: string, values: Answers, language: string): Promise<AcceptedByLink>;
  decline(token: string): Promise<"declined" | DeadInvitation>;
}

export type InvitationAccess =
  | {
      readonly kind: "open";
      readonly project: string;
      readonly by: string;
      readonly email: string;
      readonly role: Invitation["role"];
      readonly endsOn: string | null;
      /** Only the reader of the address learns it, and only from their own link. */
      readonly hasAccount: boolean;
      /** Of the request for an account. */
      readonly fields: readonly Field[];
    }
  | { readonly kind: DeadInvitation };

export type AcceptedByLink =
  | { readonly kind: "accepted"; readonly hadAccount: boolean }
  | { readonly kind: "invalid"; readonly errors: Problems }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: DeadInvitation };

/** Lets people answer an invitation from an email. The link proves that they read the emails to the address. */
export function invitationByLink(context: HandlerContext): InvitationByLink {
  const open = async (token: string) => {
    const found = await invitationByToken(token, context);
    if (found.kind !== "open") return { kind: found.kind };
    const { invitation } = found;
    // Someone who was chosen in the chat answers there.
    if (invitation.email === null) return { kind: "unknown" as const };
    const { email } = invitation;
    return { kind: "open" as const, invitation, email, account: await accountOf(email, context.db) };
  };
  return {
    async inspect(token) {
      const found = await open(token);
      if (found.kind !== "open") return { kind: found.kind };
      const { project, invitedByName, role, endsOn } = found.invitation;
      return {
        kind: "open",
        ...{ project, by: invitedByName, email: found.email, role, endsOn },
        hasAccount: found.account !== undefined,
        fields: invitedFields(context),
      };
    },
    async accept(token, values, language) {
      const found = await open(token);
      if (found.kind !== "open") return { kind: found.kind };
      const { invitation, email, account } = found;
      const denied = await denyOffboarded(emailActor(email, email), context);
      if (denied) return { kind: "refused", why: denied };
      if (!account) return askForAccount(invitation, { email, language, values }, context);
      const by = toEventActor(emailActor(email, invitation.name));
      const joined = await joinByInvitation(invitation, account, { by, user: null }, context);
      return answered(joined, true);
    },
    async decline(token) {
      const found = await open(token);
      if (found.kind !== "open") return found.kind;
      const by = toEventActor(emailActor(found.email, found.invitation.name));
      return declineInvitation(found.invitation, by, context);
    },
  };
}

async function accountOf(email: string, db: Db): Promise<Account | undefined> {
  const person = await findPersonBy(db, emailIdentity(email));
  return person && findAccountOfPerson(db, person.id);
}

async function askForAccount(
  invitation: Invitation,
  {
    email,
    language,
    values,
  }: { readonly email: string; readonly language: string; readonly values: Answers },
  context: HandlerContext,
): Promise<AcceptedByLink> {
  const read = await readAnswers(values, { email, language, invitedTo: invitation.project }, context);
  if ("errors" in read) return { kind: "invalid", errors: read.errors };
  const { draft, remarks } = read;
  const source = { origin: `invitation:${invitation.id}`, remarks };
  const request = await requestFromDraft(draft, source, context.secretKey);
  const by = toEventActor(emailActor(email, fullName(draft)));
  const accepted = await acceptInvitation(invitation, request, by, context);
  return answered(accepted, false);
}

function answered(result: AcceptResult, hadAccount: boolean): AcceptedByLink {
  if (result.kind === "elsewhere")
    return {
      kind: "refused",
      why: `You already have an open request (${result.request.id}). Once it has ended, open the link in the email again to accept the invitation.`,
    };
  if (result.kind === "member") return { kind: "refused", why: "You're in this project already." };
  return "request" in result ? { kind: "accepted", hadAccount } : { kind: result.kind };
}
