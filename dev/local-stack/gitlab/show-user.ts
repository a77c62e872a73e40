import type { SimulatedUser } from "./gitlab-state.ts";

/** lib/api/entities/user_basic.rb and user_safe.rb: what everyone sees in a list. */
export const showBasically = ({ id, username, name, state }: SimulatedUser, url: string) => ({
  id,
  username,
  public_email: null,
  name,
  state,
  locked: false,
  avatar_url: null,
  web_url: `${url}/${username}`,
});

/** lib/api/entities/user_public.rb: what people see of themselves. */
export const showPublicly = (user: SimulatedUser, url: string) => ({
  ...showBasically(user, url),
  created_at: user.created_at,
  bot: user.bot,
  last_sign_in_at: null,
  confirmed_at: user.confirmed_at,
  last_activity_on: null,
  email: user.email,
  identities: user.identities.map((each) => ({ ...each, saml_provider_id: null })),
  external: false,
  private_profile: false,
});

/** lib/api/entities/user_with_admin.rb */
export const showForAdmins = (user: SimulatedUser, url: string) => ({
  ...showPublicly(user, url),
  is_admin: user.is_admin,
  note: null,
});
