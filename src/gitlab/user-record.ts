import { z } from "zod";
import type { GitLabUser } from "./gitlab.ts";
import { readIdentities } from "./read-identities.ts";

const time = z
  .string()
  .nullish()
  .transform((text) => (text && !Number.isNaN(Date.parse(text)) ? new Date(text) : undefined));

/**
 * A user as admins see them (GitLab, lib/api/entities/user_with_admin.rb). For everyone else, `identities` and `is_admin` are missing,
 * so they are required.
 */
export const userRecord = z.looseObject({
  id: z.int(),
  username: z.string(),
  name: z.string().nullish(),
  state: z.string(),
  email: z.string().nullish(),
  confirmed_at: time,
  created_at: time,
  identities: z
    .unknown()
    .refine((value) => Array.isArray(value), "is missing, as for a token without an admin's rights"),
  is_admin: z.boolean("is missing, as for a token without an admin's rights"),
  bot: z.boolean().nullish(),
  user_type: z.string().nullish(),
  web_url: z.string().nullish(),
});
export type UserRecord = z.output<typeof userRecord>;

/**
 * Whether this is the account of a person. Older servers ignore filters that they don't know, `bot` is false for some programs, and
 * few versions show `user_type`; so everything is checked. Programs have a made-up address at `noreply.` and the server's name (GitLab,
 * app/services/resource_access_tokens/create_service.rb, app/services/users/create_bot_service.rb).
 */
export function isHuman({ bot, user_type: type, username, email }: UserRecord): boolean {
  if (bot === true || (type != null && type !== "human")) return false;
  if (!isHumanName(username)) return false;
  return !PROGRAM_ADDRESS.test(email ?? "");
}

/** Whether a username isn't one of those that GitLab gives to its programs. */
export const isHumanName = (username: string): boolean => !PROGRAM_NAME.test(username);

const PROGRAM_NAME =
  /^(?:(?:project|group)_\d+_bot(?:[\d_]\w*)?|service_account_\w+|ghost\d*|(?:alert|support|security|migration|automation|visual-review|admin|duo_code_review|placeholder)[-_]bot\d*)$/i;
const PROGRAM_ADDRESS = /@noreply\./i;

/** Addresses that GitLab makes up for accounts whose provider told it none (GitLab, lib/gitlab/auth/o_auth/user.rb). */
const MADE_UP = /@gitlab\.localhost$|^temp-email-for-oauth-|@(?:[\w-]{1,63}\.)*noreply\./i;

export function toUser(record: UserRecord): GitLabUser {
  const { id, username, name, state, email, confirmed_at, created_at, is_admin, web_url } = record;
  return {
    id,
    username,
    name: name ?? "",
    state,
    email: email && !MADE_UP.test(email) ? email.toLowerCase() : undefined,
    confirmedAt: confirmed_at,
    createdAt: created_at,
    identities: readIdentities(record),
    isAdmin: is_admin,
    url: web_url ?? "",
  };
}
