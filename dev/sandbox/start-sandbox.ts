import formbody from "@fastify/formbody";
import { fastify } from "fastify";
import type { ActDeps } from "./act/act-deps.ts";
import { change } from "./act/change.ts";
import { command } from "./act/command.ts";
import { openHome } from "./act/open-home.ts";
import { press, pressAtHome } from "./act/press.ts";
import { say } from "./act/say.ts";
import { closeView, submit } from "./act/submit.ts";
import { campus } from "./campus.ts";
import { serveControl } from "./control/control.ts";
import { servePage } from "./control/page.ts";
import { openDeliverer, type Payload } from "./deliver/delivery.ts";
import { postSigned } from "./deliver/http-mode.ts";
import { serveResponseUrls } from "./deliver/response-urls.ts";
import { openSocketMode } from "./deliver/socket-mode.ts";
import { openTriggers } from "./deliver/triggers.ts";
import { noFaults } from "./faults.ts";
import type { MailCatcher } from "./mail-catcher.ts";
import { readManifest } from "./manifest.ts";
import type { BreakSwitch, ChatPage, Panel, Push, TourStep } from "./panel.ts";
import type { Sandbox } from "./sandbox.ts";
import { serveWebApi } from "./web-api/web-api.ts";
import { openDm, openWorkspace, type Seed, type Workspace } from "./workspace.ts";

export interface SandboxOptions {
  /** The parsed app manifest, which says what the app may do. */
  readonly manifest: unknown;
  readonly seed?: Seed;
  /** Additional content next to the workspace. */
  readonly panels?: readonly Panel[];
  readonly tour?: readonly TourStep[];
  readonly breaks?: readonly BreakSwitch[];
  readonly pushes?: readonly Push[];
  /** The pages of all chats of the site, if there are several. */
  readonly chats?: () => readonly ChatPage[];
  /** The mail catcher whose emails the page shows. */
  readonly mailCatcher?: MailCatcher;
  /** How long Slack waits for an acknowledgement, and how long a trigger is valid; both 3 s. */
  readonly ackMs?: number;
  readonly triggerMs?: number;
  readonly port?: number;
  /** The origin under which the app reaches it, if something else terminates TLS: "https://slack.campus.test". */
  readonly origin?: string;
}

/** Starts a simulated Slack workspace on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { seed = campus, mailCatcher, ackMs = 3000, triggerMs = 3000, port = 0 } = options;
  const workspace = openWorkspace(readManifest(options.manifest), seed);
  const faults = noFaults();
  const server = fastify({ bodyLimit: 4 * 1024 * 1024, forceCloseConnections: true });
  await server.register(formbody);
  // A page of another site must not reach us through a host name that it makes resolve to 127.0.0.1.
  server.addHook("onRequest", async ({ headers }, reply) => {
    if (options.origin !== undefined && headers.host === new URL(options.origin).host) return undefined;
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? "")) return reply.status(403).send();
  });

  let url = "";
  let httpUrl: string | undefined;
  const triggers = openTriggers(triggerMs);
  const sockets = openSocketMode(server.server, () => options.origin ?? url, workspace, faults);
  const responseUrls = serveResponseUrls(server, () => options.origin ?? url, workspace);
  const webApi = serveWebApi(server, { workspace, triggers, ticket: sockets.ticket }, faults);
  const send = (payload: Payload) =>
    httpUrl === undefined ? sockets.send(payload) : postSigned(httpUrl, workspace.signingSecret, payload);
  const deliverer = openDeliverer(workspace, send, faults, { ackMs });
  const actDeps: ActDeps = { workspace, triggers, responseUrls, deliverer };
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
    press: (input) => press(input, actDeps),
    pressAtHome: (input) => pressAtHome(input, actDeps),
    say: (input) => say(input, actDeps),
    openHome: (input) => openHome(input, actDeps),
    change: (input) => change(input, actDeps),
    command: (input) => command(input, actDeps),
    async submit(input) {
      // While an app prepares a form, its view has no button to submit it, so people wait for the form.
      const isPreparing = () => {
        const view = workspace.modals.get(input.user)?.at(-1);
        return view?.id === input.viewId && view.content.submit === undefined;
      };
      await until(workspace, () => !isPreparing(), "a form that can be submitted", 100_000);
      return submit(input, actDeps);
    },
    close: (input) => closeView(input, actDeps),
    deliver: (payload, user) => deliverer.deliver(payload, "a payload", user),
    deliverTo(target) {
      httpUrl = target;
    },
    connections: sockets.connections,
    surplusConnections: sockets.surplus,
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
      return (channel?.messages ?? []).filter(
        ({ onlyFor, threadTs }) => threadTs === undefined && (onlyFor === undefined || onlyFor === as),
      );
    },
    replies: (place, ts) =>
      (workspace.channels.get(place)?.messages ?? []).filter(({ threadTs }) => threadTs === ts),
    home: (user) => workspace.homes.get(user),
    modal: (user) => workspace.modals.get(user)?.at(-1),
    until: (look, what, timeoutMs = 100_000) => until(workspace, look, what, timeoutMs),
    async stop() {
      sockets.stop();
      await server.close();
    },
  };
  // Slack lists the app for everyone, no matter whether it has written to them yet.
  for (const { id, bot, deleted, team } of workspace.people.values()) {
    if (!bot && !deleted && team === workspace.team.id) openDm(workspace, id);
  }
  const { panels = [], tour = [], breaks = [], pushes = [], chats = () => [] } = options;
  serveControl(server, sandbox, {
    mails: () => mailCatcher?.mails ?? [],
    panels,
    tour,
    breaks,
    pushes,
    chats,
  });
  servePage(server);
  url = await server.listen({ host: "127.0.0.1", port });
  return sandbox;
}

function until<T>(
  workspace: Workspace,
  find: () => Awaited<T> | undefined | false | null,
  what: string,
  timeoutMs: number,
): Promise<Awaited<T>> {
  return new Promise((resolve, reject) => {
    const check = () => {
      const seen = find();
      if (!seen) return;
      end();
      resolve(seen);
    };
    const stopListening = workspace.on(check);
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
