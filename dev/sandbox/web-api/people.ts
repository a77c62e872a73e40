import { type Channel, openDm, type Workspace } from "../workspace.ts";
import { type Arguments, type Method, textOf } from "./method.ts";
import { channelJson, userJson } from "./shapes.ts";
import { SlackFault } from "./slack-fault.ts";

const READ_CONVERSATIONS = ["channels:read", "groups:read"];

/** Returns the channel, or throws if the app lacks the scope that this kind of conversation needs. */
function readable(channel: Channel, { manifest }: Workspace): Channel {
  const needed = channel.isPrivate ? "groups:read" : "channels:read";
  if (manifest.scopes.has(needed)) return channel;
  throw new SlackFault("missing_scope", { needed, provided: [...manifest.scopes].join(",") });
}

export const usersInfo: Method = {
  token: "bot",
  scopes: ["users:read"],
  run(args, { workspace }) {
    const person = workspace.people.get(textOf(args, "user"));
    if (!person) throw new SlackFault("user_not_found");
    return { user: userJson(person, workspace) };
  },
};

export const lookupByEmail: Method = {
  token: "bot",
  scopes: ["users:read.email"],
  run(args, { workspace }) {
    const email = textOf(args, "email").toLowerCase();
    const found = [...workspace.people.values()].find(
      (person) => person.email.toLowerCase() === email && email !== "" && !person.deleted,
    );
    if (!found) throw new SlackFault("users_not_found");
    return { user: userJson(found, workspace) };
  },
};

export const userGroupMembers: Method = {
  token: "bot",
  scopes: ["usergroups:read"],
  run(args, { workspace }) {
    const group = workspace.userGroups.get(textOf(args, "usergroup"));
    if (!group) throw new SlackFault("no_such_subteam");
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
    const user = textOf(args, "users");
    const person = workspace.people.get(user);
    if (!person) throw new SlackFault("user_not_found");
    if (person.bot) throw new SlackFault("cannot_dm_bot");
    if (person.deleted) throw new SlackFault("user_disabled");
    return { channel: { id: openDm(workspace, user).id } };
  },
};

export const conversationInfo: Method = {
  token: "bot",
  scopes: READ_CONVERSATIONS,
  run: (args, { workspace }) => ({
    channel: channelJson(readable(channelOf(args, workspace), workspace), workspace),
  }),
};

export const conversationMembers: Method = {
  token: "bot",
  scopes: READ_CONVERSATIONS,
  run: (args, { workspace }) => ({ members: [...channelOf(args, workspace).members] }),
};

function channelOf(args: Arguments, workspace: Workspace) {
  const channel = workspace.channels.get(textOf(args, "channel"));
  if (!channel) throw new SlackFault("channel_not_found");
  return channel;
}
