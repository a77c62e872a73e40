import formbody from "@fastify/formbody";
import { fastify } from "fastify";
import type { Acting } from "./act/acting.ts";
import { type Command, command } from "./act/command.ts";
import { type Press, press } from "./act/press.ts";
import { closeView, type Submit, type Submitted, submit } from "./act/submit.ts";
import { campus } from "./campus.ts";
import { serveControl } from "./control/control.ts";
import { servePage } from "./control/page.ts";
import { type Answer, type Delivery, openDeliverer, type Payload } from "./deliver/delivery.ts";
import { postSigned } from "./deliver/http-mode.ts";
import { serveResponseUrls } from "./deliver/response-urls.ts";
import { openSocketMode } from "./deliver/socket-mode.ts";
import { openTriggers } from "./deliver/triggers.ts";
import { type Faults, noFaults } from "./faults.ts";
import type { MailCatcher } from "./mail-catcher.ts";
import { readManifest } from "./manifest.ts";
import { type Call, type CallHook, serveWebApi } from "./web-api/web-api.ts";
import { type Message, openWorkspace, type Seed, type View, type Workspace } from "./workspace.ts";

export interface SandboxOptions {
  /** The app manifest, parsed: what the app may do here. */
  readonly manifest: unknown;
  readonly seed?: Seed;
  /** Whose mails the page shows beside the workspace. */
  readonly mailCatcher?: MailCatcher;
  /** How long Slack waits for an acknowledgement, and how long a trigger is good; both 3 s. */
  readonly ackMs?: number;
  readonly triggerMs?: number;
  readonly port?: number;
}

export interface Sandbox {
  /** The page. */
  readonly url: string;
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly workspace: Workspace;
  readonly faults: Faults;
  readonly deliveries: readonly Delivery[];
  readonly calls: readonly Call[];
  press(wish: Press): Promise<Answer>;
  command(wish: Command): Promise<Answer>;
  submit(wish: Submit): Promise<Submitted>;
  close(wish: Pick<Submit, "user" | "viewId">): Promise<void>;
  /** Sends any payload, for those that Slack would send and people cannot make. */
  deliver(payload: Payload, user: string): Promise<Answer>;
  /** HTTP mode from now on, to this url; undefined: Socket Mode. */
  deliverTo(url: string | undefined): void;
  connections(): number;
  dropConnections(): void;
  /** Asks the app to connect anew, as Slack does every few hours. */
  refreshConnections(): void;
  /** Runs before, or after, each call of the Web API, with the port of the caller. */
  beforeCall(hook: CallHook | undefined): void;
  afterCall(hook: CallHook | undefined): void;
  /** What this person sees in a channel, or in their direct messages with the app. */
  messages(place: string, as?: string): readonly Message[];
  modal(user: string): View | undefined;
  /** The first truthy answer of `look`, asked again whenever something changes. Throws `what` after the timeout. */
  until<T>(look: () => T | undefined | false | null, what: string, timeoutMs?: number): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a pretend Slack workspace on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { seed = campus, mailCatcher, ackMs = 3000, triggerMs = 3000, port = 0 } = options;
  const workspace = openWorkspace(readManifest(options.manifest), seed);
  const faults = noFaults();
  const server = fastify({ bodyLimit: 4 * 1024 * 1024, forceCloseConnections: true });
  await server.register(formbody);
  // A page elsewhere must not reach us through a name that it makes resolve to 127.0.0.1.
  server.addHook("onRequest", async ({ headers }, reply) => {
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? "")) return reply.status(403).send();
  });

  let url = "";
  let httpUrl: string | undefined;
  const triggers = openTriggers(triggerMs);
  const sockets = openSocketMode(server.server, () => url, workspace, faults);
  const responseUrls = serveResponseUrls(server, () => url, workspace);
  const webApi = serveWebApi(server, { workspace, triggers, ticket: sockets.ticket }, faults);
  const send = (payload: Payload) =>
    httpUrl === undefined ? sockets.send(payload) : postSigned(httpUrl, workspace.signingSecret, payload);
  const deliverer = openDeliverer(workspace, send, faults, { ackMs });
  const acting: Acting = { workspace, triggers, responseUrls, deliverer };
  mailCatcher?.onMail(() => workspace.changed("mail"));

  const sandbox: Sandbox = {
    get url() {
      return url;
    },
    get apiUrl() {
      return `${url}/api/`;
    },
    workspace,
    faults,
    deliveries: deliverer.deliveries,
    calls: webApi.calls,
    press: (wish) => press(wish, acting),
    command: (wish) => command(wish, acting),
    submit: (wish) => submit(wish, acting),
    close: (wish) => closeView(wish, acting),
    deliver: (payload, user) => deliverer.deliver(payload, "a payload", user),
    deliverTo(target) {
      httpUrl = target;
    },
    connections: sockets.connections,
    dropConnections: sockets.drop,
    refreshConnections: sockets.refresh,
    beforeCall(hook) {
      webApi.before = hook;
    },
    afterCall(hook) {
      webApi.after = hook;
    },
    messages(place, as = place) {
      const channels = [...workspace.channels.values()];
      const channel = channels.find(
        ({ id, kind, members }) => id === place || (kind === "dm" && members.has(place)),
      );
      return (channel?.messages ?? []).filter(({ onlyFor }) => onlyFor === undefined || onlyFor === as);
    },
    modal: (user) => workspace.modals.get(user)?.at(-1),
    until: (look, what, timeoutMs = 15_000) => until(workspace, look, what, timeoutMs),
    async stop() {
      sockets.stop();
      await server.close();
    },
  };
  serveControl(server, sandbox, () => mailCatcher?.mails ?? []);
  servePage(server);
  url = await server.listen({ host: "127.0.0.1", port });
  return sandbox;
}

function until<T>(
  workspace: Workspace,
  look: () => T | undefined | false | null,
  what: string,
  timeoutMs: number,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const check = () => {
      const seen = look();
      if (!seen) return;
      end();
      resolve(seen);
    };
    const stopListening = workspace.on(check);
    const timer = setTimeout(() => {
      end();
      reject(new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`));
    }, timeoutMs);
    const end = () => {
      stopListening();
      clearTimeout(timer);
    };
    check();
  });
}
