import type { Channel, Message, Person, View, Workspace } from "../workspace.ts";

/** Formats a message as in the Web API and payloads. */
export function messageJson(message: Message, { app, team }: Workspace) {
  return {
    type: "message",
    subtype: "bot_message",
    user: message.user,
    bot_id: app.botId,
    app_id: app.id,
    team: team.id,
    ts: message.ts,
    text: message.text,
    blocks: message.blocks,
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(message.editedTs ? { edited: { user: app.botUser, ts: message.editedTs } } : {}),
    ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
  };
}

/** Formats a person as in users.info; only apps with users:read.email get the address. */
export function userJson(person: Person, { team, manifest }: Workspace) {
  const realName = `${person.firstName} ${person.lastName}`.trim();
  const { workspaces } = person;
  const foreign = person.team !== team.id && !workspaces?.includes(team.id);
  return {
    id: person.id,
    team_id: person.team,
    name: person.handle,
    real_name: realName,
    deleted: person.deleted,
    is_bot: person.bot,
    is_restricted: person.guest !== false,
    is_ultra_restricted: person.guest === "single",
    ...(foreign ? { is_stranger: true } : {}),
    ...(workspaces ? { enterprise_user: { enterprise_id: "E0CAMPUS", teams: workspaces } } : {}),
    ...(person.bot ? {} : { is_email_confirmed: person.emailConfirmed }),
    tz: "Europe/Berlin",
    profile: {
      real_name: realName,
      display_name: person.handle,
      first_name: person.firstName,
      last_name: person.lastName,
      team: person.team,
      ...(manifest.scopes.has("users:read.email") && person.email ? { email: person.email } : {}),
    },
  };
}

export function channelJson({ id, name, kind, archived, extShared, members }: Channel, { app }: Workspace) {
  const dm = kind === "dm";
  return {
    id,
    ...(dm ? { user: [...members].find((member) => member !== app.botUser) } : { name }),
    is_channel: !dm,
    is_im: dm,
    is_archived: archived,
    is_ext_shared: extShared,
    is_member: true,
    num_members: members.size,
  };
}

export function viewJson(view: View, { team, app }: Workspace) {
  return {
    id: view.id,
    team_id: team.id,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.botId,
    external_id: "",
    private_metadata: "",
    callback_id: "",
    clear_on_close: false,
    notify_on_close: false,
    close: null,
    submit: null,
    ...view.content,
    hash: view.hash,
    root_view_id: view.rootId,
    previous_view_id: view.previousId,
    state: { values: {} },
  };
}
