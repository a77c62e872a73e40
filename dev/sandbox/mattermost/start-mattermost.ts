import { type FastifyInstance, fastify } from "fastify";
import { servePage } from "../control/page.ts";
import type { MailCatcher } from "../mail-catcher.ts";
import type { BreakSwitch, ChatPage, Panel, Push, TourStep } from "../panel.ts";
import { NoSuchThingError } from "./act/no-such-thing-error.ts";
import { type Persona, persona } from "./act/persona.ts";
import { type Api, serveApi } from "./api/serve-api.ts";
import { setActive } from "./api/users.ts";
import { ADMIN_CHANNEL, campus, plant, type Seed } from "./campus.ts";
import { serveControl } from "./control/control.ts";
import { openOutgoing } from "./deliver/outgoing.ts";
import { openResponseUrls } from "./deliver/response-urls.ts";
import { openTriggers } from "./deliver/triggers.ts";
import { openWebsocket, type Sockets } from "./deliver/websocket.ts";
import { noFaults } from "./faults.ts";
import {
  type Channel,
  type Installation,
  openInstallation,
  type ServerSettings,
  type ServerVersion,
  type SlashCommand,
  type User,
} from "./installation.ts";
import type { MattermostSandbox } from "./mattermost-sandbox.ts";
import type { ServerContext } from "./server-context.ts";

export interface MattermostOptions {
  readonly version?: ServerVersion;
  readonly seed?: Seed;
  readonly settings?: Partial<ServerSettings>;
  /** How long a trigger is valid: 3 s. */
  readonly triggerMs?: number;
  /** Whether the server publishes the key that its triggers are signed with. */
  readonly publishesKey?: boolean;
  readonly port?: number;
  /** Additional content next to the page, as in the simulated Slack. */
  readonly panels?: readonly Panel[];
  readonly tour?: readonly TourStep[];
  readonly breaks?: readonly BreakSwitch[];
  readonly pushes?: readonly Push[];
  readonly chats?: () => readonly ChatPage[];
  /** The mail catcher whose emails the page shows. */
  readonly mailCatcher?: MailCatcher;
  /** The clock of the server. */
  readonly now?: () => number;
}

/** Starts a simulated Mattermost server on 127.0.0.1. */
export async function startMattermost(options: MattermostOptions = {}): Promise<MattermostSandbox> {
  const {
    version = "11.7.0",
    seed = campus,
    triggerMs = 3000,
    publishesKey = true,
    now = Date.now,
  } = options;
  const installation = openInstallation(version, options.settings ?? {}, now);
  const { team, bot } = plant(installation, seed);
  const faults = noFaults();
  let url = "";
  const context: ServerContext = {
    installation,
    triggers: openTriggers(installation, triggerMs, publishesKey),
    outgoing: openOutgoing(installation, faults),
    responseUrls: openResponseUrls(installation, () => url),
  };
  const api: Api = { calls: [], before: undefined, after: undefined };

  async function listen(port: number): Promise<{ server: FastifyInstance; sockets: Sockets }> {
    const server = fastify({ bodyLimit: 8 * 1024 * 1024, forceCloseConnections: true });
    readAnyBody(server);
    const sockets = openWebsocket(server.server, installation, faults);
    // A page of another site must not reach us through a host name that it makes resolve to 127.0.0.1.
    server.addHook("onRequest", async ({ headers, url: path }, reply) => {
      if (!path.startsWith("/api/") && !/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? ""))
        return reply.status(403).send();
    });
    serveApi(server, context, faults, api);
    const { panels = [], tour = [], breaks = [], pushes = [], chats = () => [] } = options;
    serveControl(server, sandbox, {
      mails: () => options.mailCatcher?.mails ?? [],
      panels,
      tour,
      breaks,
      pushes,
      chats,
    });
    servePage(server, "mattermost.html");
    url = await server.listen({ host: "127.0.0.1", port });
    return { server, sockets };
  }

  const personas = new Map<string, Persona>();
  const user = (name: string): User =>
    findNamed(installation.users, name, ({ username }) => username === name);
  const channel = (name: string): Channel =>
    findNamed(installation.channels, name, (one) => one.name === name);
  const tokenOf = (name: string): string => {
    const token = installation.newId();
    installation.tokens.set(token, user(name).id);
    return token;
  };
  function as(name: string): Persona {
    const found = user(name);
    const known = personas.get(found.id) ?? persona(found, bot, context);
    personas.set(found.id, known);
    return known;
  }
  async function close(): Promise<void> {
    running.sockets.stop();
    await running.server.close();
  }

  const sandbox: MattermostSandbox = {
    get url() {
      return url;
    },
    botToken: tokenOf(bot.id),
    adminToken: tokenOf(bot.ownerId ?? bot.id),
    bot,
    team,
    adminChannel: channel(ADMIN_CHANNEL),
    installation,
    faults,
    deliveries: context.outgoing.deliveries,
    calls: api.calls,
    as,
    user,
    channel,
    addCommand: (trigger, to, hint = "") =>
      addCommand(installation, team.id, bot.ownerId ?? bot.id, { trigger, url: to, hint }),
    tokenOf,
    setActive: (name, active) => setActive(installation, user(name), active),
    messages(place, viewer = place) {
      const isPerson = [...installation.users.values()].some(({ id, username }) =>
        [id, username].includes(place),
      );
      return isPerson ? as(place).posts() : as(viewer).posts(channel(place).id);
    },
    connections: () => running.sockets.connections(),
    dropConnections: () => running.sockets.drop(),
    async restart() {
      const { port } = new URL(url);
      await close();
      running = await listen(Number(port));
    },
    beforeCall(hook) {
      api.before = hook;
    },
    afterCall(hook) {
      api.after = hook;
    },
    until: (find, what, timeoutMs = 60_000) => until(installation, find, what, timeoutMs),
    stop: close,
  };
  let running = await listen(options.port ?? 0);
  if (options.settings?.siteURL === undefined) installation.settings.siteURL = url;
  options.mailCatcher?.onMail(() => installation.changed("mail"));
  return sandbox;
}

/** The server reads every body as JSON, whatever its type says. */
function readAnyBody(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser("*", { parseAs: "string" }, (_request, body, done) => {
    try {
      done(null, body === "" ? {} : JSON.parse(String(body)));
    } catch {
      done(Object.assign(new Error("not JSON"), { statusCode: 400 }));
    }
  });
}

function addCommand(
  installation: Installation,
  teamId: string,
  creatorId: string,
  { trigger, url, hint }: Readonly<Record<"trigger" | "url" | "hint", string>>,
): SlashCommand {
  const command: SlashCommand = {
    id: installation.newId(),
    token: installation.newId(),
    creatorId,
    teamId,
    trigger,
    url,
    method: "P",
    fields: { auto_complete: true, auto_complete_hint: hint },
  };
  installation.commands.set(command.id, command);
  return command;
}

function findNamed<T>(all: ReadonlyMap<string, T>, name: string, isNamed: (one: T) => boolean): T {
  const found = all.get(name) ?? [...all.values()].find(isNamed);
  if (!found) throw new NoSuchThingError(`there is no ${name}`);
  return found;
}

function until<T>(
  installation: Installation,
  find: () => T | undefined | false | null,
  what: string,
  timeoutMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const check = () => {
      const seen = find();
      if (!seen) return;
      end();
      resolve(seen);
    };
    const stopListening = installation.on(check);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`Timed out after ${timeoutMs / 1000} s waiting for ${what}.`));
    }, timeoutMs);
    const end = () => {
      stopListening();
      clearTimeout(timer);
    };
    check();
  });
}
