import { Failure } from "../../failure/failure.ts";
import { GITLAB_STATES, type GitLab, type GitLabUser, type StateChange } from "../../gitlab/gitlab.ts";
import { GitLabError } from "../../gitlab/gitlab-error.ts";
import { AccountLockedError } from "../password-store.ts";

/**
 * The state in which acct found an account before it blocked it. It is kept at the account, in a custom attribute that only admins see:
 * there it survives a restart and a restored database, ends with the account, and tells an account that acct blocked from one that an
 * admin blocked. It is written before the block, so a block without it is never acct's.
 */
const FOUND = "acct_suspended_from";
const FORBIDDEN = 403;

type States = Pick<
  GitLab,
  "block" | "unblock" | "deactivate" | "readAttribute" | "writeAttribute" | "deleteAttribute"
>;

/** Says for admins what keeps someone from signing in. Undefined: nothing. One that is deactivated becomes active by signing in. */
export function describeLock({ username, state }: GitLabUser): string | undefined {
  if (state === "active" || state === "deactivated") return undefined;
  if (state === "blocked") return `@${username} is blocked`;
  if (state === "banned") return `@${username} is banned`;
  if (state === "blocked_pending_approval") return `@${username} waits for approval`;
  if (state === "ldap_blocked") return `@${username} is blocked because of the directory`;
  return `@${username} has the state ${state}, which acct doesn't know`;
}

/** Whether acct knows what the state of an account means. */
export const isKnownState = ({ state }: GitLabUser): boolean =>
  (GITLAB_STATES as readonly string[]).includes(state);

/**
 * Blocks an account that its owner could sign in with, and remembers its state. Every other one stays as it is. Throws if acct can't
 * tell whether they could.
 */
export async function suspendUser(gitLab: States, user: GitLabUser): Promise<string> {
  const lock = describeLock(user);
  if (!isKnownState(user)) throw new Failure(`${lock}: block the account in GitLab`, { lasts: true });
  if (lock !== undefined) return lock;
  await gitLab.writeAttribute(user.id, FOUND, user.state);
  demand(await gitLab.block(user.id), user);
  return `@${user.username} was blocked`;
}

/**
 * Gives an account that acct has blocked the state that it had. Throws `AccountLockedError` and changes nothing if someone else has
 * blocked it. One that is blocked because of the directory is left to the directory, which GitLab asks at the next sign-in.
 */
export async function resumeUser(gitLab: States, user: GitLabUser): Promise<string> {
  const { id, state, username } = user;
  const lock = describeLock(user);
  const found = await gitLab.readAttribute(id, FOUND);
  if (state === "ldap_blocked" || state === "blocked_pending_approval") {
    if (found !== undefined) await gitLab.deleteAttribute(id, FOUND);
    return lock ?? "";
  }
  if (lock !== undefined && (found === undefined || state !== "blocked"))
    throw new AccountLockedError(`${lock} in GitLab, and not by acct`);
  if (found === undefined) return `@${username} can sign in`;
  if (state === "blocked") demand(await gitLab.unblock(id), user);
  const isAgain = found !== "deactivated" || state === "deactivated" || (await deactivate(gitLab, user));
  await gitLab.deleteAttribute(id, FOUND);
  return `@${username} is ${isAgain ? found : "active"} again`;
}

/** GitLab doesn't deactivate someone who was active recently. That is no reason to keep them out. */
async function deactivate(gitLab: States, user: GitLabUser): Promise<boolean> {
  try {
    demand(await gitLab.deactivate(user.id), user);
    return true;
  } catch (error) {
    if (error instanceof GitLabError && error.status === FORBIDDEN) return false;
    throw error;
  }
}

function demand(change: StateChange, { username }: GitLabUser): void {
  if (change === "done") return;
  const now = change === "gone" ? "was deleted" : `is ${change.refused} now`;
  throw new Failure(`@${username} ${now} in GitLab, so acct has changed nothing`);
}
