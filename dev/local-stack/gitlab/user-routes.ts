import { badParameter, forbidden, notFound } from "./api-answer.ts";
import type { GitLabState, SimulatedUser } from "./gitlab-state.ts";
import { paginate } from "./paginate.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { showBasically, showForAdmins } from "./show-user.ts";

const PAGES = ["page", "per_page"];

/** lib/api/users.rb, unless another file is named. */
export const userRoutes: Routes = {
  "GET /users": {
    parameters: [
      ...PAGES,
      ..."order_by sort pagination cursor username provider extern_uid search".split(" "),
      ..."exclude_internal without_project_bots humans".split(" "),
    ],
    answer(call) {
      const { gitlab, isAdmin, query, path } = call;
      if (query.has("provider") !== query.has("extern_uid"))
        throw badParameter("provider, extern_uid provide all or none of parameters");
      if (query.has("extern_uid")) requireAdmin(call);
      const show = isAdmin ? showForAdmins : showBasically;
      return paginate(gitlab, sort(find(call), query, isAdmin), { path, query, hasKeyset: true }, (user) =>
        show(user, gitlab.url),
      );
    },
  },
  "GET /users/:id": {
    answer: ({ gitlab, parts, isAdmin }) => {
      const user = userOf(gitlab.state, parts[0]);
      return { status: 200, body: (isAdmin ? showForAdmins : showBasically)(user, gitlab.url) };
    },
  },
  // lib/api/entities/membership.rb; a personal project is a membership, too.
  "GET /users/:id/memberships": {
    parameters: [...PAGES, "type"],
    answer(call) {
      const { gitlab, parts, path, query } = call;
      requireAdmin(call);
      const { id, username, projects } = userOf(gitlab.state, parts[0]);
      const inGroups = [...gitlab.state.groups.values()].flatMap(({ id: groupId, name, members }) => {
        const level = members.get(id);
        return level === undefined ? [] : [{ id: groupId, name, type: "Namespace", level }];
      });
      const inProjects = projects.map((each) => ({
        id: each,
        name: `${username}'s`,
        type: "Project",
        level: 50,
      }));
      return paginate(gitlab, [...inGroups, ...inProjects], { path, query }, (each) => ({
        source_id: each.id,
        source_name: each.name,
        source_type: each.type,
        access_level: each.level,
      }));
    },
  },
  // lib/api/entities/user_associations_count.rb; a personal project is one of the projects.
  "GET /users/:id/associations_count": {
    answer({ gitlab, parts }) {
      const { id, projects, issues, mergeRequests } = userOf(gitlab.state, parts[0]);
      const groups = [...gitlab.state.groups.values()].filter(({ members }) => members.has(id));
      return {
        status: 200,
        body: {
          groups_count: groups.length,
          projects_count: projects.length,
          issues_count: issues,
          merge_requests_count: mergeRequests,
        },
      };
    },
  },
  // lib/api/projects.rb
  "GET /users/:id/projects": {
    parameters: [...PAGES, "simple"],
    answer({ gitlab, parts, path, query }) {
      const { projects } = userOf(gitlab.state, parts[0]);
      return paginate(
        gitlab,
        projects.map((id) => ({ id })),
        { path, query },
        (each) => each,
      );
    },
  },
  // lib/api/events.rb
  "GET /users/:id/events": {
    parameters: PAGES,
    answer({ gitlab, parts, path, query }) {
      const { events, id: author_id } = userOf(gitlab.state, parts[0]);
      const all = Array.from({ length: events }, (_, at) => ({ id: at + 1 }));
      return paginate(gitlab, all, { path, query }, ({ id }) => ({
        id,
        author_id,
        action_name: "commented on",
        target_type: "Note",
      }));
    },
  },
};

/** `authenticated_as_admin!` in lib/api/helpers.rb. */
export function requireAdmin({ isAdmin }: Pick<RouteCall, "isAdmin">): void {
  if (!isAdmin) throw forbidden();
}

export function userOf({ users }: GitLabState, id: string | undefined): SimulatedUser {
  const user = users.get(Number(id));
  if (!user) throw notFound("User");
  return user;
}

/** app/finders/users_finder.rb. Who isn't an admin doesn't see blocked accounts, but pending ones (`without_forbidden_states`). */
function find({ gitlab, isAdmin, query }: RouteCall): SimulatedUser[] {
  const has = (name: string) => query.get(name) === "true";
  const [username, search, uid] = ["username", "search", "extern_uid"].map((name) =>
    query.get(name)?.toLowerCase(),
  );
  return [...gitlab.state.users.values()].filter(
    (user) =>
      (isAdmin || !["blocked", "ldap_blocked", "banned"].includes(user.state)) &&
      (username === undefined || user.username.toLowerCase() === username) &&
      // Addresses only match as a whole (app/models/user.rb, `search`).
      (search === undefined ||
        (isAdmin && user.email.toLowerCase() === search) ||
        user.username.toLowerCase().includes(search)) &&
      // app/models/identity.rb: the case doesn't matter, but spaces and escapes do.
      (uid === undefined ||
        user.identities.some(
          (each) => each.provider === query.get("provider") && each.extern_uid.toLowerCase() === uid,
        )) &&
      !(has("exclude_internal") && INTERNAL.includes(user.user_type)) &&
      !(has("without_project_bots") && user.user_type === "project_bot") &&
      !(has("humans") && user.user_type !== "human"),
  );
}

const INTERNAL = "ghost support_bot alert_bot migration_bot security_bot placeholder".split(" ");

/** Only admins may choose the order; the newest comes first by default. */
function sort(users: SimulatedUser[], query: URLSearchParams, isAdmin: boolean): SimulatedUser[] {
  const isAscending = isAdmin && query.get("order_by") === "id" && query.get("sort") === "asc";
  return users.toSorted((a, b) => (isAscending ? a.id - b.id : b.id - a.id));
}
