import type { RequestListener } from "node:http";
import { type LoginGuards, noGuards } from "../../credentials/login-guard.ts";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { Failure } from "../../failure/failure.ts";
import type { Log } from "../../log.ts";
import { AccessLostError, type Chat, UnreachableError } from "../chat.ts";
import type { Dispatch, Inbox } from "../interaction.ts";
import { type Pace, unpaced } from "../pace.ts";
import { CALLBACK_PATH } from "./callback-keys.ts";
import { handleTyped } from "./catch-up.ts";
import { checkAdmins } from "./check-admins.ts";
import { openClients } from "./clients.ts";
import { findIds } from "./find-ids.ts";
import { MATTERMOST_LOGINS } from "./guard-client.ts";
import { answerMessage, type ListenDeps, listen } from "./listen.ts";
import { mattermostChannel } from "./mattermost-channel.ts";
import type { MattermostConfig } from "./mattermost-config.ts";
import { MattermostError, toReadableError } from "./mattermost-error.ts";
import { toChatId, toMattermostId } from "./mattermost-id.ts";
import { MATTERMOST_CHAT_LIMITS } from "./mattermost-limits.ts";
import type { MattermostMemory } from "./mattermost-memory.ts";
import { mattermostPeople } from "./people.ts";
import { openPosts } from "./posts.ts";
import { readSubmission } from "./read-submission.ts";
import { renderCard } from "./render-card.ts";
import { renderDialog } from "./render-dialog.ts";
import { renderHome } from "./render-home.ts";
import { renderNotice } from "./render-notice.ts";
import { respond } from "./respond.ts";
import { serverLooks } from "./server-looks.ts";
import type { Renderers } from "./show-reply.ts";
import { signingKey } from "./verify-trigger.ts";
import { watchEdits } from "./watch-edits.ts";
import { watchMessages } from "./watch-messages.ts";

export interface Mattermost extends Chat {
  /** Looks at all messages with live buttons, and shows those again that someone else has changed. Returns how many. */
  repair(): Promise<number>;
  /** How many callbacks were refused since this process started. */
  refusedCallbacks(): number;
}

export interface MattermostDeps {
  readonly secretKey: SecretKeys;
  readonly now: () => Date;
  readonly log: Log;
  readonly guards?: LoginGuards;
  readonly pace?: Pace;
  readonly memory: MattermostMemory;
  /** The time zone of the site, in which times are shown: the server doesn't show each reader their own. */
  readonly timeZone: string;
}

/** acct is not ready if it has been disconnected for this long. */
const MAX_LOST_MS = 60_000;

