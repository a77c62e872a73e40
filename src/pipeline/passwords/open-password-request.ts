import { findOpenByEmail } from "../../db/requests.ts";
import type { Account } from "../../db/schema.ts";
import type { ChangeRequestDeps } from "../engine/change-request.ts";
import type { EventActor } from "../engine/changes.ts";
import { type OpenResult, openRequest } from "../open-request.ts";
import { withdraw } from "../withdraw.ts";

interface PasswordRequestInput {
  /** The same twice is one request. */
  readonly origin: string;
  readonly by: EventActor;
  /** What the page asks for; null: the PIN of the account, if it has one; undefined: nothing. */
  readonly pinHash: string | null | undefined;
  /** The link goes to this person in the chat, who thereby has shown who they are, and the page asks for no PIN. */
  readonly chatUser?: string | undefined;
  /** Who asked in the person's place. */
  readonly askedBy?: string | undefined;
  /** The account was closed, and is open again. */
  readonly resumed?: boolean;
}

/** Asks for a link with which an account's password is chosen anew, in place of one that was asked for before. */
export async function openPasswordRequest(
  { username, givenName, familyName, email, chatUser }: Account,
  wish: PasswordRequestInput,
  acting: ChangeRequestDeps,
): Promise<OpenResult> {
  const { by, origin } = wish;
  const earlier = await findOpenByEmail(acting.db, "password", email);
  if (earlier && earlier.origin !== origin) {
    await withdraw(earlier.id, { by, note: "a new link was asked for" }, acting);
  }
  return openRequest(
    {
      kind: "password",
      origin,
      givenName,
      familyName,
      email,
      username,
      requesterUser: wish.chatUser ?? chatUser,
      pinHash: wish.pinHash ?? null,
      details: {
        ...(wish.pinHash === undefined ? { noPin: true } : {}),
        ...(wish.chatUser === undefined ? {} : { linkByChat: true }),
        ...(wish.resumed ? { resumed: true } : {}),
        ...(wish.askedBy === undefined ? {} : { askedBy: wish.askedBy }),
      },
    },
    { by, note: `a new password for ${username}` },
    acting,
  );
}
