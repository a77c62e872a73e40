import { findBlockProblems, findViewProblems } from "../block-kit/validate.ts";
import type { Method } from "./method.ts";
import { SlackApiError } from "./slack-api-error.ts";

export const authTest: Method = {
  token: "bot",
  scopes: [],
  run(_args, { workspace }) {
    const { team, app } = workspace;
    return {
      url: `https://${team.domain}.slack.com/`,
      team: team.name,
      user: app.name,
      team_id: team.id,
      user_id: app.botUser,
      bot_id: app.botId,
      is_enterprise_install: false,
    };
  },
};

export const apiTest: Method = { token: "none", scopes: [], run: (args) => ({ args }) };

export const openConnection: Method = {
  token: "app",
  scopes: [],
  run: (_args, { ticket }) => ({ url: ticket() }),
};

export const validateBlocks: Method = {
  token: "none",
  scopes: [],
  run({ blocks, message, view }) {
    const given = [blocks, message, view].filter((part) => part !== undefined);
    if (given.length !== 1) throw new SlackApiError("invalid_arguments");
    const part = blocks ?? (message as { blocks?: unknown } | undefined)?.blocks ?? [];
    const errors = view === undefined ? findBlockProblems(part) : findViewProblems(view);
    const error = view ? "invalid_view" : message ? "invalid_message" : "invalid_blocks";
    if (errors.length > 0) throw new SlackApiError(error, { errors });
    return {};
  },
};
