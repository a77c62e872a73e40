import { isGiven } from "./is-given.ts";
import type { Need, SettingsThatNeedSecrets } from "./settings-that-need-secrets.ts";

/** What the systems need that may also be configured without acct.yml. */
export function needsOfReviewSystems(
  settings: SettingsThatNeedSecrets | undefined,
  env: Record<string, string>,
): Need[] {
  const hasPhabricator = settings?.phabricator !== undefined || isGiven("PHABRICATOR_URL", env);
  const hasGerrit = settings?.gerrit !== undefined || isGiven("GERRIT_URL", env);
  const [noPhabricatorUrl, noGerritUrl, noGerritUser] = [
    settings?.phabricator?.url === undefined,
    settings?.gerrit?.url === undefined,
    settings?.gerrit?.user === undefined,
  ];
  return [
    ["PHABRICATOR_URL", hasPhabricator && noPhabricatorUrl, "phabricator is configured without a url"],
    ["PHABRICATOR_TOKEN", hasPhabricator, "phabricator is configured"],
    ["GERRIT_URL", hasGerrit && noGerritUrl, "gerrit is configured without a url"],
    ["GERRIT_USER", hasGerrit && noGerritUser, "gerrit is configured without a user"],
    ["GERRIT_PASSWORD", hasGerrit, "gerrit is configured"],
  ];
}
