import { type ApiAnswer, forbidden, refused } from "./api-answer.ts";
import type { GitLabState, SimulatedUser } from "./gitlab-state.ts";
import type { Route, RouteCall, Routes } from "./routes.ts";
import { showBasically } from "./show-user.ts";
import { requireAdmin, userOf } from "./user-routes.ts";

/** The states for which `blocked?` is true (app/models/user.rb). */
const BLOCKED = ["blocked", "ldap_blocked", "blocked_pending_approval", "banned"];
const created = (body: unknown): ApiAnswer => ({ status: 201, body });

type Act = (user: SimulatedUser, call: RouteCall) => ApiAnswer;
const route = (act: Act): Route => ({
  answer: (call) => act(userOf(call.gitlab.state, call.parts[0]), call),
});
const forAdmins = (act: Act): Route =>
  route((user, call) => {
    requireAdmin(call);
    return act(user, call);
  });

/** lib/api/users.rb, with the state machine in app/models/user.rb. */
export const stateRoutes: Routes = {
  "POST /users/:id/approve": route(approve),
  "POST /users/:id/reject": route(reject),
  // Answers null and changes nothing for one that is blocked in any way, one that waits for approval included.
  "POST /users/:id/block": forAdmins((user, { gitlab }) => {
    if (user.state === "ldap_blocked") throw forbidden("LDAP blocked users cannot be modified by the API");
    if (user === gitlab.owner) throw forbidden("The API initiating user cannot be blocked by the API");
    if (BLOCKED.includes(user.state)) return created(null);
    user.state = "blocked";
    return created(true);
  }),
  // Makes one active that waits for approval or was banned (app/services/users/unblock_service.rb).
  "POST /users/:id/unblock": forAdmins((user) => {
    if (user.state === "ldap_blocked") throw forbidden("LDAP blocked users cannot be unblocked by the API");
    if (user.state === "deactivated") throw forbidden("Deactivated users cannot be unblocked by the API");
    const isChanged = BLOCKED.includes(user.state);
    if (isChanged) user.state = "active";
    return created(isChanged);
  }),
  // app/services/users/deactivate_service.rb
  "POST /users/:id/deactivate": forAdmins((user) => {
    if (user.state === "deactivated") return created(null);
    if (BLOCKED.includes(user.state))
      throw refused(403, "Error occurred. A blocked user cannot be deactivated");
    if (user.isRecentlyActive)
      throw refused(
        403,
        "The user you are trying to deactivate has been active in the past 90 days and cannot be deactivated",
      );
    user.state = "deactivated";
    return created(true);
  }),
  "POST /users/:id/activate": forAdmins((user) => {
    if (BLOCKED.includes(user.state)) throw forbidden("A blocked user must be unblocked to be activated");
    const isChanged = user.state === "deactivated";
    user.state = "active";
    return created(isChanged);
  }),
};

/** app/services/users/approve_service.rb */
function approve(user: SimulatedUser, { gitlab: { state }, isAdmin }: RouteCall): ApiAnswer {
  if (!isAdmin) throw refused(403, "You are not allowed to approve a user");
  if (user.state !== "blocked_pending_approval")
    throw refused(409, "The user you are trying to approve is not pending approval");
  if (user.invalid !== undefined) throw refused(422, user.invalid);
  user.state = "active";
  state.emails.push(`approved ${user.username}`);
  acceptInvitations(state, user);
  return created({ message: "Success" });
}

/** `accept_pending_invitations!` in app/models/user.rb. */
function acceptInvitations({ groups }: GitLabState, { id, email }: SimulatedUser): void {
  for (const { invitations, members } of groups.values()) {
    const level = invitations.get(email.toLowerCase());
    if (level === undefined) continue;
    invitations.delete(email.toLowerCase());
    members.set(id, level);
  }
}

/** app/services/users/reject_service.rb: a background job deletes the account, which waits for approval until then. */
function reject(user: SimulatedUser, { gitlab: { state, url }, isAdmin }: RouteCall): ApiAnswer {
  if (!isAdmin) throw refused(403, "You are not allowed to reject a user");
  if (user.state !== "blocked_pending_approval")
    throw refused(409, "This user does not have a pending request");
  state.condemned.add(user.id);
  state.emails.push(`rejected ${user.username}`);
  return created(showBasically(user, url));
}