/** Opens Mattermost as a chat. Only this folder knows about Mattermost. */
export function mattermost(config: MattermostConfig, deps: MattermostDeps): Mattermost {
  const { secretKey: keys, now, log, guards = noGuards, pace = unpaced, memory, timeZone } = deps;
  const clients = openClients(config, pace, guards("Mattermost", [config.token], MATTERMOST_LOGINS));
  const { interactive, lookups, background } = clients;
  const ids = findIds(lookups, config);
  const looks = serverLooks(lookups, config, timeZone);
  const people = mattermostPeople(config, { lookups, ids, log, isSignUpClosed: looks.isSignUpClosed });
  const posts = openPosts(config, {
    ...{ clients, ids, people, keys, log, memory: memory.posts },
    async render(shown, sign) {
      const seen = await looks.ask();
      return "collapsed" in shown ? renderCard(shown, sign, seen) : renderNotice(shown, sign, seen);
    },
  });
  const render: Renderers = {
    notice: (notice, sign) => renderNotice(notice, sign, looks.known()),
    home: (home, sign, page) => renderHome(home, sign, looks.known(), page),
    dialog: (form, options) => renderDialog(form, options, looks.known()),
    submission: readSubmission,
  };
  const edits = watchEdits({
    ...{ log, now, readPost: posts.readPost },
    ...{ listLive: memory.listLive, showAgain: memory.showAgain, takeHour: memory.takeHour },
    findLastEdit: async (message) => (await memory.posts.find(message))?.updateAt,
  });
  let listener: RequestListener = notStarted;
  let refused = 0;
  let messages: ReturnType<typeof watchMessages> | undefined;

  const listenDeps = (handle: Dispatch, inbox: Inbox): ListenDeps => ({
    ...{ handle, inbox, keys, now, log, render, bot: ids.bot },
    refused: () => {
      refused++;
    },
    ...{ spend: memory.spend, unspend: memory.unspend, findShown: memory.findShown, homes: memory.homes },
    callbackUrl: config.callbackUrl,
    get serverUrl() {
      return looks.siteUrl();
    },
    commandToken: config.commandToken,
    signingKey: signingKey(() => interactive.get("/config/client?format=old"), now),
    readPost: posts.readPost,
    // A person who was deactivated a moment ago may do nothing.
    getUser: (user) => chat.getUser(user, { maxAgeMs: 0 }),
    async findName(name) {
      const id = await ids.user(name);
      return id === undefined ? undefined : toChatId(id);
    },
    findSuccessor: async (message) => (await memory.posts.find(message))?.supersededBy ?? undefined,
    async placeOf(channel) {
      const isAdminChannel = (await ids.adminChannel().catch(() => "")) === channel;
      return isAdminChannel ? mattermostChannel(config) : toChatId(channel);
    },
    post: (place, notice) => chat.post(place, notice),
    update: (message, notice) => chat.update(message, notice),
    showDirect: posts.showDirect,
    openDialog: async (request) => void (await interactive.post("/actions/dialogs/open", request)),
    respond: (id, answer) => respond(config.url, id, answer),
  });

  const chat: Mattermost = {
    name: "Mattermost",
    limits: MATTERMOST_CHAT_LIMITS,
    verifiesAddresses: config.trustAddresses,
    adminChannels: [mattermostChannel(config)],
    webhooks: [{ path: CALLBACK_PATH, listener: (request, response) => listener(request, response) }],

    async start(handle, inbox) {
      const listening = listenDeps(handle, inbox);
      await ids.bot().catch((error: unknown) => {
        if (error instanceof AccessLostError) throw error;
        log.warn({ err: error }, "Mattermost cannot be reached; acct starts without it and keeps retrying");
      });
      await looks.ask();
      listener = listen(listening);
      messages = watchMessages({
        ...{ url: config.url, token: config.token, client: background, bot: ids.bot, log, now },
        conversations: memory.conversations,
        typed: (message) =>
          handleTyped(message, (typed) => answerMessage(typed, listening), memory.conversations),
        edited: edits.edited,
      });
      messages.start();
      edits.start();
    },
    async stop() {
      messages?.stop();
      edits.stop();
    },

    post: (place, shown, options) => readably(posts.post(place, shown, options)),
    update: (message, shown) => readably(posts.update(message, shown)),

    async ping() {
      await readably(background.get("/users/me"));
      const lost = messages?.lost();
      if (lost && Date.now() - lost.since > MAX_LOST_MS)
        throw new Failure(
          `Mattermost is not connected to acct, so what people type to it doesn't arrive: ${lost.why}`,
        );
    },
    checkAdminChannel: () => readably(checkAdmins(config, { client: background, ids, people })),
    listAdmins: () => readably(people.listAdmins()),
    listGroupMembers: (group) =>
      readably(people.listGroup(toMattermostId(group)).catch(explainGroup(toMattermostId(group)))),
    findByEmail: (email) => readably(people.find(email)),
    getUser: (user, options) => readably(people.getUser(toMattermostId(user), options?.maxAgeMs)),
    repair: edits.look,
    refusedCallbacks: () => refused,
  };
  return chat;
}

async function readably<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw toReadableError(error);
  }
}

function explainGroup(group: string) {
  return (error: unknown): never => {
    if (!(error instanceof MattermostError) || error.id === "" || error.status === 500) throw error;
    const sentence = `Mattermost doesn't let acct read the user group ${group} (${error.id})`;
    throw new UnreachableError(sentence, error.id, { cause: error });
  };
}

/** The server shows people nothing but an error if the response isn't 200 with JSON. */
const notStarted: RequestListener = (_request, response) => {
  const text = "acct is starting. Please try again in a moment.";
  response
    .writeHead(200, { "content-type": "application/json; charset=utf-8" })
    .end(JSON.stringify({ ephemeral_text: text, response_type: "ephemeral", text, error: text }));
};
