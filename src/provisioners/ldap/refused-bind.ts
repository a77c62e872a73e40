import { type PasswordPolicyControl, PasswordPolicyError, ResultCodeError } from "ldapts";
import { LoginRefusedError } from "../../credentials/login-guard.ts";
import { hasResult, RESULT, textOf } from "./result-codes.ts";

/** Active Directory says in its text what went wrong (MS-ADTS §3.1.1.3.1.3.4); the 389 family that an entry is locked. */
const LOCKED = /\bdata 775\b|exceed password retry limit/i;
const EXPIRED = /\bdata (532|773)\b/;

/**
 * A bind that the server refuses because of who binds. Undefined: it failed otherwise. Whether the entry is locked is said by
 * the password-policy control (draft-behera-ldap-password-policy-11 §6.2), where the server does (`ppolicy_use_lockout`).
 */
export function refusedBind(
  error: unknown,
  policy: PasswordPolicyControl,
  { url, bindDn }: { readonly url: string; readonly bindDn: string },
): LoginRefusedError | undefined {
  if (!(error instanceof ResultCodeError)) return undefined;
  if (!hasResult(error, RESULT.invalidCredentials, RESULT.constraintViolation)) return undefined;
  const text = textOf(error);
  const says = policy.value?.error;
  const answered = `LDAP (${url}) answered ${error.code}, `;
  if (says === PasswordPolicyError.AccountLocked || LOCKED.test(text)) {
    const sentence = `${answered}the entry ${bindDn} is locked by the policy, which refuses the right password, too: unlock it there, or wait until it opens by itself`;
    return new LoginRefusedError(sentence, { locked: true, cause: error });
  }
  const advice =
    says === PasswordPolicyError.PasswordExpired || EXPIRED.test(text)
      ? `the password of ${bindDn} has expired: set a new one, and exempt the entry from expiry`
      : "it refuses our bind: check bindDn and LDAP_BIND_PASSWORD";
  return new LoginRefusedError([`${answered}${advice}`, text].filter(Boolean).join(" — "), { cause: error });
}
