import { AppError, noPermission } from "../app-error.ts";
import { findUser, isReader } from "../find.ts";
import { type Channel, type Ephemeral, isAtLeast, type Post, type User } from "../installation.ts";
import { knowsMmBlocks } from "../mm-blocks.ts";
import { checkEditLimit, overwritePost } from "../posts.ts";
import type { ServerContext } from "../server-context.ts";
import { callIntegration } from "./call-integration.ts";
import { type ActionFormat, checkActionId, findAction } from "./find-action.ts";
import { whisper } from "./whisper.ts";

export interface ActionPress {
  readonly userId: string;
  readonly postId: string;
  readonly actionId: string;
  readonly selectedOption?: string;
  readonly format?: ActionFormat;
}

export interface Pressed {
  readonly status: "OK";
  readonly trigger_id: string;
  /** Shown under the blocks. */
  readonly error?: string;
  readonly goto_location?: string;
}

interface ActionAnswer {
  readonly update?: { readonly message?: string; readonly props?: Record<string, unknown> | null } | null;
  readonly ephemeral_text?: string;
  readonly error?: string;
  readonly goto_location?: string;
}

/**
 * A person presses a button or selects an option: one call of the integration, without a retry. Whoever reads the channel may
 * press. Throws what the person's client gets instead.
 */
export async function doAction(
  { userId, postId, actionId, selectedOption = "", format = "attachment" }: ActionPress,
  server: ServerContext,
): Promise<Pressed> {
  const { installation, triggers, outgoing } = server;
  checkActionId(installation, actionId);
  const user = findUser(installation, userId);
  const ephemeral = installation.ephemerals.find(({ id, to }) => id === postId && to === userId);
  const pressed = ephemeral ?? installation.posts.get(postId);
  const channel = installation.channels.get(pressed?.channelId ?? "");
  if (!pressed || !channel || !isReader(installation, channel, user)) throw noPermission();
  if ("deleteAt" in pressed && pressed.deleteAt > 0) throw new AppError("app.post.get.app_error", 404);
  const action = findAction(installation, pressed, actionId, format);

  const trigger_id = triggers.make(userId);
  const body = {
    user_id: userId,
    user_name: user.username,
    channel_id: channel.id,
    channel_name: channel.name,
    team_id: channel.teamId,
    team_domain: installation.teams.get(channel.teamId)?.name ?? "",
    post_id: postId,
    trigger_id,
    type: action.type,
    data_source: selectedOption === "" ? "" : action.dataSource,
    context: sortKeys({
      ...action.context,
      ...(selectedOption === "" ? {} : { selected_option: selectedOption }),
    }),
  };
  const what = `${action.name} pressed`;
  const text = await callIntegration(outgoing, { what, user: userId, url: action.url, body, as: "json" });
  const answer = readAnswer(text);
  apply(answer, pressed, channel, user, server);
  const { error, goto_location } = answer;
  return {
    status: "OK",
    trigger_id: triggers.clientId(trigger_id),
    ...(error ? { error } : {}),
    ...(goto_location ? { goto_location } : {}),
  };
}

/** `update` is written over whatever the post is by now. Without a message it empties the text; without props it keeps the old ones. */
function apply(
  { update, ephemeral_text }: ActionAnswer,
  pressed: Post | Ephemeral,
  channel: Channel,
  user: User,
  { installation }: ServerContext,
): void {
  if (update) {
    const content = { message: update.message ?? "", props: update.props ?? pressed.props };
    const post = installation.posts.get(pressed.id);
    if (post && post.deleteAt === 0) {
      // Old servers apply the limit for edits to answers, too.
      if (!isAtLeast(installation, 7))
        checkEditLimit(installation, post, { message: content.message !== post.message, props: false });
      overwritePost(installation, post, content, "answer");
    } else if ("to" in pressed && knowsMmBlocks(installation)) Object.assign(pressed, content);
    // Others have no post to write over.
    else throw new AppError("app.post.get.app_error", 404);
  }
  if (ephemeral_text) {
    const to = { userId: user.id, channelId: channel.id, rootId: pressed.rootId || pressed.id };
    whisper(installation, to, ephemeral_text);
  }
}

function readAnswer(text: string): ActionAnswer {
  if (text === "") return {};
  const refuse = () => new AppError("api.post.do_action.action_integration.app_error", 400);
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== "object" || Array.isArray(answer)) throw refuse();
    return answer ?? {};
  } catch {
    throw refuse();
  }
}

/** The server keeps a context as a map, whose keys come out in alphabetical order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sortKeys(each)]));
}
