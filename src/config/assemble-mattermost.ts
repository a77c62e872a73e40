import type { Environment } from "./environment.ts";
import type { Settings } from "./settings.ts";

export function assembleMattermost(env: Environment, mattermost: NonNullable<Settings["mattermost"]>) {
  return {
    ...mattermost,
    url: env.MATTERMOST_URL ?? "",
    token: env.MATTERMOST_TOKEN ?? "",
    commandToken: env.MATTERMOST_COMMAND_TOKEN ?? "",
    callbackUrl: mattermost.callbackUrl ?? env.PUBLIC_URL,
  };
}
