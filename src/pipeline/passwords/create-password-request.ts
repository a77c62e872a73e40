import { findOpenRequest } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { type CreateResult, createRequest } from "../create-request.ts";
import type { ChangeRequestDeps } from "../engine/change-request.ts";
import type { EventActor } from "../engine/changes.ts";
import { requireEmail } from "../require-email.ts";
import { withdraw } from "../withdraw.ts";

interface PasswordRequestInput {
  /** Two inputs with the same origin are one request. */
  readonly origin: string;
  readonly by: EventActor;
  /** The PIN that the page asks for: null for the PIN of the account, if it has one; undefined for none. */
  readonly pinHash: string | null | undefined;
  /** The link goes to this person in the chat. Having it proves who they are, so the page asks for no PIN. */
  readonly chatUser?: string | undefined;
  /** The name of the admin who requested it for the person. */
  readonly requestedBy?: string | undefined;
  /** The account was deactivated and is active again. */
  readonly resumed?: boolean;
}

/** Requests a link to set a new password for an account. It replaces a link that was requested before. */
export async function createPasswordRequest(
  account: Account,
  input: PasswordRequestInput,
  deps: ChangeRequestDeps,
): Promise<CreateResult> {
  const { by, origin } = input;
  const { username, givenName, familyName, chatUser } = account;
  const email = requireEmail(account);
  const earlier = await findOpenRequest(deps.db, "password", { email, username });
  if (earlier && earlier.origin !== origin) {
    await withdraw(earlier.id, { by, note: "a new link was requested" }, deps);
  }
  return createRequest(
    {
      kind: "password",
      origin,
      givenName,
      familyName,
      email,
      username,
      requesterUser: input.chatUser ?? chatUser,
      pinHash: input.pinHash ?? null,
      details: {
        ...(input.pinHash === undefined ? { noPin: true } : {}),
        ...(input.chatUser === undefined ? {} : { linkByChat: true }),
        ...(input.resumed ? { resumed: true } : {}),
        ...(input.requestedBy === undefined ? {} : { requestedBy: input.requestedBy }),
      },
    },
    { by, note: `a new password for ${username}` },
    deps,
  );
}
