import { isGiven } from "./is-given.ts";
import { needsOfReviewSystems } from "./needs-of-review-systems.ts";
import { needsOfWiki } from "./needs-of-wiki.ts";
import { type Need, settingsThatNeedSecrets } from "./settings-that-need-secrets.ts";

/** Finds secrets that the settings need and the environment lacks. Works on invalid settings, too, so that all problems show up at once. */
export function missingSecrets(raw: unknown, env: Record<string, string>): string[] {
  const { data: settings } = settingsThatNeedSecrets.safeParse(raw);
  const { bounces } = settings?.mail ?? {};
  // A rehearsal must not have the tokens of the real installation.
  const connects = env.ACCT_REHEARSAL !== "1";
  const chats = settings?.chats ?? ["slack"];
  const inSlack = connects && chats.includes("slack");
  const inMattermost = connects && chats.includes("mattermost");
  const needs: Need[] = [
    ["SLACK_BOT_TOKEN", inSlack, "acct connects to Slack"],
    ["SLACK_APP_TOKEN", inSlack && settings?.slack.mode === "socket", "slack.mode is socket"],
    ["SLACK_SIGNING_SECRET", inSlack && settings?.slack.mode === "http", "slack.mode is http"],
    ...["MATTERMOST_URL", "MATTERMOST_TOKEN", "MATTERMOST_COMMAND_TOKEN"].map(
      (name): Need => [name, inMattermost, "acct connects to Mattermost"],
    ),
    ["LDAP_BIND_PASSWORD", settings?.ldap !== undefined, "ldap is configured"],
    ["DIRECTORY_PASSWORD", settings?.directory !== undefined, "directory is configured"],
    ["OIDC_CLIENT_SECRET", settings?.oidc !== undefined, "oidc is configured"],
    ["SLURM_JWT", settings?.slurm?.rest !== undefined, "slurm.rest is configured"],
    ["OPENSTACK_PASSWORD", settings?.openstack !== undefined, "openstack is configured"],
    ["RT_TOKEN", settings?.rt !== undefined, "rt is configured"],
    ...needsOfReviewSystems(settings, env),
    ...needsOfWiki(settings, env, connects),
    [
      "GITLAB_ACCESS_TOKEN",
      settings?.gitlab !== undefined || isGiven("GITLAB_URL", env),
      "gitlab is configured",
    ],
    [
      "GITLAB_URL",
      settings?.gitlab !== undefined && settings.gitlab.url === undefined,
      "gitlab is configured without url",
    ],
    [
      "ARVADOS_API_TOKEN",
      settings?.arvados !== undefined || isGiven("ARVADOS_API_HOST", env),
      "arvados is configured",
    ],
    [
      "ARVADOS_API_HOST",
      settings?.arvados !== undefined && settings.arvados.url === undefined,
      "arvados is configured without url",
    ],
    ["SMTP_PASSWORD", connects && settings?.mail.user !== undefined, "mail.user is set"],
    [
      "BOUNCES_PASSWORD",
      connects && bounces?.imap !== undefined && bounces.imap.oauth === undefined,
      "mail.bounces.imap is configured without oauth",
    ],
    [
      "BOUNCES_OAUTH_CLIENT_SECRET",
      connects && bounces?.imap?.oauth !== undefined && !isGiven("BOUNCES_OAUTH_REFRESH_TOKEN", env),
      "mail.bounces.imap.oauth is configured without BOUNCES_OAUTH_REFRESH_TOKEN",
    ],
    ["BOUNCES_WEBHOOK_SECRET", connects && bounces?.webhook === true, "mail.bounces.webhook is true"],
  ];
  return needs
    .filter(([name, needed]) => needed && !isGiven(name, env))
    .map(([name, , why]) => `${name} is missing: it is required because ${why}`);
}
