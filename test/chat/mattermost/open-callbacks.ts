import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { type MattermostOptions, startMattermost } from "../../../dev/sandbox/mattermost/start-mattermost.ts";
import type { Actor, ChatMembership } from "../../../src/chat/chat.ts";
import type { Reply, RoutedInteraction } from "../../../src/chat/interaction.ts";
import { callbackPath } from "../../../src/chat/mattermost/callback-keys.ts";
import { openClients } from "../../../src/chat/mattermost/clients.ts";
import { answerMessage, type ListenDeps, listen } from "../../../src/chat/mattermost/listen.ts";
import {
  messageRef,
  readMessageRef,
  toChatId,
  toMattermostId,
} from "../../../src/chat/mattermost/mattermost-id.ts";
import type { MattermostPost } from "../../../src/chat/mattermost/mattermost-post.ts";
import { type SignAction, signActions } from "../../../src/chat/mattermost/sign-action.ts";
import { signingKey } from "../../../src/chat/mattermost/verify-trigger.ts";
import { unpaced } from "../../../src/chat/pace.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { findHome, keepHome } from "../../../src/db/chat-homes.ts";
import { findShownMessage } from "../../../src/db/shown-messages.ts";
import { spendDelivery, unspendDelivery } from "../../../src/db/spent-deliveries.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { views } from "../../../src/db/tables/views.ts";
import { createDispatcher } from "../../../src/handlers/dispatcher.ts";
import { openInbox } from "../../../src/handlers/inbox.ts";
import { buttonsFor } from "../../../src/view/buttons-for.ts";
import type { Notice } from "../../../src/view/notice.ts";
import { newDesk } from "../../handlers/desk.ts";
import { renderers } from "./renderers.ts";

const ADMINS = ["ada", "grace"];

