import type { Routes } from "./routes.ts";
import { showForAdmins, showPublicly } from "./show-user.ts";

export const tokenRoutes: Routes = {
  // lib/api/personal_access_tokens/self_information.rb, lib/api/entities/personal_access_token.rb
  "GET /personal_access_tokens/self": {
    answer: ({ gitlab: { scopes, expiresOn, owner } }) => ({
      status: 200,
      body: {
        id: 7,
        name: "acct",
        revoked: false,
        created_at: "2026-06-01T00:00:00.000Z",
        scopes,
        user_id: owner.id,
        active: true,
        expires_at: expiresOn,
      },
    }),
  },
  // lib/api/users.rb: `is_admin` is there for admins, also where Admin Mode takes their rights away.
  "GET /user": {
    answer: ({ gitlab: { owner, url } }) => ({
      status: 200,
      body: owner.is_admin ? showForAdmins(owner, url) : showPublicly(owner, url),
    }),
  },
};
