import { type ApiAnswer, badParameter, forbidden, invalid, notFound, refused } from "./api-answer.ts";
import { findGroup, inheritedLevel, type SimulatedGroup } from "./gitlab-state.ts";
import { paginate } from "./paginate.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { userOf } from "./user-routes.ts";

const LEVELS = [5, 10, 15, 20, 30, 40, 50];
const PAGES = ["page", "per_page"];

/** lib/api/groups.rb and lib/api/members.rb */
export const groupRoutes: Routes = {
  "GET /groups/:id": {
    parameters: ["with_projects"],
    answer: (call) => {
      const { id, name, full_path } = groupOf(call);
      const path = full_path.split("/").at(-1);
      return { status: 200, body: { id, name, path, full_name: full_path, full_path, parent_id: null } };
    },
  },
  "GET /groups/:id/members": { parameters: PAGES, answer: (call) => listMembers(call, false) },
  "GET /groups/:id/members/all": { parameters: PAGES, answer: (call) => listMembers(call, true) },
  "GET /groups/:id/members/:user": {
    answer: (call) => ({ status: 200, body: showMember(call, Number(call.parts[1]), directLevel(call)) }),
  },
  "GET /groups/:id/members/all/:user": {
    answer: (call) => {
      const level = inheritedLevel(call.gitlab.state, groupOf(call), Number(call.parts[1]));
      return { status: 200, body: showMember(call, Number(call.parts[1]), level) };
    },
  },
  "POST /groups/:id/members": {
    answer(call) {
      const { gitlab, body } = call;
      const group = groupForChange(call);
      const [userId, level] = [Number(body.user_id), readLevel(body)];
      if (group.members.has(userId)) throw refused(409, "Member already exists");
      userOf(gitlab.state, String(userId));
      // app/models/member.rb, `higher_access_level_than_group`
      const inherited = inheritedLevel(gitlab.state, group, userId);
      if (inherited !== undefined && level < inherited)
        throw invalid({
          access_level: [
            `should be greater than or equal to the inherited membership from group ${group.full_path}`,
          ],
        });
      group.members.set(userId, level);
      return { status: 201, body: showMember(call, userId, level) };
    },
  },
  "PUT /groups/:id/members/:user": {
    answer(call) {
      const group = groupForChange(call);
      const userId = Number(call.parts[1]);
      if (!group.members.has(userId)) throw notFound("");
      group.members.set(userId, readLevel(call.body));
      return { status: 200, body: showMember(call, userId, group.members.get(userId)) };
    },
  },
  // Without `skip_subresources`, memberships below the group end as well.
  "DELETE /groups/:id/members/:user": {
    answer(call) {
      const group = groupForChange(call);
      const userId = Number(call.parts[1]);
      if (!group.members.delete(userId)) throw notFound("");
      for (const each of call.gitlab.state.groups.values())
        if (each.full_path.startsWith(`${group.full_path}/`)) each.members.delete(userId);
      return { status: 204 };
    },
  },
};

export function groupOf({ gitlab, parts }: RouteCall): SimulatedGroup {
  const group = findGroup(gitlab.state, parts[0] ?? "");
  if (!group) throw notFound("Group");
  return group;
}

export function groupForChange(call: RouteCall): SimulatedGroup {
  const group = groupOf(call);
  if (!call.isAdmin) throw forbidden();
  return group;
}

export function readLevel({ access_level: level }: RouteCall["body"]): number {
  if (!LEVELS.includes(Number(level))) throw badParameter("access_level does not have a valid value");
  return Number(level);
}

const directLevel = (call: RouteCall) => groupOf(call).members.get(Number(call.parts[1]));

/** lib/api/entities/member.rb */
function showMember({ gitlab }: RouteCall, userId: number, level: number | undefined) {
  if (level === undefined) throw notFound("");
  const { id, username, name, state } = userOf(gitlab.state, String(userId));
  return { id, username, name, state, access_level: level, expires_at: null, membership_state: "active" };
}

function listMembers(call: RouteCall, isDeep: boolean): ApiAnswer {
  const { gitlab, path, query } = call;
  const group = groupOf(call);
  const members = [...gitlab.state.users.values()].flatMap(({ id }) => {
    const level = isDeep ? inheritedLevel(gitlab.state, group, id) : group.members.get(id);
    return level === undefined ? [] : [{ id, level }];
  });
  return paginate(gitlab, members, { path, query }, ({ id, level }) => showMember(call, id, level));
}
