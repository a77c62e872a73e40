import { AppError } from "./app-error.ts";
import {
  type Channel,
  type Installation,
  isAtLeast,
  isSystemAdmin,
  type Post,
  type User,
} from "./installation.ts";

export function findUser({ users }: Installation, id: string): User {
  const user = users.get(id);
  if (!user) throw new AppError("app.user.missing_account.const", 404);
  return user;
}

export function findChannel({ channels }: Installation, id: string): Channel {
  const channel = channels.get(id);
  if (!channel) throw new AppError("app.channel.get.existing.app_error", 404);
  return channel;
}

/** Finds a post that was not deleted. */
export function findPost({ posts }: Installation, id: string): Post {
  const post = posts.get(id);
  if (!post || post.deleteAt > 0) throw new AppError("app.post.get.app_error", 404);
  return post;
}

/** Whether this user reads a channel: a member does, a system admin does, and in a public channel each member of the team. */
export function isReader({ teams }: Installation, channel: Channel, user: User): boolean {
  if (channel.members.has(user.id) || isSystemAdmin(user)) return true;
  const isTeamMember = teams.get(channel.teamId)?.members.has(user.id) === true;
  return channel.type === "O" && isTeamMember && !user.roles.includes("system_guest");
}

/** Whether two users share a team. */
export function shareTeam({ teams }: Installation, one: string, other: string): boolean {
  return [...teams.values()].some(({ members }) => members.has(one) && members.has(other));
}

/**
 * Whether nothing may be posted in these direct messages, because the two share no team. Servers of 2025 and later say so for each
 * post; older ones open no such channel.
 */
export function isRestricted(installation: Installation, { type, members }: Channel): boolean {
  const [one = "", other = one] = members;
  const applies = type === "D" && installation.settings.restrictDirectMessage === "team";
  return applies && isAtLeast(installation, 10, 7) && !shareTeam(installation, one, other);
}

const directName = (one: string, other: string) => [one, other].sort().join("__");

export function findDirectChannel(
  { channels }: Installation,
  one: string,
  other: string,
): Channel | undefined {
  const name = directName(one, other);
  return [...channels.values()].find((channel) => channel.name === name);
}

/** Finds or opens the direct messages of two users. */
export function openDirectChannel(installation: Installation, one: string, other: string): Channel {
  const name = directName(one, other);
  const known = findDirectChannel(installation, one, other);
  if (known) return known;
  const channel: Channel = {
    id: installation.newId(),
    type: "D",
    name,
    displayName: "",
    teamId: "",
    creatorId: one,
    createAt: installation.now(),
    deleteAt: 0,
    members: new Set([one, other]),
  };
  installation.channels.set(channel.id, channel);
  for (const userId of channel.members)
    installation.emit({
      event: "direct_added",
      data: { creator_id: one, teammate_id: other },
      to: { channelId: channel.id, userId },
    });
  installation.changed("people");
  return channel;
}
