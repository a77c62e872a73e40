import { MAX_BLOCK_TEXT, mentionsIn, textLength, withIds } from "../block-kit/texts.ts";
import { findBlockProblems } from "../block-kit/validate.ts";
import { type Channel, type Message, openDm, type Workspace } from "../workspace.ts";
import type { Arguments, Method } from "./method.ts";
import { readText } from "./method.ts";
import { messageJson } from "./shapes.ts";
import { SlackApiError } from "./slack-api-error.ts";

const MAX_TEXT = 40_000;
const write = { token: "bot", scopes: ["chat:write"] } as const;

export const postMessage: Method = {
  ...write,
  run(args, { workspace }) {
    const channel = placeFor(readText(args, "channel"), workspace);
    const message: Message = {
      ts: workspace.nextTs(),
      user: workspace.app.botUser,
      ...readContent(args),
      ...(args.metadata === undefined ? {} : { metadata: args.metadata }),
      ...threadOf(args, channel),
    };
    channel.messages.push(message);
    workspace.changed("message");
    return { channel: channel.id, ts: message.ts, message: messageJson(message, workspace) };
  },
};

/** The thread of a reply. A reply to a reply is in the same thread. Apps have to cope with a message that was deleted. */
function threadOf(args: Arguments, { messages }: Channel): Pick<Message, "threadTs"> {
  if (args.thread_ts === undefined) return {};
  const root = messages.find(({ ts, onlyFor }) => ts === args.thread_ts && onlyFor === undefined);
  if (!root) throw new SlackApiError("thread_not_found");
  return { threadTs: root.threadTs ?? root.ts };
}

export const postEphemeral: Method = {
  ...write,
  run(args, { workspace }) {
    const channel = placeFor(readText(args, "channel"), workspace);
    const user = readText(args, "user");
    if (!channel.members.has(user)) throw new SlackApiError("user_not_in_channel");
    const message: Message = {
      ts: workspace.nextTs(),
      user: workspace.app.botUser,
      onlyFor: user,
      ...readContent(args),
    };
    channel.messages.push(message);
    workspace.changed("message");
    return { message_ts: message.ts };
  },
};

export const update: Method = {
  ...write,
  run(args, { workspace }) {
    const { channel, message } = ownMessage(args, workspace);
    Object.assign(message, readContent(args), { editedTs: workspace.nextTs() });
    workspace.changed("message");
    return {
      channel: channel.id,
      ts: message.ts,
      text: message.text,
      message: messageJson(message, workspace),
    };
  },
};

export const remove: Method = {
  ...write,
  run(args, { workspace }) {
    const { channel, message } = ownMessage(args, workspace);
    channel.messages.splice(channel.messages.indexOf(message), 1);
    workspace.changed("message");
    return { channel: channel.id, ts: message.ts };
  },
};

/** Returns the text and blocks of a message, or throws Slack's error. */
export function readContent(args: Arguments): Pick<Message, "text" | "blocks" | "notifies"> {
  const text = readText(args, "text").slice(0, MAX_TEXT);
  const blocks = args.blocks ?? [];
  const problems = findBlockProblems(blocks);
  if (problems.length > 0) throw invalid("invalid_blocks", "/blocks", problems);
  if (textLength(blocks) > MAX_BLOCK_TEXT) throw new SlackApiError("msg_blocks_too_long");
  if (text === "" && (blocks as unknown[]).length === 0) throw new SlackApiError("no_text");
  return { text, blocks: withIds(blocks as object[]), notifies: mentionsIn(text, blocks) };
}

/** An error in both of Slack's formats: the old messages, and `errors` as in blocks.validate. */
export function invalid(
  error: string,
  prefix: string,
  problems: ReturnType<typeof findBlockProblems>,
): SlackApiError {
  const sentences = problems.map(
    ({ message, pointer }) => `[ERROR] ${message} [json-pointer:${prefix}${pointer}]`,
  );
  const errors = problems.map((problem) => ({ ...problem, pointer: prefix + problem.pointer }));
  return new SlackApiError(error, { errors, response_metadata: { messages: sentences } });
}

/** Finds where the app may post: a channel that it is in, or a person's direct messages, by channel or by person. */
function placeFor(id: string, workspace: Workspace): Channel {
  if (/^[UW]/.test(id)) {
    const person = workspace.people.get(id);
    if (!person) throw new SlackApiError("channel_not_found");
    if (person.bot) throw new SlackApiError("cannot_dm_bot");
    if (!workspace.manifest.takesMessages) throw new SlackApiError("messages_tab_disabled");
    // Posting to a person opens the conversation, which needs a separate scope.
    needScope(workspace, "im:write");
    return openDm(workspace, id);
  }
  const channel = workspace.channels.get(id);
  if (!channel) throw new SlackApiError("channel_not_found");
  if (channel.archived) throw new SlackApiError("is_archived");
  if (!channel.members.has(workspace.app.botUser)) throw new SlackApiError("not_in_channel");
  return channel;
}

function needScope(workspace: Workspace, scope: string): void {
  if (workspace.manifest.scopes.has(scope)) return;
  throw new SlackApiError("missing_scope", {
    needed: scope,
    provided: [...workspace.manifest.scopes].join(","),
  });
}

function ownMessage(args: Arguments, workspace: Workspace): { channel: Channel; message: Message } {
  const channel = workspace.channels.get(readText(args, "channel"));
  if (!channel) throw new SlackApiError("channel_not_found");
  const message = channel.messages.find(({ ts, onlyFor }) => ts === args.ts && onlyFor === undefined);
  if (!message) throw new SlackApiError("message_not_found");
  if (message.user !== workspace.app.botUser) throw new SlackApiError("cant_update_message");
  return { channel, message };
}
