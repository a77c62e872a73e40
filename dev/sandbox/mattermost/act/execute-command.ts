import { AppError, noPermission } from "../app-error.ts";
import { findChannel, findUser, isRestricted } from "../find.ts";
import { isAtLeast } from "../installation.ts";
import { createPost } from "../posts.ts";
import type { ServerContext } from "../server-context.ts";
import { whisper } from "./whisper.ts";

export interface CommandCall {
  readonly userId: string;
  readonly channelId: string;
  /** With its slash: "/acct list". */
  readonly command: string;
  readonly rootId?: string;
  /** Where the person is, which says which team's command it is in direct messages. */
  readonly teamId?: string;
}

export interface CommandAnswer {
  readonly response_type?: string;
  readonly text?: string;
  readonly props?: Readonly<Record<string, unknown>>;
  readonly attachments?: unknown;
  readonly goto_location?: string;
}

/** A person sends a slash command: one call of the integration with the command's token in a header. */
export async function executeCommand(call: CommandCall, server: ServerContext) {
  const { installation, triggers, outgoing, responseUrls } = server;
  const user = findUser(installation, call.userId);
  const channel = findChannel(installation, call.channelId);
  if (!channel.members.has(user.id)) throw noPermission();
  if (isRestricted(installation, channel))
    throw new AppError("api.command.execute_command.restricted_dm.error", 400);
  const [, trigger = "", text = ""] = /^\/(\S+)\s*([\s\S]*)$/.exec(call.command) ?? [];
  const teamId = channel.teamId || call.teamId || [...installation.teams.keys()][0] || "";
  const found = [...installation.commands.values()].find(
    (one) => one.trigger === trigger.toLowerCase() && one.teamId === teamId,
  );
  if (!found)
    throw new AppError("api.command.execute_command.not_found.app_error", 404, { Trigger: trigger });
  if (installation.settings.siteURL === "")
    throw new AppError("api.command.execute_command.site_url_required.app_error", 400);
  const failed = () =>
    new AppError("api.command.execute_command.failed.app_error", 500, { Trigger: trigger });
  const rootId = call.rootId ?? "";
  const trigger_id = triggers.make(user.id);
  const response_url = responseUrls.make({ userId: user.id, channelId: channel.id, rootId });
  const body = {
    channel_id: channel.id,
    channel_name: channel.name,
    command: `/${trigger}`,
    response_url,
    team_domain: installation.teams.get(teamId)?.name ?? "",
    team_id: teamId,
    text,
    token: found.token,
    trigger_id,
    user_id: user.id,
    user_name: user.username,
    // Older servers don't say in which thread it was typed.
    ...(isAtLeast(installation, 10, 11) ? { root_id: rootId } : {}),
  };
  const reply = await outgoing
    .send({
      what: call.command,
      user: user.id,
      url: found.url,
      body,
      as: "form",
      headers: { authorization: `Token ${found.token}` },
      method: found.method === "G" ? "GET" : "POST",
    })
    .catch((error: Error) => {
      installation.log.push(`Command failed: ${error.message}`);
      throw failed();
    });
  if (reply.status !== 200)
    throw new AppError("api.command.execute_command.failed_resp.app_error", 500, { Trigger: trigger });
  const answer = readAnswer(reply);
  if (answer === undefined)
    throw new AppError("api.command.execute_command.failed_empty.app_error", 500, { Trigger: trigger });
  show(answer, { userId: user.id, channelId: channel.id, rootId }, server);
  return { ...answer, trigger_id };
}

/** Shows the answer to a command, now or by its response URL: to everyone in the channel, or to the person alone. */
export function show(
  { response_type, text = "", props = {}, attachments }: CommandAnswer,
  to: { readonly userId: string; readonly channelId: string; readonly rootId: string },
  { installation }: Pick<ServerContext, "installation">,
): void {
  const all = attachments === undefined ? props : { ...props, attachments };
  if (text === "" && all.attachments === undefined) return;
  if (response_type === "in_channel") createPost(installation, { ...to, message: text, props: all });
  else whisper(installation, to, text, all);
}

function readAnswer({
  text,
  type,
}: {
  readonly text: string;
  readonly type: string;
}): CommandAnswer | undefined {
  if (text === "") return undefined;
  if (!type.includes("json")) return { text };
  try {
    return JSON.parse(text) as CommandAnswer;
  } catch {
    throw new AppError("api.command.execute_command.failed.app_error", 500);
  }
}
