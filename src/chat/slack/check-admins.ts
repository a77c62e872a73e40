import { WebAPIPlatformError, type WebClient } from "@slack/web-api";
import { Failure } from "../../failure.ts";
import type { SlackConfig } from "./slack-config.ts";

/** Throws a sentence when cards cannot be posted in the admin channel, or when nobody may press their buttons. Posts nothing. */
export async function checkAdmins(
  client: WebClient,
  channel: string,
  { userGroup, users }: SlackConfig["admins"],
): Promise<void> {
  const { channel: about } = await client.conversations.info({ channel }).catch(explain);
  if (about?.is_archived) throw new Failure(`The admin channel ${channel} is archived: choose another`);
  if (about?.is_member === false) {
    throw new Failure(`acct is not in the admin channel ${channel}: invite it with /invite`);
  }
  if (users.length > 0 || !userGroup) return;
  const listed = await client.usergroups.users.list({ usergroup: userGroup }).catch(explain);
  if ((listed.users ?? []).length === 0) {
    throw new Failure(`The user group ${userGroup} is empty: no one can approve requests`);
  }
}

const SENTENCES: Readonly<Record<string, string>> = {
  channel_not_found: "The admin channel does not exist, or acct is not in it",
  no_such_subteam: "The user group of the admins (slack.admins.userGroup) does not exist",
};

function explain(error: unknown): never {
  const sentence = error instanceof WebAPIPlatformError ? SENTENCES[error.data.error] : undefined;
  if (sentence === undefined) throw error;
  throw new Failure(sentence, { cause: error });
}
