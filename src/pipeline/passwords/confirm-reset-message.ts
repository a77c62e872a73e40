import type { NewNotification } from "../../db/change.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { PasswordReset } from "../../db/tables/password-resets.ts";
import { fullName } from "../../view/full-name.ts";

/** Asks the owner of an address whether they requested a new password. */
export function confirmResetMessage(
  { username, givenName, familyName, email }: Account,
  { id, expiresAt }: Pick<PasswordReset, "id" | "expiresAt">,
): NewNotification {
  return {
    key: `confirm-reset:${id}`,
    template: "confirm-reset",
    via: "email",
    toName: fullName({ givenName, familyName }),
    toEmail: email,
    toUser: null,
    data: { reset: id, username, until: expiresAt.toISOString() },
  };
}
