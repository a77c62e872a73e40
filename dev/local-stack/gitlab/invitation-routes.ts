import { groupForChange, groupOf, readLevel } from "./group-routes.ts";
import { paginate } from "./paginate.ts";
import type { Routes } from "./routes.ts";

/** lib/api/invitations.rb */
export const invitationRoutes: Routes = {
  // lib/api/entities/invitation.rb
  "GET /groups/:id/invitations": {
    parameters: ["page", "per_page", "query"],
    answer(call) {
      const { gitlab, path, query } = call;
      const all = [...groupOf(call).invitations].map(([email, level], at) => ({ id: at + 1, email, level }));
      return paginate(gitlab, all, { path, query }, ({ email, level }) => ({
        access_level: level,
        created_at: "2026-01-01T00:00:00.000Z",
        expires_at: null,
        invite_email: email,
        invite_token: "simulated",
        user_name: null,
        created_by_name: "root",
      }));
    },
  },
  // app/services/members/invite_service.rb: the status is 201, whatever came of it.
  "POST /groups/:id/invitations": {
    answer(call) {
      const group = groupForChange(call);
      const email = String(call.body.email).toLowerCase();
      const level = readLevel(call.body);
      const fail = (why: string) => ({ status: 201, body: { status: "error", message: { [email]: why } } });
      if (!/^[^@\s]+@[^@\s]+$/.test(email)) return fail("Invite email is invalid");
      if (group.invitations.has(email)) return fail("The member's email address has already been taken");
      const user = [...call.gitlab.state.users.values()].find((each) => each.email.toLowerCase() === email);
      if (user && group.members.has(user.id)) return fail("User already exists in source");
      if (user) group.members.set(user.id, level);
      else group.invitations.set(email, level);
      return { status: 201, body: { status: "success" } };
    },
  },
};
