import type { Entry } from "ldapts";
import { type FullName, fullName } from "../../view/full-name.ts";
import { text } from "./entries.ts";

/**
 * The attributes with a person's names (RFC 4519). `sn` and `cn` must have a value (RFC 4519 §3.12), so for someone who has
 * only one name, it is that one in both, and there is no `givenName`.
 */
export function entryNames(name: FullName): Readonly<Record<"cn" | "sn", string>> & { givenName?: string } {
  const { givenName, familyName } = name;
  const only = givenName === "" || familyName === "";
  return { cn: fullName(name), sn: familyName || givenName, ...(only ? {} : { givenName }) };
}

/** The attributes that `entryNames` sets. */
export const NAME_ATTRIBUTES: readonly string[] = ["cn", "sn", "givenName"];

/**
 * The names that an entry has, the family name last, as `acct person set-name` takes them. If only `cn` differs from what the
 * person is called, it is the one that was changed.
 */
export function namesIn(entry: Entry, name: FullName): string[] {
  const { sn, givenName } = entryNames(name);
  const isSame = text(entry.sn) === sn && text(entry.givenName) === (givenName ?? "");
  const found = isSame ? text(entry.cn).split(/\s+/) : [text(entry.givenName), text(entry.sn)];
  return found.filter((one) => one !== "");
}
