import { Failure } from "../failure/failure.ts";
import type { Approval, GitLabState, GitLabUser, StateChange } from "./gitlab.ts";
import { isNotFound, isStatus } from "./gitlab-error.ts";
import type { GitLabHttp } from "./gitlab-http.ts";
import { sendSurely } from "./send-surely.ts";

type FindUser = (id: number) => Promise<GitLabUser | undefined>;

const PENDING = "blocked_pending_approval";
const [FORBIDDEN, CONFLICT, INVALID] = [403, 409, 422];

/**
 * Approves an account (GitLab, app/services/users/approve_service.rb). For one that doesn't wait, the code answers 409 and the
 * documentation says 403, so acct looks again after both.
 */
export async function approveUser(http: GitLabHttp, findUser: FindUser, id: number): Promise<Approval> {
  const look = async (): Promise<Approval | undefined> => {
    const user = await findUser(id);
    if (!user) return "gone";
    if (user.state === PENDING) return undefined;
    return user.state === "active" ? "approved" : { already: user.state };
  };
  const send = async (): Promise<Approval> => {
    await http.send({ method: "POST", path: `users/${id}/approve` });
    return "approved";
  };
  try {
    return await sendSurely(send, look);
  } catch (error) {
    if (isStatus(error, INVALID)) return { invalid: error.words };
    if (isNotFound(error)) return "gone";
    if (!isStatus(error, CONFLICT, FORBIDDEN)) throw error;
    const user = await findUser(id);
    if (!user) return "gone";
    if (user.state === PENDING) throw error;
    return { already: user.state };
  }
}

type Action = "block" | "unblock" | "deactivate" | "activate";

/**
 * From which states GitLab does what the call is named after, and which states mean that there is nothing to do (GitLab,
 * lib/api/users.rb and the state machine in app/models/user.rb). From all others it answers 201 and does nothing, or too much.
 */
const CHANGES: Readonly<
  Record<Action, { readonly from: readonly GitLabState[]; readonly to: readonly GitLabState[] }>
> = {
  block: { from: ["active", "deactivated"], to: ["blocked"] },
  unblock: { from: ["blocked"], to: ["active", "deactivated"] },
  deactivate: { from: ["active"], to: ["deactivated"] },
  activate: { from: ["deactivated"], to: ["active"] },
};

/** Changes the state of an account if GitLab would do just that. Only the state afterwards counts, not the answer. */
export async function changeState(
  http: GitLabHttp,
  findUser: FindUser,
  { id, action }: { readonly id: number; readonly action: Action },
): Promise<StateChange> {
  const { from, to } = CHANGES[action];
  const before = await findUser(id);
  if (!before) return "gone";
  if (to.includes(before.state)) return "done";
  if (!from.includes(before.state)) return { refused: before.state };
  const look = async (): Promise<StateChange | undefined> => {
    const user = await findUser(id);
    if (!user) return "gone";
    if (to.includes(user.state)) return "done";
    return from.includes(user.state) ? undefined : { refused: user.state };
  };
  const send = async (): Promise<undefined> => {
    await http.send({ method: "POST", path: `users/${id}/${action}` });
  };
  // A lost answer is looked up here, and every other one below.
  await sendSurely<StateChange | undefined>(send, look);
  const after = await look();
  if (after !== undefined) return after;
  throw new Failure(
    `GitLab (${http.url}) accepted the call to ${action} @${before.username}, but the account is as before`,
  );
}
