import type { Environment } from "./environment.ts";
import { arvados as arvadosSettings } from "./settings/arvados.ts";
import type { Settings } from "./settings.ts";

/** As for Arvados's own programs, the environment alone is enough. */
export function assembleArvados(env: Environment, settings: Settings["arvados"], ca: string | undefined) {
  if (!settings && env.ARVADOS_API_HOST === undefined) return undefined;
  const { url, ...rest } = settings ?? arvadosSettings.parse({});
  return { ...rest, ca, url: env.ARVADOS_API_HOST ?? url ?? "", token: env.ARVADOS_API_TOKEN ?? "" };
}
