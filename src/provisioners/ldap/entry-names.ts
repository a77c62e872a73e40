import { type FullName, fullName } from "../../view/full-name.ts";

/**
 * The attributes with a person's names (RFC 4519). `sn` and `cn` must have a value (RFC 4519 §3.12), so for someone who has
 * only one name, it is that one in both, and there is no `givenName`.
 */
export function entryNames(name: FullName): Readonly<Record<"cn" | "sn", string>> & { givenName?: string } {
  const { givenName, familyName } = name;
  const only = givenName === "" || familyName === "";
  return { cn: fullName(name), sn: familyName || givenName, ...(only ? {} : { givenName }) };
}
