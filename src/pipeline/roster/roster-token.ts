import { findMembership } from "../../db/roster.ts";
import type { RosterEntry } from "../../db/tables/memberships.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { requestIdIn, signedToken, verifySignedToken } from "../secrets/signed-token.ts";

type Deps = Pick<PipelineDeps, "db" | "now" | "secretKey">;

/** A link to a roster lets its reader act, so it works for a week. A new one is a button away. */
const LINK_MS = 7 * 86_400_000;

/** The token in the link to the page of a project, for one person in it. Undefined if they are not in it anymore. */
export async function rosterToken(membershipId: number, deps: Deps): Promise<string | undefined> {
  const entry = await findMembership(deps.db, membershipId);
  const claims = entry && claimsOf(entry);
  if (!claims) return undefined;
  return signedToken(deps.secretKey, { ...claims, until: new Date(deps.now().getTime() + LINK_MS) });
}

/** Finds whose page a link opens, or why it doesn't. It stops working when they leave the project or get another address. */
export async function verifyRosterToken(
  token: string,
  { db, now, secretKey }: Deps,
): Promise<
  | { readonly kind: "verified"; readonly entry: RosterEntry & { readonly email: string } }
  | { readonly kind: "unknown" | "expired" | "replaced" }
> {
  const entry = await findMembership(db, requestIdIn(token) ?? 0);
  const claims = entry && claimsOf(entry);
  if (!claims || !entry?.email) return { kind: "unknown" };
  const signed = verifySignedToken(secretKey, token, claims);
  if (!signed) return { kind: "unknown" };
  if (signed === "replaced") return { kind: signed };
  if (signed.until <= now()) return { kind: "expired" };
  return { kind: "verified", entry: { ...entry, email: entry.email } };
}

/** Numbers come again after a restore, so the token also names the project, the person, and since when they are in it. */
function claimsOf({ membershipId, project, personId, since, email }: RosterEntry) {
  if (email === null) return undefined;
  const mark = `${project}:${personId}:${since.toISOString()}`;
  return { purpose: "roster" as const, requestId: membershipId, mark, email };
}