/** A simulated server, and acct's listener for its callbacks with the real handlers and a real database. */
export async function openCallbacks(options: MattermostOptions = {}) {
  const server = await startMattermost({
    ...options,
    settings: { allowedUntrustedInternalConnections: "127.0.0.1", ...options.settings },
  });
  const desk = await newDesk();
  const render = renderers(server.installation.version);
  const { db } = desk.context;
  const refused: string[] = [];
  const lines: { level: number; msg: string; why?: string }[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const keys = secretKeys(randomBytes(32));
  const now = () => new Date();
  const { interactive } = openClients({ url: server.url, token: server.botToken }, unpaced);
  const handled: RoutedInteraction[] = [];
  /** What handling waits for. */
  const gate: { open: Promise<unknown>; reply: Reply | undefined } = {
    open: Promise.resolve(),
    reply: undefined,
  };
  const dispatch = createDispatcher(desk.context, log, { action: () => undefined });
  const process = { number: () => undefined };
  const inbox = openInbox({ db, process, now, log, leaseMs: 30_000 });
  const successors = new Map<string, string>();
  const command = server.addCommand("acct", "");

  async function getUser(user: string): Promise<Actor> {
    const found = await interactive.get<Record<string, string | number | boolean>>(
      `/users/${toMattermostId(user)}`,
    );
    const roles = String(found.roles);
    const membership: ChatMembership =
      Number(found.delete_at) > 0
        ? "deactivated"
        : found.is_bot === true
          ? "bot"
          : roles.includes("system_guest")
            ? "guest"
            : "member";
    const [givenName, familyName] = [String(found.first_name), String(found.last_name)];
    const isAdmin = membership === "member" && ADMINS.includes(String(found.username));
    const name = `${givenName} ${familyName}`;
    return { user, name, givenName, familyName, membership, isAdmin, email: undefined };
  }

  async function direct(user: string): Promise<string> {
    const pair = [server.bot.id, toMattermostId(user)];
    return (await interactive.post<{ id: string }>("/channels/direct", pair)).id;
  }

  async function postIn(channel: string, show: (sign: SignAction) => MattermostPost, isCard = false) {
    const sign = signActions({ keys, callbackUrl: deps.callbackUrl }, { channel, isCard });
    const made = await interactive.post<{ id: string }>("/posts", { channel_id: channel, ...show(sign) });
    return messageRef(channel, made.id);
  }

  async function edit(message: string, show: (sign: SignAction) => MattermostPost, isCard = false) {
    const { channel, post } = readMessageRef(message);
    const sign = signActions({ keys, callbackUrl: deps.callbackUrl }, { channel, isCard });
    await interactive.put(`/posts/${post}/patch`, show(sign));
  }

  const deps = {
    render,
    keys,
    now,
    log,
    inbox,
    refused: (why: string) => void refused.push(why),
    callbackUrl: "",
    serverUrl: server.url,
    commandToken: command.token,
    signingKey: signingKey(() => interactive.get("/config/client?format=old"), now),
    bot: async () => server.bot.id,
    readPost: (post: string) => interactive.get<never>(`/posts/${post}`).catch(() => undefined),
    getUser,
    findShown: (message: string) => findShownMessage(db, message),
    findSuccessor: async (message: string) => successors.get(message),
    spend: (delivery: Parameters<ListenDeps["spend"]>[0]) => spendDelivery(db, delivery, now()),
    unspend: (key: string) => unspendDelivery(db, key),
    async handle(interaction: RoutedInteraction): Promise<Reply> {
      handled.push(interaction);
      await gate.open;
      return gate.reply ?? dispatch(interaction);
    },
    async post({ kind, id }: { kind: string; id: string }, notice: Notice) {
      const channel = kind === "person" ? await direct(id) : toMattermostId(id);
      return postIn(channel, (sign) => render.notice(notice, sign));
    },
    async update(message: string, notice: Notice) {
      await edit(message, (sign) => render.notice(notice, sign));
      return "shown" as const;
    },
    async showDirect(user: string, message: string | undefined, show: (sign: SignAction) => MattermostPost) {
      if (message === undefined) return postIn(await direct(user), show);
      await edit(message, show);
      return message;
    },
    openDialog: async (request: object) => void (await interactive.post("/actions/dialogs/open", request)),
    async respond(id: string, answer: object) {
      const response = await fetch(`${server.url}/hooks/commands/${id}`, {
        method: "POST",
        body: JSON.stringify(answer),
      });
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
    },
    async findName(name: string) {
      return toChatId((await interactive.get<{ id: string }>(`/users/username/${name}`)).id);
    },
    homes: {
      find: (user: string) => findHome(db, user),
      keep: (home: Parameters<ListenDeps["homes"]["keep"]>[0]) => keepHome(db, home),
    },
  } satisfies ListenDeps;

  const web = createServer((request, response) => listener(request, response));
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  deps.callbackUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
  let listener = listen(deps);
  command.url = `${deps.callbackUrl}${callbackPath("command", keys)}`;

  const adminChannel = server.adminChannel.id;
  const card = (request: Request) => (sign: SignAction) =>
    render.notice(
      {
        title: `Request ${request.id}`,
        lines: [],
        request,
        buttons: buttonsFor(request, { audience: "admin" }),
      },
      sign,
    );

  return {
    /** Forgets all that the process remembers, as if it had been killed and started again. */
    restart() {
      const fresh = {
        inbox: openInbox({ db, process, now, log, leaseMs: 30_000 }),
        signingKey: signingKey(() => interactive.get("/config/client?format=old"), now),
      };
      listener = listen({ ...deps, ...fresh });
    },
    server,
    desk,
    deps,
    gate,
    handled,
    lines,
    successors,
    adminChannel,
    interactive,
    direct,
    postIn,
    /** Why callbacks were refused, one entry for each. */
    refusals: () => [...refused],
    /** Posts the card of a request in the admin channel, as acct's tables know it. Returns the ID of the post. */
    async postCard(request: Request): Promise<string> {
      const message = await postIn(adminChannel, card(request), true);
      await db.insert(views).values({
        ...{ requestId: request.id, audience: "admin", place: toChatId(adminChannel), message },
        ...{ postedAt: now(), wantedVersion: 1 },
      });
      return readMessageRef(message).post;
    },
    /** Does what the worker does when a card is due. */
    showCard: (post: string, request: Request) => edit(messageRef(adminChannel, post), card(request), true),
    postNotice: async (user: string, notice: Notice) =>
      readMessageRef(await deps.post({ kind: "person", id: toChatId(server.user(user).id) }, notice)).post,
    userId: (name: string) => toChatId(server.user(name).id),
    answerMessage: (message: Parameters<typeof answerMessage>[0]) => answerMessage(message, deps),
    async statusOf({ id }: Request) {
      const { request, events } = await desk.recordOf({ id });
      return { status: request.status, waitsFor: request.waitsFor, events };
    },
    async close() {
      await inbox.idle();
      web.closeAllConnections();
      await new Promise((resolve) => web.close(resolve));
      await server.stop();
      await desk.close();
    },
  };
}
