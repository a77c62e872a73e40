import { z } from "zod";
import { Failure } from "../failure/failure.ts";
import type { GitLabToken } from "./gitlab.ts";
import { isStatus } from "./gitlab-error.ts";
import type { GitLabHttp } from "./gitlab-http.ts";

const FORBIDDEN = 403;
/** A token that isn't a personal one, and a server before 15.5, can't be asked about the token. */
const NO_SELF: readonly number[] = [400, 403, 404];

const tokenRecord = z.looseObject({
  expires_at: z.string().nullish(),
  scopes: z.array(z.string()).default([]),
});

/** Reads the token itself (GitLab, doc/api/personal_access_tokens.md). It is valid until the beginning of its last day, in UTC. */
export async function readToken(http: GitLabHttp): Promise<GitLabToken | undefined> {
  try {
    const { expires_at: day, scopes } = await http.get("personal_access_tokens/self", tokenRecord);
    const expiresAt = day ? new Date(`${day.slice(0, 10)}T00:00:00Z`) : undefined;
    return { scopes, expiresAt: Number.isNaN(expiresAt?.getTime()) ? undefined : expiresAt };
  } catch (error) {
    if (isStatus(error, ...NO_SELF)) return undefined;
    throw error;
  }
}

const anyUsers = z.array(
  z.looseObject({ id: z.int(), identities: z.unknown().optional(), is_admin: z.unknown().optional() }),
);
const ownUser = z.looseObject({ id: z.int(), username: z.string(), is_admin: z.unknown().optional() });

/**
 * Throws a sentence if the token doesn't show everyone, or may not change anything. A list that is read without an admin's rights looks
 * whole, but lacks blocked accounts and all identities (GitLab, lib/api/users.rb).
 */
export async function checkRights(http: GitLabHttp, token: GitLabToken | undefined): Promise<void> {
  if (token && !token.scopes.includes("api"))
    throw new Failure(
      `GITLAB_ACCESS_TOKEN has only the scopes ${token.scopes.join(", ")}: create a token with the scope api`,
      { lasts: true },
    );
  const own = await http.get("user", ownUser);
  const [first] = await http.get("users?order_by=id&sort=asc&per_page=1", anyUsers);
  if (!Array.isArray(first?.identities) || typeof first.is_admin !== "boolean") throw blind(own, token);
  // Auditors see everything and change nothing. This call is for admins alone, as approving is.
  await http.get(`users/${own.id}/memberships?per_page=1`, z.array(z.unknown())).catch((error: unknown) => {
    throw isStatus(error, FORBIDDEN) ? blind(own, token) : error;
  });
}

function blind(
  { username, is_admin: isAdmin }: z.output<typeof ownUser>,
  token: GitLabToken | undefined,
): Failure {
  if (isAdmin !== true)
    return new Failure(
      `GITLAB_ACCESS_TOKEN belongs to @${username}, who isn't an admin of GitLab, so acct sees neither pending accounts nor identities: use a token of an admin`,
      { lasts: true },
    );
  const scope = token?.scopes.includes("admin_mode") ? "" : ", and the token lacks the scope admin_mode";
  return new Failure(
    `GitLab doesn't give @${username} an admin's rights, although they are an admin: Admin Mode is on${scope}. Create a token with the scopes api and admin_mode`,
    { lasts: true },
  );
}
