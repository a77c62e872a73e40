import { afterAll } from "vitest";
import { readMessageRef, toChatId } from "../../../src/chat/mattermost/mattermost-id.ts";
import { holdsChatContract } from "../../contracts/chat.contract.ts";
import { newDatabase } from "../../new-database.ts";
import { openChat } from "./open-chat.ts";

const database = await newDatabase();
afterAll(() => database.close());

holdsChatContract(async () => {
  const { server, chat, user, close } = await openChat(database);
  server.user("hopper").remoteId = "k".repeat(26);
  server.user("ben").email = "";
  const posts = () => [...server.installation.posts.values()].filter(({ deleteAt }) => deleteAt === 0);
  const textOf = (post: { message: string; props: unknown }) =>
    `${post.message} ${JSON.stringify(post.props)}`;
  return {
    chat,
    name: "mattermost",
    people: {
      member: user("amy"),
      guest: user("gus"),
      deactivated: user("gerd"),
      external: user("hopper"),
      bot: user("robot"),
      admin: user("ada"),
      unknown: toChatId("z".repeat(26)),
    },
    addresses: {
      member: "amy@example.org",
      guest: "gus@example.org",
      deactivated: "gerd@example.org",
      unverified: "ben@example.org",
    },
    read({ kind, id }) {
      const channel =
        kind === "channel"
          ? server.adminChannel
          : [...server.installation.channels.values()].find(
              ({ type, members }) => type === "D" && members.has(id.replace("mattermost:", "")),
            );
      return posts()
        .filter(({ channelId, rootId }) => channelId === channel?.id && rootId === "")
        .map(textOf);
    },
    replies: (message) =>
      posts()
        .filter(({ rootId }) => rootId === readMessageRef(message).post)
        .map(textOf),
    deleteMessage(message) {
      const post = server.installation.posts.get(readMessageRef(message).post);
      if (post) post.deleteAt = server.installation.now();
    },
    archiveAdminChannel() {
      server.adminChannel.deleteAt = server.installation.now();
    },
    removeAdmins() {
      for (const name of ["ada", "grace"]) server.adminChannel.members.delete(server.user(name).id);
    },
    close,
  };
});
