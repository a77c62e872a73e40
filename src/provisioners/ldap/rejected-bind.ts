import { type PasswordPolicyControl, PasswordPolicyError, ResultCodeError } from "ldapts";
import { LoginRejectedError } from "../../credentials/login-guard.ts";
import type { LdapLabels } from "./ldap-session.ts";
import { errorText, hasResult, RESULT } from "./result-codes.ts";

/** Active Directory says in its text what went wrong (MS-ADTS §3.1.1.3.1.3.4); the 389 family says that an entry is locked. */
const LOCKED = /\bdata 775\b|exceed password retry limit/i;
const EXPIRED = /\bdata (532|773)\b/;

/**
 * Recognizes a bind that the server rejects because of the credentials; undefined for other failures. The password-policy
 * control (draft-behera-ldap-password-policy-11 §6.2) says whether the entry is locked, if the server sends that
 * (`ppolicy_use_lockout`).
 */
export function rejectedBind(
  error: unknown,
  policy: PasswordPolicyControl,
  { url, bindDn, labels }: { readonly url: string; readonly bindDn: string; readonly labels: LdapLabels },
): LoginRejectedError | undefined {
  if (!(error instanceof ResultCodeError)) return undefined;
  if (!hasResult(error, RESULT.invalidCredentials, RESULT.constraintViolation)) return undefined;
  const text = errorText(error);
  const says = policy.value?.error;
  const answered = `${labels.server} (${url}): bind failed (${error.code}): `;
  if (says === PasswordPolicyError.AccountLocked || LOCKED.test(text)) {
    const sentence = `${answered}the entry ${bindDn} is locked by the password policy, which rejects even the right password: unlock it there, or wait until the lock expires`;
    return new LoginRejectedError(sentence, { locked: true, cause: error });
  }
  const advice =
    says === PasswordPolicyError.PasswordExpired || EXPIRED.test(text)
      ? `the password of ${bindDn} has expired: set a new one, and exempt the entry from expiry`
      : `check bindDn and ${labels.password}`;
  return new LoginRejectedError([`${answered}${advice}`, text].filter(Boolean).join(" — "), { cause: error });
}
