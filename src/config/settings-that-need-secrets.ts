import { z } from "zod";

/** The settings that need something in the environment, whether the rest is valid or not. */
export const settingsThatNeedSecrets = z.looseObject({
  chats: z.array(z.unknown()).default(["slack"]),
  slack: z.looseObject({ mode: z.string().default("socket") }).prefault({}),
  ldap: z.unknown().optional(),
  directory: z.unknown().optional(),
  oidc: z.unknown().optional(),
  openstack: z.unknown().optional(),
  slurm: z.looseObject({ rest: z.unknown().optional() }).optional(),
  rt: z.unknown().optional(),
  phabricator: z.looseObject({ url: z.unknown().optional() }).nullish(),
  gerrit: z.looseObject({ url: z.unknown().optional(), user: z.unknown().optional() }).nullish(),
  wiki: z.looseObject({ apiUrl: z.unknown().optional(), page: z.unknown().optional() }).optional(),
  gitlab: z.looseObject({ url: z.unknown().optional() }).optional(),
  arvados: z.looseObject({ url: z.unknown().optional() }).optional(),
  mail: z
    .looseObject({
      user: z.unknown().optional(),
      bounces: z
        .looseObject({
          imap: z.looseObject({ oauth: z.unknown().optional() }).optional(),
          webhook: z.unknown().optional(),
        })
        .optional(),
    })
    .prefault({}),
});

export type SettingsThatNeedSecrets = z.output<typeof settingsThatNeedSecrets>;

/** A variable that may have to be set, whether it has to, and why in that case. */
export type Need = readonly [name: string, needed: boolean, why: string];
