import { type Mattermost, mattermost } from "../chat/mattermost/mattermost.ts";
import type { MattermostConfig } from "../chat/mattermost/mattermost-config.ts";
import { toChatId } from "../chat/mattermost/mattermost-id.ts";
import type { MattermostMemory } from "../chat/mattermost/mattermost-memory.ts";
import type { Pace } from "../chat/pace.ts";
import type { LoginGuards } from "../credentials/login-guard.ts";
import type { SecretKeys } from "../credentials/secret-keys.ts";
import { keepRead, listConversations } from "../db/chat-conversations.ts";
import { findHome, keepHome } from "../db/chat-homes.ts";
import { beginPost, dropBegunPost, findChatPost, keepChatPost, lockChatPost } from "../db/chat-posts.ts";
import type { Db } from "../db/client.ts";
import { takeSlot } from "../db/cron-slots.ts";
import { findShownMessage, listLiveMessages, showMessageAgain } from "../db/shown-messages.ts";
import { spendDelivery, unspendDelivery } from "../db/spent-deliveries.ts";
import type { Log } from "../log.ts";

interface OpenMattermostDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly log: Log;
  readonly guards?: LoginGuards;
  readonly pace?: Pace;
  readonly secretKey: SecretKeys;
  readonly timeZone: string;
}

/** Opens Mattermost, which remembers in the database what the server doesn't keep. */
export function openMattermost(config: MattermostConfig, deps: OpenMattermostDeps): Mattermost {
  const { db, now } = deps;
  const memory: MattermostMemory = {
    posts: {
      find: (message) => findChatPost(db, message),
      begin: (key) => beginPost(db, key, now()),
      drop: (key) => dropBegunPost(db, key),
      keep: (posted) => keepChatPost(db, posted),
      lock: (message) => lockChatPost(db, message),
    },
    homes: { find: (user) => findHome(db, user), keep: (home) => keepHome(db, home) },
    conversations: { list: () => listConversations(db, toChatId("")), keep: (read) => keepRead(db, read) },
    spend: (delivery) => spendDelivery(db, delivery, now()),
    unspend: (key) => unspendDelivery(db, key),
    findShown: (message) => findShownMessage(db, message),
    listLive: () => listLiveMessages(db, toChatId("")),
    showAgain: (message) => showMessageAgain(db, message, now()),
    takeHour: (hour) => takeSlot(db, "watch-edits", hour),
  };
  return mattermost(config, { ...deps, memory });
}
