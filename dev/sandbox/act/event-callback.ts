import type { Workspace } from "../workspace.ts";

/** Wraps an event as the Events API does (docs.slack.dev/apis/events-api). */
export function eventCallback(event: object, at: string, { team, app }: Workspace) {
  return {
    token: "deprecated",
    team_id: team.id,
    api_app_id: app.id,
    type: "event_callback",
    event_id: `Ev${at.replace(".", "")}`,
    event_time: Math.floor(Number(at)),
    authorizations: [
      {
        enterprise_id: null,
        team_id: team.id,
        user_id: app.botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    event,
  };
}
