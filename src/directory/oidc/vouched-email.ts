import { toAddress } from "../../view/email-address.ts";

/**
 * Returns the address that a provider vouches for. Only `true` and "true" say that it is verified. A provider that says nothing
 * vouches for nothing, unless the site trusts its addresses; one that says anything else says no.
 */
export function vouchedEmail(
  { email, email_verified: verified }: Readonly<Record<string, unknown>>,
  trustEmail: boolean,
): string | undefined {
  if (typeof email !== "string" || email === "") return undefined;
  const vouches = verified === true || verified === "true" || (verified === undefined && trustEmail);
  return vouches ? toAddress(email).toLowerCase() : undefined;
}
