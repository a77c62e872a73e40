import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { listKeys } from "../../credentials/secret-keys.ts";
import { Failure } from "../../failure/failure.ts";
import { callbackPath, isSame } from "./callback-keys.ts";
import type { Client } from "./client.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { isRefused, MattermostError, NO_PERMISSION } from "./mattermost-error.ts";
import { NO_BOTS, NO_COMMAND } from "./verify-callback.ts";

interface CommandDeps {
  readonly client: Client;
  readonly keys: SecretKeys;
  readonly team: string;
  readonly channel: string;
}

interface Command {
  readonly trigger: string;
  readonly url?: string;
  readonly token?: string;
  readonly method?: string;
}

const TRIGGER = "acct";

/**
 * Checks that the slash command leads here. If the bot may read the team's commands, their settings are compared; otherwise the
 * bot sends the command, because the names of rights differ from version to version. Throws a failure that says what to enter.
 */
export async function checkCommand(
  { callbackUrl, commandToken }: Pick<MattermostConfig, "callbackUrl" | "commandToken">,
  { client, keys, team, channel }: CommandDeps,
): Promise<string> {
  const [url = "", ...oldUrls] = listKeys(keys).map(
    (key) => `${callbackUrl}${callbackPath("command", { current: key })}`,
  );
  const all = await client
    .get<readonly Command[]>(`/commands?team_id=${team}&custom_only=true`)
    .catch((error: unknown) => {
      if (isRefused(error, NO_PERMISSION)) return undefined;
      throw error;
    });
  if (all === undefined) return tryCommand({ client, team, channel, url });
  const command = all.find(({ trigger }) => trigger === TRIGGER);
  if (!command) throw new Failure(missing(url));
  if (command.method !== "P") throw new Failure("/acct: set its request method to POST");
  if (command.token !== undefined && !isSame(command.token, commandToken))
    throw new Failure("/acct: MATTERMOST_COMMAND_TOKEN isn't its token: copy the token of the slash command");
  if (command.url === url) return `/${TRIGGER} leads to ${callbackUrl}`;
  if (command.url !== undefined && oldUrls.includes(command.url))
    throw new Failure(`/acct leads to the address of an old ACCT_SECRET_KEY. Set its request URL to ${url}`);
  throw new Failure(leadsElsewhere(url));
}

const leadsElsewhere = (url: string) => `/acct leads elsewhere. Set its request URL to ${url}`;
const missing = (url: string) =>
  `there is no slash command /acct in the team. Add one under Integrations > Slash Commands, with the trigger word acct, the request URL ${url}, and the request method POST`;

/** acct doesn't take commands from bots, but says so only if the token is right. */
async function tryCommand({
  client,
  team,
  channel,
  url,
}: Omit<CommandDeps, "keys"> & { readonly url: string }): Promise<string> {
  const body = { team_id: team, channel_id: channel, command: `/${TRIGGER} help` };
  const { text = "" } = await client
    .post<{ text?: string }>("/commands/execute", body)
    .catch((error: unknown) => {
      if (!(error instanceof MattermostError) || error.id === "") throw error;
      if (error.id === "api.command.execute_command.not_found.app_error") throw new Failure(missing(url));
      throw new Failure(`the server can't call /acct (${error.id}). Its request URL must be ${url}`, {
        cause: error,
      });
    });
  if (text === NO_COMMAND)
    throw new Failure("/acct: MATTERMOST_COMMAND_TOKEN isn't its token: copy the token of the slash command");
  if (text !== NO_BOTS) throw new Failure(leadsElsewhere(url));
  return `/${TRIGGER} responds`;
}
