import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { handleTyped } from "../../../src/chat/mattermost/catch-up.ts";
import { messageRef, toChatId } from "../../../src/chat/mattermost/mattermost-id.ts";
import { type EditsWatch, watchEdits } from "../../../src/chat/mattermost/watch-edits.ts";
import { type MessageWatch, watchMessages } from "../../../src/chat/mattermost/watch-messages.ts";
import { keepRead, listConversations } from "../../../src/db/chat-conversations.ts";
import { findChatPost, keepChatPost } from "../../../src/db/chat-posts.ts";
import { takeSlot } from "../../../src/db/cron-slots.ts";
import { listLiveMessages, showMessageAgain } from "../../../src/db/shown-messages.ts";
import { forAdmin } from "../../handlers/a-stored-request.ts";
import { openCallbacks } from "./open-callbacks.ts";

let callbacks: Awaited<ReturnType<typeof openCallbacks>>;
let edits: EditsWatch;
let watches: MessageWatch[];
const CHAT = toChatId("");
/** Long enough for an edit to be recorded. */
const SETTLE_MS = 500;

beforeEach(async () => {
  callbacks = await openCallbacks();
  const { db } = callbacks.desk.context;
  watches = [];
  edits = watchEdits(
    {
      log: callbacks.deps.log,
      now: () => new Date(),
      findLastEdit: async (message) => (await findChatPost(db, message))?.updateAt,
      readPost: (post) => callbacks.interactive.get<never>(`/posts/${post}`).catch(() => undefined),
      listLive: () => listLiveMessages(db, CHAT),
      showAgain: (message) => showMessageAgain(db, message, new Date()),
      takeHour: (hour) => takeSlot(db, "mattermost-edits", hour),
    },
    SETTLE_MS,
  );
});
afterEach(async () => {
  for (const watch of watches) watch.stop();
  edits.stop();
  await callbacks.close();
});

/** Starts a process that reads what people type. */
function aReader(): MessageWatch {
  const { db } = callbacks.desk.context;
  const conversations = {
    list: () => listConversations(db, CHAT),
    keep: (read: Parameters<typeof keepRead>[1]) => keepRead(db, read),
  };
  const watch = watchMessages({
    url: callbacks.server.url,
    token: callbacks.server.botToken,
    client: callbacks.interactive,
    log: callbacks.deps.log,
    now: () => new Date(),
    bot: callbacks.deps.bot,
    conversations,
    typed: (message) => handleTyped(message, callbacks.answerMessage, conversations),
    edited: (message, updateAt) => edits.edited(message, updateAt),
  });
  watches.push(watch);
  watch.start();
  return watch;
}

const texts = () => callbacks.handled.filter(({ text }) => text !== "").map(({ text }) => text);
const isConnected = (watch: MessageWatch) => expect.poll(() => watch.lost()).toBeUndefined();

describe("what people type to acct", () => {
  test("is read once, by however many processes, and answered", async () => {
    const { server } = callbacks;
    const [one, other] = [aReader(), aReader()];
    await isConnected(one);
    await isConnected(other);
    server.as("amy").say("Is my account ready?");
    await expect.poll(texts).toEqual(["Is my account ready?"]);
    await expect.poll(() => server.messages("amy").length).toBe(2);
    expect(texts()).toEqual(["Is my account ready?"]);
  });

  test("is read afterwards if acct was disconnected, in order and each once", async () => {
    const { server } = callbacks;
    const watch = aReader();
    await isConnected(watch);
    server.as("amy").say("One");
    await expect.poll(texts).toEqual(["One"]);
    server.faults.refuseSockets = true;
    server.dropConnections();
    await expect.poll(() => watch.lost()?.why).toBeDefined();
    server.as("amy").say("Two");
    server.as("amy").say("Three");
    server.as("ben").say("Four");
    server.faults.refuseSockets = false;
    await isConnected(watch);
    await expect.poll(() => texts().toSorted()).toEqual(["Four", "One", "Three", "Two"]);
    expect(texts().filter((text) => text !== "Four")).toEqual(["One", "Two", "Three"]);
  });

  test("is read after a restart, also from a server that doesn't list channels", async () => {
    const { server } = callbacks;
    const first = aReader();
    await isConnected(first);
    server.as("amy").say("One");
    await expect.poll(async () => (await listConversations(callbacks.desk.context.db, CHAT)).length).toBe(1);
    first.stop();
    server.as("amy").say("Two");
    server.faults.errors = { "GET /users/:id/channels": { status: 404, id: "api.context.404.app_error" } };
    await isConnected(aReader());
    await expect.poll(texts).toEqual(["One", "Two"]);
  });

  test("by a bot, or in a channel, gets no answer", async () => {
    const { server, adminChannel } = callbacks;
    await isConnected(aReader());
    server.as("robot").say("Hello");
    server.as("ada").say("To everyone", adminChannel);
    server.as("amy").say("To acct");
    await expect.poll(texts).toEqual(["To acct"]);
    expect(server.messages("robot")).toHaveLength(1);
  });
});

