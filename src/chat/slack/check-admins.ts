import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { NoAdminsError, SharedChannelError, UnreachableError } from "../chat.ts";
import { isRefusal } from "./refusal.ts";
import type { SlackConfig } from "./slack-config.ts";

/**
 * Throws an `UnreachableError` if cards can't be posted in the admin channel, or if no one may click their buttons, and a
 * `SharedChannelError` if outsiders can read them. Doesn't post anything.
 */
export async function checkAdmins(
  client: WebClient,
  channel: string,
  { userGroup, users }: SlackConfig["admins"],
): Promise<void> {
  const { channel: about } = await client.conversations.info({ channel }).catch(explainChannel);
  if (about?.is_archived) {
    throw new UnreachableError(`The admin channel ${channel} is archived: choose another`, "is_archived");
  }
  if (about?.is_member === false) {
    const sentence = `acct is not in the admin channel ${channel}: invite it with /invite`;
    throw new UnreachableError(sentence, "not_in_channel");
  }
  if (userGroup) await checkGroup(client, userGroup, users);
  if (about?.is_ext_shared || about?.is_pending_ext_shared)
    throw new SharedChannelError(explainShared(channel));
}

export const explainShared = (channel: string): string =>
  `The admin channel ${channel} is shared with another organization, whose members see every request: end the sharing, or choose another channel`;

async function checkGroup(client: WebClient, userGroup: string, users: readonly string[]): Promise<void> {
  const listed = await client.usergroups.users.list({ usergroup: userGroup }).catch(explainGroup(userGroup));
  if (users.length > 0 || (listed.users ?? []).length > 0) return;
  throw new NoAdminsError(
    `The user group ${userGroup} is empty: no one can approve requests`,
    "empty_user_group",
  );
}

function explainChannel(error: unknown): never {
  if (!(error instanceof WebAPIPlatformError) || error.data.error !== "channel_not_found") throw error;
  const sentence = "The admin channel does not exist, or acct is not in it";
  throw new UnreachableError(sentence, "channel_not_found", { cause: error });
}

/** Explains why the user group can't be read. Until it can be, none of its members is an admin. */
function explainGroup(userGroup: string) {
  return (error: unknown): never => {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const { error: code } = error.data;
    if (!isRefusal(error)) throw error;
    const why = code === "no_such_subteam" ? "does not exist, or is disabled" : `can't be read (${code})`;
    const sentence = `The user group of the admins, ${userGroup} (slack.admins.userGroup), ${why}, so none of its members is an admin`;
    throw new NoAdminsError(sentence, code, { cause: error });
  };
}
