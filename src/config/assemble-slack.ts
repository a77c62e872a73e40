import type { Environment } from "./environment.ts";
import type { Settings } from "./settings.ts";

export function assembleSlack(env: Environment, slack: NonNullable<Settings["slack"]>) {
  return {
    ...slack,
    botToken: env.SLACK_BOT_TOKEN ?? "",
    appToken: env.SLACK_APP_TOKEN ?? "",
    signingSecret: env.SLACK_SIGNING_SECRET ?? "",
    apiUrl: env.SLACK_API_URL,
  };
}
