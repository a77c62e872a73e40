import { type Installation, isSystemAdmin, type User } from "../installation.ts";

/** A user as `viewer` reads them: addresses and names may be hidden, and only an admin learns what vouches for the address. */
export function userJson(user: User, viewer: User, { settings }: Installation) {
  const isSelf = viewer.id === user.id;
  const seesAll = isSelf || isSystemAdmin(viewer);
  const seesNames = seesAll || settings.showFullName;
  return {
    id: user.id,
    create_at: user.createAt,
    update_at: user.updateAt,
    delete_at: user.deleteAt,
    username: user.username,
    auth_data: "",
    auth_service: "",
    email: seesAll || settings.showEmailAddress ? user.email : "",
    ...(seesAll ? { email_verified: user.emailVerified } : {}),
    nickname: "",
    first_name: seesNames ? user.firstName : "",
    last_name: seesNames ? user.lastName : "",
    position: "",
    roles: user.roles,
    locale: user.locale,
    ...(user.remoteId === undefined ? {} : { remote_id: user.remoteId }),
    ...(user.bot ? { is_bot: true, bot_description: "" } : {}),
    timezone: { automaticTimezone: "", manualTimezone: "", useAutomaticTimezone: "true" },
    disable_welcome_email: false,
  };
}
