import { AppError, invalidBody, noPermission } from "../app-error.ts";
import { findChannel, findDirectChannel, findUser, isReader, openDirectChannel, shareTeam } from "../find.ts";
import { type Channel, type Installation, isAtLeast, isSystemAdmin, type User } from "../installation.ts";
import { pageOf, type Route } from "./route.ts";

/** Channels and their members: https://api.mattermost.com/#tag/channels. */
export const channels: readonly Route[] = [
  {
    method: "POST",
    path: "/channels",
    status: 201,
    run({ me, body }, { installation }) {
      const { team_id = "", name, display_name, type = "O" } = body as Record<string, string>;
      const team = installation.teams.get(team_id);
      if (!team || !name || !display_name) throw invalidBody("channel");
      if (!team.members.has(me.id) && !isSystemAdmin(me)) throw noPermission();
      const channel: Channel = {
        id: installation.newId(),
        type: type === "P" ? "P" : "O",
        name,
        displayName: display_name,
        teamId: team_id,
        creatorId: me.id,
        createAt: installation.now(),
        deleteAt: 0,
        members: new Set([me.id]),
      };
      installation.channels.set(channel.id, channel);
      installation.changed("people");
      return channelJson(channel);
    },
  },
  {
    method: "POST",
    path: "/channels/direct",
    status: 201,
    run({ me, body }, { installation }) {
      if (!Array.isArray(body) || body.length !== 2) throw invalidBody("user_ids");
      const [one = "", other = ""] = body.map(String);
      if (one !== me.id && other !== me.id && !isSystemAdmin(me)) throw noPermission();
      const users = [one, other].map((id) => installation.users.get(id));
      if (users.includes(undefined))
        throw new AppError("api.channel.create_direct_channel.invalid_user.app_error", 400);
      const isRestricted = installation.settings.restrictDirectMessage === "team";
      // Later servers open it with a bot, and then refuse each post.
      const isExempt = isSystemAdmin(me) || (isAtLeast(installation, 7) && users.some((user) => user?.bot));
      const isKnown = findDirectChannel(installation, one, other) !== undefined;
      if (isRestricted && !isKnown && !isExempt && !shareTeam(installation, one, other))
        throw new AppError("api.channel.create_channel.direct_channel.team_restricted_error", 403);
      return channelJson(openDirectChannel(installation, one, other));
    },
  },
  {
    method: "GET",
    path: "/users/:id/channels",
    run({ me, params }, { installation }) {
      if (params.id !== me.id && params.id !== "me" && !isSystemAdmin(me)) throw noPermission();
      const id = params.id === "me" ? me.id : (params.id ?? "");
      return [...installation.channels.values()]
        .filter(({ members, deleteAt }) => members.has(id) && deleteAt === 0)
        .map((channel) => ({ ...channelJson(channel), last_post_at: lastPostAt(installation, channel) }));
    },
  },
  {
    method: "GET",
    path: "/channels/:id",
    run: ({ me, params }, { installation }) => channelJson(readable(installation, params.id, me)),
  },
  {
    method: "DELETE",
    path: "/channels/:id",
    run({ me, params }, { installation }) {
      const channel = readable(installation, params.id, me);
      if (!isSystemAdmin(me)) throw noPermission();
      channel.deleteAt = installation.now();
      installation.changed("people");
      return { status: "OK" };
    },
  },
  {
    method: "GET",
    path: "/channels/:id/members",
    run: ({ me, params, query }, { installation }) => {
      const channel = readable(installation, params.id, me);
      return pageOf([...channel.members], query).map((userId) => memberJson(channel, userId));
    },
  },
  {
    method: "POST",
    path: "/channels/:id/members",
    status: 201,
    run({ me, params, body }, { installation }) {
      const channel = readable(installation, params.id, me);
      const { user_id = "" } = body as { user_id?: string };
      const user = findUser(installation, user_id);
      if (installation.teams.get(channel.teamId)?.members.has(user.id) !== true)
        throw new AppError("app.channel.add_member.deleted_user.app_error", 403);
      channel.members.add(user.id);
      installation.emit({
        event: "user_added",
        data: { user_id: user.id, team_id: channel.teamId },
        to: { channelId: channel.id },
      });
      installation.changed("people");
      return memberJson(channel, user.id);
    },
  },
  {
    method: "GET",
    path: "/channels/:id/members/:user",
    run({ me, params }, { installation }) {
      const channel = readable(installation, params.id, me);
      const userId = params.user === "me" ? me.id : (params.user ?? "");
      if (!channel.members.has(userId)) throw new AppError("app.channel.get_member.missing.app_error", 404);
      return memberJson(channel, userId);
    },
  },
  {
    method: "DELETE",
    path: "/channels/:id/members/:user",
    run({ me, params }, { installation }) {
      const channel = readable(installation, params.id, me);
      const userId = params.user === "me" ? me.id : (params.user ?? "");
      channel.members.delete(userId);
      installation.emit({
        event: "user_removed",
        data: { user_id: userId, remover_id: me.id },
        to: { channelId: channel.id },
      });
      installation.changed("people");
      return { status: "OK" };
    },
  },
  {
    method: "GET",
    path: "/channels/:id/stats",
    run: ({ me, params }, { installation }) => {
      const { id, members } = readable(installation, params.id, me);
      return { channel_id: id, member_count: members.size, guest_count: 0, pinnedpost_count: 0 };
    },
  },
];

export function readable(installation: Installation, id: string | undefined, me: User): Channel {
  const channel = findChannel(installation, id ?? "");
  if (!isReader(installation, channel, me)) throw noPermission();
  return channel;
}

export function channelJson(channel: Channel) {
  const { id, type, name, displayName, teamId, creatorId, createAt, deleteAt } = channel;
  return {
    id,
    type,
    name,
    display_name: displayName,
    team_id: teamId,
    creator_id: creatorId,
    create_at: createAt,
    update_at: createAt,
    delete_at: deleteAt,
    header: "",
    purpose: "",
  };
}

const lastPostAt = ({ posts }: Installation, { id }: Channel): number =>
  Math.max(
    0,
    ...[...posts.values()].filter(({ channelId }) => channelId === id).map(({ createAt }) => createAt),
  );

function memberJson({ id }: Channel, userId: string) {
  return { channel_id: id, user_id: userId, roles: "channel_user", mention_count: 0, notify_props: {} };
}
