import { NoAdminsError, SharedChannelError, UnreachableError } from "../chat.ts";
import type { Client } from "./client.ts";
import type { FindIds } from "./find-ids.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { explainHiddenChannel, MattermostError } from "./mattermost-error.ts";
import type { MattermostPeople } from "./people.ts";

interface CheckAdminsDeps {
  readonly client: Client;
  readonly ids: FindIds;
  readonly people: Pick<MattermostPeople, "listChannel" | "listGroup">;
}

interface Channel {
  readonly delete_at: number;
  /** People of another server read along. */
  readonly shared?: boolean | null;
}

/**
 * Throws an `UnreachableError` if cards can't be posted in the admin channel, or if no one may press their buttons, and a
 * `SharedChannelError` if people of another server can read them. Doesn't post anything.
 */
export async function checkAdmins(
  { adminChannel, admins }: Pick<MattermostConfig, "adminChannel" | "admins">,
  { client, ids, people }: CheckAdminsDeps,
): Promise<void> {
  const [channel, bot] = [await ids.adminChannel(), await ids.bot()];
  const explain = explainHiddenChannel(
    `The admin channel ${adminChannel} does not exist, or acct is not in it: invite it with /invite`,
  );
  const about = await client.get<Channel>(`/channels/${channel}`).catch(explain);
  if (about.delete_at > 0) {
    const sentence = `The admin channel ${adminChannel} is archived: choose another`;
    throw new UnreachableError(sentence, "is_archived");
  }
  await client.get(`/channels/${channel}/members/${bot}`).catch(explain);
  if (admins.group !== undefined) await checkGroup(admins.group, admins, people);
  else if (admins.users.length === 0 && (await people.listChannel()).length === 0) {
    const sentence = `The admin channel ${adminChannel} has no members: no one can approve requests`;
    throw new NoAdminsError(sentence, "empty_admin_channel");
  }
  if (about.shared === true) {
    throw new SharedChannelError(
      `The admin channel ${adminChannel} is shared with another server, whose people see every request: end the sharing, or choose another channel`,
    );
  }
}

async function checkGroup(
  group: string,
  { users, channelMembers }: MattermostConfig["admins"],
  people: CheckAdminsDeps["people"],
): Promise<void> {
  const listed = await people.listGroup(group).catch((error: unknown) => {
    if (!(error instanceof MattermostError) || error.id === "" || error.status >= 500) throw error;
    const sentence = `The user group of the admins, ${group} (mattermost.admins.group), can't be read (${error.id}), so none of its members is an admin`;
    throw new NoAdminsError(sentence, error.id, { cause: error });
  });
  if (listed.length > 0 || users.length > 0) return;
  if (channelMembers && (await people.listChannel()).length > 0) return;
  const sentence = `The user group ${group} is empty or doesn't exist: no one can approve requests`;
  throw new NoAdminsError(sentence, "empty_user_group");
}
