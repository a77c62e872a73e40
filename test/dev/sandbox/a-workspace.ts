import { readFileSync } from "node:fs";
import { WebClient } from "@slack/web-api";
import { parse } from "yaml";
import type { Sandbox } from "../../../dev/sandbox/sandbox.ts";
import { type SandboxOptions, startSandbox } from "../../../dev/sandbox/start-sandbox.ts";

export const manifest = parse(readFileSync("manifest.yml", "utf8")) as {
  oauth_config: { scopes: { bot: string[] } };
  features: { slash_commands: { command: string; usage_hint: string }[] };
  settings: { socket_mode_enabled: boolean };
};

/** Starts a workspace and Slack's own client for it, without retries. */
export async function aWorkspace(options: Partial<SandboxOptions> = {}) {
  const sandbox = await startSandbox({ manifest, ...options });
  return { sandbox, client: clientOf(sandbox), stop: () => sandbox.stop() };
}

export function clientOf(sandbox: Sandbox, token = sandbox.workspace.tokens.bot): WebClient {
  return new WebClient(token, {
    slackApiUrl: sandbox.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  });
}

/** Returns the error in Slack's response. */
export async function errorOf(call: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await call.then(
    () => ({ data: { error: "none" } }),
    (thrown: unknown) => thrown as { data?: Record<string, unknown>; name?: string },
  );
  return error.data ?? { error: (error as Error).name };
}
