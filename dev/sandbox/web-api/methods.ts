import { apiTest, authTest, openConnection, validateBlocks } from "./app.ts";
import { postEphemeral, postMessage, remove, update } from "./chat.ts";
import type { Method } from "./method.ts";
import {
  conversationInfo,
  conversationMembers,
  lookupByEmail,
  openConversation,
  userGroupMembers,
  userGroups,
  usersInfo,
} from "./people.ts";
import { openView, publishView, pushView, updateView } from "./views.ts";

/** The methods of Slack's Web API that the sandbox implements. */
export const methods: Readonly<Record<string, Method>> = {
  "api.test": apiTest,
  "apps.connections.open": openConnection,
  "auth.test": authTest,
  "blocks.validate": validateBlocks,
  "chat.delete": remove,
  "chat.postEphemeral": postEphemeral,
  "chat.postMessage": postMessage,
  "chat.update": update,
  "conversations.info": conversationInfo,
  "conversations.members": conversationMembers,
  "conversations.open": openConversation,
  "usergroups.list": userGroups,
  "usergroups.users.list": userGroupMembers,
  "users.info": usersInfo,
  "users.lookupByEmail": lookupByEmail,
  "views.open": openView,
  "views.publish": publishView,
  "views.push": pushView,
  "views.update": updateView,
};
