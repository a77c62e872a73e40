import type { NewNotification } from "../../db/change.ts";
import type { Account, PasswordReset } from "../../db/schema.ts";

/** The question to the owner of an address whether it was they who asked for a new password. */
export function confirmResetLetter(
  { username, givenName, familyName, email }: Account,
  { id, expiresAt }: Pick<PasswordReset, "id" | "expiresAt">,
): NewNotification {
  return {
    key: `confirm-reset:${id}`,
    template: "confirm-reset",
    via: "email",
    toName: `${givenName} ${familyName}`,
    toEmail: email,
    toUser: null,
    data: { reset: id, username, until: expiresAt.toISOString() },
  };
}
