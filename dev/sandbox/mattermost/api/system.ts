import { AppError, noPermission } from "../app-error.ts";
import { type Installation, isAtLeast, isSystemAdmin } from "../installation.ts";
import { knowsMmBlocks } from "../mm-blocks.ts";
import { pageOf, type Route } from "./route.ts";
import { userJson } from "./user-json.ts";

/** The server, its settings, and groups: https://api.mattermost.com/#tag/system, https://api.mattermost.com/#tag/groups. */
export const system: readonly Route[] = [
  { method: "GET", path: "/system/ping", open: true, run: () => ({ status: "OK" }) },
  {
    method: "GET",
    path: "/config/client",
    open: true,
    run({ query, me }, { installation, triggers }) {
      if (query.format !== "old") throw new AppError("api.config.client.old_format.app_error", 501);
      const { settings, version } = installation;
      const yes = (is: boolean) => String(is);
      return {
        Version: version,
        BuildNumber: version,
        SiteURL: settings.siteURL,
        EnableSignUpWithEmail: yes(settings.enableSignUpWithEmail),
        EnableOpenServer: yes(settings.enableOpenServer),
        ...(knowsMmBlocks(installation) ? { FeatureFlagMmBlocksEnabled: yes(settings.mmBlocksEnabled) } : {}),
        ...(triggers.publicKey === "" ? {} : { AsymmetricSigningPublicKey: triggers.publicKey }),
        // The rest is only for people who have logged in.
        ...(me.id === ""
          ? {}
          : {
              EnableBotAccountCreation: yes(settings.enableBotAccountCreation),
              EnableUserAccessTokens: yes(settings.enableUserAccessTokens),
              PostEditTimeLimit: String(settings.postEditTimeLimit),
              ShowEmailAddress: yes(settings.showEmailAddress),
              ShowFullName: yes(settings.showFullName),
              RestrictDirectMessage: settings.restrictDirectMessage,
              RequireEmailVerification: yes(settings.requireEmailVerification),
              EnableCommands: "true",
            }),
      };
    },
  },
  {
    method: "GET",
    path: "/config",
    run({ me }, { installation }) {
      if (!isSystemAdmin(me)) throw noPermission();
      const { settings } = installation;
      return {
        ServiceSettings: {
          SiteURL: settings.siteURL,
          AllowedUntrustedInternalConnections: settings.allowedUntrustedInternalConnections,
          EnableBotAccountCreation: settings.enableBotAccountCreation,
          EnableUserAccessTokens: settings.enableUserAccessTokens,
          PostEditTimeLimit: settings.postEditTimeLimit,
          OutgoingIntegrationRequestsTimeout: settings.outgoingIntegrationRequestsTimeoutSeconds,
        },
        PrivacySettings: { ShowEmailAddress: settings.showEmailAddress, ShowFullName: settings.showFullName },
        TeamSettings: { RestrictDirectMessage: settings.restrictDirectMessage },
      };
    },
  },
  {
    method: "PUT",
    path: "/config/patch",
    run({ me, body }, { installation }) {
      if (!isSystemAdmin(me)) throw noPermission();
      const {
        ServiceSettings = {},
        PrivacySettings = {},
        TeamSettings = {},
      } = body as Record<string, Record<string, never> | undefined>;
      const given = { ...ServiceSettings, ...PrivacySettings, ...TeamSettings } as Record<string, unknown>;
      for (const [name, value] of Object.entries(given)) {
        const key = name === "SiteURL" ? "siteURL" : name[0]?.toLowerCase() + name.slice(1);
        if (key in installation.settings) Object.assign(installation.settings, { [key]: value });
        if (name === "OutgoingIntegrationRequestsTimeout")
          installation.settings.outgoingIntegrationRequestsTimeoutSeconds = Number(value);
      }
      return given;
    },
  },
  {
    method: "GET",
    path: "/groups",
    run: ({ query }, { installation }) => {
      needLicense(installation);
      return pageOf(
        [...installation.groups.values()].filter(({ name }) => !query.q || name.includes(query.q)),
        query,
      ).map((group) => ({
        id: group.id,
        name: group.name,
        display_name: group.displayName,
        source: "custom",
        allow_reference: true,
        member_count: group.members.size,
        delete_at: 0,
      }));
    },
  },
  {
    method: "GET",
    path: "/groups/:id",
    run({ params }, { installation }) {
      needLicense(installation);
      const group = installation.groups.get(params.id ?? "");
      if (!group) throw new AppError("app.group.no_rows", 404);
      return {
        id: group.id,
        name: group.name,
        display_name: group.displayName,
        source: "custom",
        delete_at: 0,
      };
    },
  },
  {
    method: "GET",
    path: "/groups/:id/members",
    run({ me, params, query }, { installation }) {
      needLicense(installation);
      // Groups that everyone may read came with 6.3; before, they were for system admins.
      if (!isAtLeast(installation, 6, 3) && !isSystemAdmin(me)) throw noPermission();
      const group = installation.groups.get(params.id ?? "");
      if (!group) throw new AppError("app.group.no_rows", 404);
      const members = [...group.members].flatMap((id) => installation.users.get(id) ?? []);
      const shown = pageOf(members, query).map((user) => userJson(user, me, installation));
      return { members: shown, total_member_count: members.length };
    },
  },
];

function needLicense({ settings }: Installation): void {
  if (!settings.licensed) throw new AppError("api.license_error", 403);
}
