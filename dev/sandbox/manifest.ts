import { z } from "zod";

const manifestSchema = z.looseObject({
  display_information: z.looseObject({ name: z.string().max(35) }),
  features: z.looseObject({
    app_home: z
      .looseObject({
        home_tab_enabled: z.boolean().default(false),
        messages_tab_enabled: z.boolean().default(false),
        messages_tab_read_only_enabled: z.boolean().default(true),
      })
      .prefault({}),
    bot_user: z.looseObject({ display_name: z.string().max(80) }),
    slash_commands: z
      .array(
        z.looseObject({
          command: z.string().startsWith("/").max(32),
          description: z.string().max(2000),
          usage_hint: z.string().max(1000).optional(),
          should_escape: z.boolean().default(false),
        }),
      )
      .max(50)
      .default([]),
  }),
  oauth_config: z.looseObject({ scopes: z.looseObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.looseObject({
    socket_mode_enabled: z.boolean().default(false),
    interactivity: z.looseObject({ is_enabled: z.boolean() }).prefault({ is_enabled: false }),
    event_subscriptions: z.looseObject({ bot_events: z.array(z.string()).max(100).default([]) }).prefault({}),
  }),
});

/** What the app may do in the workspace. */
export interface Manifest {
  readonly name: string;
  readonly scopes: ReadonlySet<string>;
  readonly commands: readonly {
    readonly command: string;
    readonly description: string;
    readonly usageHint: string;
    readonly escapes: boolean;
  }[];
  readonly interactive: boolean;
  readonly takesMessages: boolean;
  /** Whether people can type messages to the app. */
  readonly takesTypedMessages: boolean;
  readonly hasHome: boolean;
  readonly events: ReadonlySet<string>;
}

/** Reads a parsed app manifest. Throws if Slack would reject it. */
export function readManifest(manifest: unknown): Manifest {
  const { display_information, features, oauth_config, settings } = manifestSchema.parse(manifest);
  return {
    name: display_information.name,
    scopes: new Set(oauth_config.scopes.bot),
    commands: features.slash_commands.map(({ command, description, usage_hint = "", should_escape }) => ({
      command,
      description,
      usageHint: usage_hint,
      escapes: should_escape,
    })),
    interactive: settings.interactivity.is_enabled,
    takesMessages: features.app_home.messages_tab_enabled,
    takesTypedMessages:
      features.app_home.messages_tab_enabled && !features.app_home.messages_tab_read_only_enabled,
    hasHome: features.app_home.home_tab_enabled,
    events: new Set(settings.event_subscriptions.bot_events),
  };
}
