import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../dev/sandbox/campus.ts";
import { startSandbox } from "../../dev/sandbox/start-sandbox.ts";
import { slack } from "../../src/chat/slack/slack.ts";
import { toSlackId } from "../../src/chat/slack/slack-id.ts";
import { openLog } from "../../src/log.ts";
import { holdsChatContract } from "../contracts/chat.contract.ts";
import { manifest } from "../dev/sandbox/a-workspace.ts";

holdsChatContract(async () => {
  const sandbox = await startSandbox({ manifest });
  const { workspace, apiUrl } = sandbox;
  const config = {
    mode: "http" as const,
    botToken: workspace.tokens.bot,
    appToken: "",
    signingSecret: workspace.signingSecret,
    apiUrl,
    adminChannel: ADMIN_CHANNEL,
    admins: { userGroup: ADMIN_GROUP, users: [] },
    messagesPerMinute: 1_000_000,
  };
  Object.assign(workspace.people.get("U0BEN") ?? {}, { emailConfirmed: false });
  return {
    chat: slack(config, openLog("silent")),
    name: "slack",
    people: {
      member: "slack:U0AMY",
      admin: "slack:U0ADA",
      guest: "slack:U0GUEST",
      deactivated: "slack:U0GONE",
      external: "slack:U0STRANGE",
      bot: "slack:U0ROBOT",
      unknown: "slack:U0NOBODY",
    },
    addresses: {
      member: "amy@example.org",
      guest: "guest@example.org",
      deactivated: "gone@example.org",
      unverified: "ben@example.org",
    },
    read: ({ id }) => sandbox.messages(toSlackId(id)).map(({ text }) => text),
    replies(message) {
      const [channel = "", ts = ""] = toSlackId(message).split("/");
      return sandbox.replies(channel, ts).map(({ text }) => text);
    },
    deleteMessage(message) {
      const [channel = "", ts] = toSlackId(message).split("/");
      const { messages = [] } = workspace.channels.get(channel) ?? {};
      messages.splice(
        messages.findIndex((each) => each.ts === ts),
        1,
      );
    },
    archiveAdminChannel: () => Object.assign(workspace.channels.get(ADMIN_CHANNEL) ?? {}, { archived: true }),
    removeAdmins: () => workspace.userGroups.get(ADMIN_GROUP)?.users.clear(),
    close: () => sandbox.stop(),
  };
});
