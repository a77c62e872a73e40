import { type Channel, openDm, type Workspace } from "../workspace.ts";
import { type Arguments, type Method, readText } from "./method.ts";
import { channelJson, userJson } from "./shapes.ts";
import { SlackApiError } from "./slack-api-error.ts";

const READ_CONVERSATIONS = ["channels:read", "groups:read"];

/** Returns the channel, or throws if the app lacks the scope that this kind of conversation needs. */
function readable(channel: Channel, { manifest }: Workspace): Channel {
  const needed = channel.isPrivate ? "groups:read" : "channels:read";
  if (manifest.scopes.has(needed)) return channel;
  throw new SlackApiError("missing_scope", { needed, provided: [...manifest.scopes].join(",") });
}

export const usersInfo: Method = {
  token: "bot",
  scopes: ["users:read"],
  run(args, { workspace }) {
    const person = workspace.people.get(readText(args, "user"));
    if (!person) throw new SlackApiError("user_not_found");
    const { locale = "en-US" } = person;
    const user = userJson(person, workspace);
    return { user: args.include_locale ? { ...user, locale } : user };
  },
};

export const lookupByEmail: Method = {
  token: "bot",
  scopes: ["users:read.email"],
  run(args, { workspace }) {
    const email = readText(args, "email").toLowerCase();
    const found = [...workspace.people.values()].find(
      (person) => person.email.toLowerCase() === email && email !== "" && !person.deleted,
    );
    if (!found) throw new SlackApiError("users_not_found");
    return { user: userJson(found, workspace) };
  },
};

export const userGroupMembers: Method = {
  token: "bot",
  scopes: ["usergroups:read"],
  run(args, { workspace }) {
    const group = workspace.userGroups.get(readText(args, "usergroup"));
    if (!group) throw new SlackApiError("no_such_subteam");
    return { users: [...group.users] };
  },
};

export const userGroups: Method = {
  token: "bot",
  scopes: ["usergroups:read"],
  run(_args, { workspace }) {
    const list = [...workspace.userGroups.values()];
    return { usergroups: list.map(({ id, handle, users }) => ({ id, handle, user_count: users.size })) };
  },
};

export const openConversation: Method = {
  token: "bot",
  scopes: ["im:write"],
  run(args, { workspace }) {
    const user = readText(args, "users");
    const person = workspace.people.get(user);
    if (!person) throw new SlackApiError("user_not_found");
    if (person.bot) throw new SlackApiError("cannot_dm_bot");
    if (person.deleted) throw new SlackApiError("user_disabled");
    return { channel: { id: openDm(workspace, user).id } };
  },
};

export const conversationInfo: Method = {
  token: "bot",
  scopes: READ_CONVERSATIONS,
  run: (args, { workspace }) => ({
    channel: channelJson(readable(findChannel(args, workspace), workspace), workspace),
  }),
};

export const conversationMembers: Method = {
  token: "bot",
  scopes: READ_CONVERSATIONS,
  run: (args, { workspace }) => ({ members: [...findChannel(args, workspace).members] }),
};

function findChannel(args: Arguments, workspace: Workspace) {
  const channel = workspace.channels.get(readText(args, "channel"));
  if (!channel) throw new SlackApiError("channel_not_found");
  return channel;
}
