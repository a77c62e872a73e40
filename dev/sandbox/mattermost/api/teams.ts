import { AppError, invalidBody, noPermission } from "../app-error.ts";
import { type Channel, type Installation, isSystemAdmin, type Team, type User } from "../installation.ts";
import { channelJson } from "./channels.ts";
import { pageOf, type Route } from "./route.ts";

/** Teams and their members: https://api.mattermost.com/#tag/teams. */
export const teams: readonly Route[] = [
  {
    method: "POST",
    path: "/teams",
    status: 201,
    run({ me, body }, { installation }) {
      if (!isSystemAdmin(me)) throw noPermission();
      const { name, display_name } = body as Record<string, string>;
      if (!name || !display_name) throw invalidBody("team");
      if ([...installation.teams.values()].some((team) => team.name === name))
        throw new AppError("app.team.save.existing.app_error", 400);
      const members = new Set([me.id]);
      const team: Team = {
        id: installation.newId(),
        name,
        displayName: display_name,
        members,
        admins: new Set(members),
      };
      installation.teams.set(team.id, team);
      return teamJson(team);
    },
  },
  {
    method: "GET",
    path: "/teams",
    run: ({ me, query }, { installation }) =>
      pageOf(
        [...installation.teams.values()].filter(({ members }) => isSystemAdmin(me) || members.has(me.id)),
        query,
      ).map(teamJson),
  },
  {
    method: "GET",
    path: "/teams/:id",
    run: ({ me, params }, { installation }) => teamJson(findTeam(installation, params.id, me)),
  },
  {
    method: "GET",
    path: "/teams/name/:name",
    run({ me, params }, { installation }) {
      const team = [...installation.teams.values()].find(({ name }) => name === params.name);
      if (!team) throw new AppError("app.team.get_by_name.missing.app_error", 404);
      return teamJson(findTeam(installation, team.id, me));
    },
  },
  {
    method: "GET",
    path: "/teams/:id/channels",
    run: ({ me, params, query }, { installation }) => {
      const team = findTeam(installation, params.id, me);
      return pageOf(
        [...installation.channels.values()].filter(({ teamId, type }) => teamId === team.id && type === "O"),
        query,
      ).map(channelJson);
    },
  },
  {
    method: "GET",
    path: "/users/:user/teams/:id/channels",
    run: ({ me, params }, { installation }) => {
      const userId = params.user === "me" ? me.id : (params.user ?? "");
      if (userId !== me.id && !isSystemAdmin(me)) throw noPermission();
      return [...installation.channels.values()]
        .filter(({ teamId, members }) => (teamId === params.id || teamId === "") && members.has(userId))
        .map(channelJson);
    },
  },
  {
    method: "GET",
    path: "/teams/:id/channels/name/:name",
    run: ({ me, params }, { installation }) =>
      channelJson(findByName(installation, findTeam(installation, params.id, me), params.name ?? "", me)),
  },
  {
    method: "GET",
    path: "/teams/name/:team/channels/name/:name",
    run({ me, params }, { installation }) {
      const team = [...installation.teams.values()].find(({ name }) => name === params.team);
      if (!team) throw new AppError("app.team.get_by_name.missing.app_error", 404);
      return channelJson(findByName(installation, team, params.name ?? "", me));
    },
  },
  {
    method: "POST",
    path: "/teams/:id/members",
    status: 201,
    run({ me, params, body }, { installation }) {
      const team = findTeam(installation, params.id, me);
      const { user_id = "" } = body as { user_id?: string };
      if (!isSystemAdmin(me) && !team.admins.has(me.id)) throw noPermission();
      team.members.add(user_id);
      installation.changed("people");
      return memberJson(team, user_id);
    },
  },
  {
    method: "POST",
    path: "/teams/:id/members/batch",
    status: 201,
    run({ me, params, body }, { installation }) {
      const team = findTeam(installation, params.id, me);
      if (!isSystemAdmin(me) && !team.admins.has(me.id)) throw noPermission();
      const added = (body as { user_id: string }[]).map(({ user_id }) => user_id);
      for (const id of added) team.members.add(id);
      return added.map((id) => memberJson(team, id));
    },
  },
  {
    method: "GET",
    path: "/teams/:id/members",
    run: ({ me, params, query }, { installation }) => {
      const team = findTeam(installation, params.id, me);
      return pageOf([...team.members], query).map((userId) => memberJson(team, userId));
    },
  },
  {
    method: "GET",
    path: "/teams/:id/members/:user",
    run({ me, params }, { installation }) {
      const team = findTeam(installation, params.id, me);
      const userId = params.user === "me" ? me.id : (params.user ?? "");
      if (!team.members.has(userId)) throw new AppError("app.team.get_member.missing.app_error", 404);
      return memberJson(team, userId);
    },
  },
  {
    method: "DELETE",
    path: "/teams/:id/members/:user",
    run({ me, params }, { installation }) {
      const team = findTeam(installation, params.id, me);
      if (!isSystemAdmin(me) && !team.admins.has(me.id)) throw noPermission();
      team.members.delete(params.user ?? "");
      for (const { teamId, members } of installation.channels.values())
        if (teamId === team.id) members.delete(params.user ?? "");
      installation.changed("people");
      return { status: "OK" };
    },
  },
];

export function findTeam({ teams: all }: Installation, id: string | undefined, me: User): Team {
  const team = all.get(id ?? "");
  if (!team) throw new AppError("app.team.get.find.app_error", 404);
  if (!team.members.has(me.id) && !isSystemAdmin(me)) throw noPermission();
  return team;
}

function findByName({ channels }: Installation, team: Team, name: string, me: User): Channel {
  const found = [...channels.values()].find((one) => one.teamId === team.id && one.name === name);
  // A private channel that the user isn't in looks like none.
  if (!found || (found.type === "P" && !found.members.has(me.id) && !isSystemAdmin(me)))
    throw new AppError("app.channel.get_by_name.missing.app_error", 404);
  return found;
}

function teamJson({ id, name, displayName }: Team) {
  return { id, name, display_name: displayName, type: "O", delete_at: 0, allow_open_invite: false };
}

function memberJson({ id, admins }: Team, userId: string) {
  const roles = admins.has(userId) ? "team_user team_admin" : "team_user";
  return { team_id: id, user_id: userId, roles, delete_at: 0, scheme_admin: admins.has(userId) };
}
