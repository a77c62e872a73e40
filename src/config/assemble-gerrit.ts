import type { Environment } from "./environment.ts";
import type { Settings } from "./settings.ts";

export function assembleGerrit(env: Environment, settings: Settings["gerrit"], ca: string | undefined) {
  const url = env.GERRIT_URL ?? settings?.url;
  if (url === undefined) return undefined;
  return { url, user: env.GERRIT_USER ?? settings?.user ?? "", ca, password: env.GERRIT_PASSWORD ?? "" };
}
