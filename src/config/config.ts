import { dirname, resolve } from "node:path";
import { readTemplates } from "../view/templates/templates.ts";
import { assembleConfig } from "./assemble-config.ts";
import { type Environment, environmentSchema } from "./environment.ts";
import { explainNestedGroups } from "./explain-nested-groups.ts";
import { findGoogleKey } from "./find-google-key.ts";
import { readHelpdeskLayout } from "./helpdesk-layout.ts";
import { missingSecrets } from "./missing-secrets.ts";
import { readAgreements } from "./read-agreements.ts";
import { readCaCertificates } from "./read-ca-certificates.ts";
import { ConfigError, readConfig, type Variables } from "./read-config.ts";
import { readLogo } from "./read-logo.ts";
import { type Settings, settingsSchema } from "./settings.ts";

export type Config = ReturnType<typeof loadConfig>;

/** Reads the environment and acct.yml. Throws one `ConfigError` that lists all problems. */
export function loadConfig(variables: Variables = process.env) {
  const { env, raw, file, environment, settings, problems, warnings } = readConfig(variables, {
    environment: environmentSchema,
    settings: settingsSchema,
  });
  problems.push(...missingSecrets(raw, env));
  problems.push(...explainNestedVariables(environment, settings?.gitlab));
  const cas = readCaCertificates(env, settings, problems);
  const logo = readLogo(settings?.pages.logoFile, problems);
  const googleKey = settings?.sheets ? findGoogleKey(env, problems) : undefined;
  const layout = readHelpdeskLayout(settings?.helpdesk?.template, problems);
  const agreements = readAgreements(file, settings?.agreements, problems);
  const { templates, problems: inTemplates } = readTemplates(folderBeside(file, settings?.site.templates));
  problems.push(...inTemplates);
  if (problems.length > 0 || !environment || !settings) throw new ConfigError(problems);
  return {
    ...assembleConfig(environment, settings, cas, { logo, layout, agreements }),
    file,
    googleKey,
    templates,
    warnings,
  };
}

/** The groups of GitLab, if variables replace some of them: acct.yml was checked without these. */
function explainNestedVariables(
  environment: Environment | undefined,
  gitlab: Settings["gitlab"],
): readonly string[] {
  const { GITLAB_GROUPS, GITLAB_PARENT_GROUP } = environment ?? {};
  if (!GITLAB_GROUPS && !GITLAB_PARENT_GROUP) return [];
  const problem = explainNestedGroups(
    Object.values(GITLAB_GROUPS ?? gitlab?.groups ?? {}),
    GITLAB_PARENT_GROUP ?? gitlab?.parentGroup,
  );
  return problem === undefined ? [] : [`GITLAB_GROUPS and GITLAB_PARENT_GROUP: ${problem}`];
}

/** A folder that acct.yml names, relative to itself. */
const folderBeside = (file: string, folder: string | undefined) =>
  folder === undefined ? undefined : resolve(dirname(file), folder);
