import { AppError, noPermission } from "../app-error.ts";
import { attachmentsOf } from "../attachments.ts";
import type { Reply } from "../deliver/outgoing.ts";
import { findChannel, findUser, isReader } from "../find.ts";
import type { Channel, Post, User } from "../installation.ts";
import type { MmBlocksAction } from "../mm-blocks.ts";
import { overwritePost } from "../posts.ts";
import type { ServerContext } from "../server-context.ts";
import { whisper } from "./whisper.ts";

export interface ActionPress {
  readonly userId: string;
  readonly postId: string;
  readonly actionId: string;
  readonly selectedOption?: string;
}

const integrationError = () => new AppError("api.post.do_action.action_integration.app_error", 400);

interface ActionAnswer {
  readonly update?: { readonly message?: string; readonly props?: Record<string, unknown> | null } | null;
  readonly ephemeral_text?: string;
  /** Shown under the buttons of Mattermost Blocks. */
  readonly error?: string;
}

/**
 * A person presses a button or selects an option: one call of the integration, without a retry. Whoever reads the channel may press.
 * Returns what the client gets.
 */
export async function doAction(
  { userId, postId, actionId, selectedOption = "" }: ActionPress,
  server: ServerContext,
) {
  const { installation, triggers, outgoing } = server;
  const post = installation.posts.get(postId);
  if (!post || post.deleteAt > 0) throw new AppError("app.post.get.app_error", 404);
  const channel = findChannel(installation, post.channelId);
  const user = findUser(installation, userId);
  if (!isReader(installation, channel, user)) throw noPermission();
  const action = findAction(post, actionId);
  if (action?.url === undefined || !/^[A-Za-z0-9]+$/.test(actionId))
    throw new AppError("api.post.do_action.action_id.app_error", 404);

  const team = installation.teams.get(channel.teamId);
  const trigger_id = triggers.make(userId);
  const isSelect = action.type === "select" && selectedOption !== "";
  const body = {
    user_id: userId,
    user_name: user.username,
    channel_id: channel.id,
    channel_name: channel.name,
    team_id: channel.teamId,
    team_domain: team?.name ?? "",
    post_id: postId,
    trigger_id,
    type: action.type,
    data_source: isSelect ? action.dataSource : "",
    context: sortKeys({ ...action.context, ...(isSelect ? { selected_option: selectedOption } : {}) }),
  };
  const answer = await send(body, action.url, user, `${action.name} pressed`, server);
  apply(answer, post, channel, user, server);
  return {
    status: "OK",
    trigger_id: clientTriggerId(trigger_id),
    ...(answer.error ? { error: answer.error } : {}),
  };

  async function send(
    body: Record<string, unknown>,
    url: string,
    { id }: User,
    what: string,
    { outgoing: out }: Pick<typeof server, "outgoing">,
  ): Promise<ActionAnswer> {
    const reply = await out.send({ what, user: id, url, body, as: "json" }).catch((error: Error): Reply => {
      installation.log.push(`Action integration error: ${error.message}`);
      throw integrationError();
    });
    if (reply.status !== 200) throw integrationError();
    return readAnswer(reply.text);
  }
}

/** `update` is written over whatever the post is by now. Without a message it empties the text; without props it keeps the old ones. */
function apply(
  { update, ephemeral_text }: ActionAnswer,
  pressed: Post,
  channel: Channel,
  user: User,
  { installation }: ServerContext,
): void {
  if (update) {
    const post = installation.posts.get(pressed.id);
    if (!post || post.deleteAt > 0) throw new AppError("api.post.update_post.find.app_error", 400);
    overwritePost(installation, post, { message: update.message ?? "", props: update.props ?? post.props });
  }
  if (ephemeral_text) {
    const to = { userId: user.id, channelId: channel.id, rootId: pressed.rootId || pressed.id };
    whisper(installation, to, ephemeral_text);
  }
}

function readAnswer(text: string): ActionAnswer {
  if (text === "") return {};
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer !== "object" || Array.isArray(answer)) throw integrationError();
    return answer ?? {};
  } catch {
    throw integrationError();
  }
}

function findAction(post: Post, actionId: string) {
  for (const { actions = [] } of attachmentsOf(post.props)) {
    const action = actions.find(({ id }) => id === actionId);
    if (action?.integration)
      return {
        type: action.type ?? "",
        name: action.name ?? actionId,
        dataSource: action.data_source ?? "",
        url: action.integration.url,
        context: action.integration.context ?? {},
      };
  }
  const blocks = post.props.mm_blocks_actions as Record<string, MmBlocksAction> | undefined;
  const action = blocks?.[actionId];
  return (
    action && {
      type: "button",
      name: actionId,
      dataSource: "",
      url: action.url,
      context: action.context ?? {},
    }
  );
}

/** The server stores a context as a map and gives it back with its keys in alphabetical order. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sortKeys(each)]));
}

function clientTriggerId(triggerId: string): string {
  return Buffer.from(triggerId, "base64").toString().split(":")[0] ?? "";
}