test("a rejected token is said, and everything but typed messages goes on", async () => {
  const { server, desk } = callbacks;
  const watch = watchMessages({
    ...{ url: server.url, token: "x".repeat(26), client: callbacks.interactive, log: callbacks.deps.log },
    ...{ now: () => new Date(), bot: callbacks.deps.bot, edited: () => undefined },
    conversations: { list: async () => [], keep: async () => undefined },
    typed: async () => undefined,
  });
  watches.push(watch);
  watch.start();
  await expect.poll(() => callbacks.server.connections()).toBe(0);
  const request = await desk.store(forAdmin);
  await server.as("ada").press(await callbacks.postCard(request), "Assign to me");
  expect((await desk.recordOf(request)).request.assignee).not.toBeNull();
  expect(watch.lost()).toBeDefined();
});

describe("a card that someone else has edited, so that its buttons are dead,", () => {
  /** A card that acct has posted and that someone has edited since. */
  async function anEditedCard() {
    const { server, desk, adminChannel } = callbacks;
    const request = await desk.store(forAdmin);
    const post = await callbacks.postCard(request);
    const message = messageRef(adminChannel, post);
    await ownEdit(message, post);
    server.as("ada").edit(post, "A typo less");
    await expect(server.as("ada").press(post, "Assign to me")).rejects.toThrow();
    return { request, post, message };
  }
  const ownEdit = (message: string, post: string) =>
    keepChatPost(callbacks.desk.context.db, {
      message,
      updateAt: callbacks.server.installation.posts.get(post)?.updateAt ?? 0,
    });
  const isDue = async (message: string) => {
    const [view] = await callbacks.desk.database.query<{ run_at: Date | null }>(
      "select run_at from views where message = $1",
      [message],
    );
    return view?.run_at !== null;
  };

  async function expectRepaired({ request, post, message }: Awaited<ReturnType<typeof anEditedCard>>) {
    await expect.poll(() => isDue(message)).toBe(true);
    await callbacks.showCard(post, request);
    await ownEdit(message, post);
    await callbacks.server.as("ada").press(post, "Assign to me");
    expect((await callbacks.desk.recordOf(request)).request.assignee).not.toBeNull();
  }

  test("is shown again at once", async () => {
    await isConnected(aReader());
    await expectRepaired(await anEditedCard());
  });

  test("is shown again within the hour if acct missed the edit, and then left alone", async () => {
    const edited = await anEditedCard();
    const { database } = callbacks.desk;
    expect(await edits.look()).toBe(1);
    await expectRepaired(edited);
    await database.query("update views set run_at = null where message = $1", [edited.message]);
    expect(await edits.look()).toBe(0);
  });

  test("is looked for by one process in an hour", async () => {
    await anEditedCard();
    const before = callbacks.server.calls.length;
    edits.start();
    edits.start();
    await expect.poll(() => callbacks.server.calls.slice(before).length).toBe(1);
  });

  test("is left alone once its request has ended", async () => {
    const { request } = await anEditedCard();
    await callbacks.desk.database.query(
      "update requests set status = 'closed', waits_for = null where id = $1",
      [request.id],
    );
    expect(await edits.look()).toBe(0);
  });

  test("which acct itself has edited last is left alone", async () => {
    await isConnected(aReader());
    const { desk, adminChannel } = callbacks;
    const request = await desk.store(forAdmin);
    const post = await callbacks.postCard(request);
    await callbacks.showCard(post, request);
    await ownEdit(messageRef(adminChannel, post), post);
    expect(await edits.look()).toBe(0);
    // Once a later edit was noticed, so was this one.
    const { message } = await anEditedCard();
    await expect.poll(() => isDue(message)).toBe(true);
    expect(await isDue(messageRef(adminChannel, post))).toBe(false);
  });
});
