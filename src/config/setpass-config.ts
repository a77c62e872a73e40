import type { z } from "zod";
import { secretKeys } from "../credentials/secret-keys.ts";
import { environmentSchema } from "./environment.ts";
import { readCa } from "./read-ca.ts";
import { ConfigError, readConfig, type Variables } from "./read-config.ts";
import { type Logo, readLogo } from "./read-logo.ts";
import { setpassSettingsSchema } from "./settings.ts";

/** The configuration of `acct setpass`. */
export type SetpassConfig = ReturnType<typeof loadSetpassConfig>;

/** The port that setpass uses. */
const PORT = 5001;
const setpassEnvironment = environmentSchema
  .pick({
    DATABASE_URL: true,
    HOST: true,
    PUBLIC_URL: true,
    TRUST_PROXY: true,
    HTTPS_PROXY: true,
    HTTP_PROXY: true,
    NO_PROXY: true,
    ACCT_SECRET_KEY: true,
    ACCT_SECRET_KEY_OLD: true,
    SMTP_PASSWORD: true,
    METRICS_TOKEN: true,
    LOG_LEVEL: true,
  })
  .extend({ PORT: environmentSchema.shape.PORT.unwrap().default(PORT) });

/** Like `loadConfig`, for the password service alone: it has no chat, no directory and no accounts. */
export function loadSetpassConfig(variables: Variables = process.env) {
  const { file, environment, settings, problems, warnings } = readConfig(variables, {
    environment: setpassEnvironment,
    settings: setpassSettingsSchema,
  });
  if (settings?.setpass.helpdesk && !settings.mail) {
    problems.push(`${file}: mail is missing: setpass.helpdesk requires it`);
  }
  const cas = {
    mail: readCa("mail.caFile", settings?.mail?.caFile, problems),
    setpass: readCa("setpass.caFile", settings?.setpass.caFile, problems),
  };
  const logo = readLogo(settings?.pages.logoFile, problems);
  if (problems.length > 0 || !environment || !settings) throw new ConfigError(problems);
  return { ...assemble(environment, settings, cas, logo), warnings };
}

function assemble(
  env: z.output<typeof setpassEnvironment>,
  { mail, setpass, ...settings }: z.output<typeof setpassSettingsSchema>,
  cas: { readonly mail: string | undefined; readonly setpass: string | undefined },
  logo: Logo | undefined,
) {
  return {
    ...settings,
    logo,
    database: { url: env.DATABASE_URL },
    web: { host: env.HOST, port: env.PORT, publicUrl: env.PUBLIC_URL, trustProxy: env.TRUST_PROXY },
    proxy: { http: env.HTTP_PROXY, https: env.HTTPS_PROXY, except: env.NO_PROXY },
    secretKey: secretKeys(env.ACCT_SECRET_KEY, env.ACCT_SECRET_KEY_OLD),
    setpass: { ...setpass, ca: cas.setpass },
    mail: mail && { ...mail, ca: cas.mail, password: env.SMTP_PASSWORD },
    metricsToken: env.METRICS_TOKEN,
    logLevel: env.LOG_LEVEL,
  };
}
