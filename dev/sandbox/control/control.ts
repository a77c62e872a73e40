import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { NoSuchThingError } from "../act/act-deps.ts";
import type { Change } from "../act/change.ts";
import type { PressAtHome } from "../act/press.ts";
import type { Submit } from "../act/submit.ts";
import type { CaughtMail } from "../mail-catcher.ts";
import type { BreakSwitch, ChatPage, Panel, Push, TourStep } from "../panel.ts";
import type { Sandbox } from "../sandbox.ts";
import { describeState } from "./describe-state.ts";

const user = z.string();
const pressed = z.strictObject({ user, channel: z.string(), ts: z.string(), actionId: z.string() });
const pressedAtHome = z.strictObject({ user, actionId: z.string(), value: z.string().optional() });
const commanded = z.strictObject({ user, channel: z.string(), text: z.string() });
const closed = z.strictObject({ user, viewId: z.string() });
const submitted = closed.extend({
  values: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});
const switched = z
  .strictObject({
    rateLimit: z.strictObject({
      method: z.string().nullable(),
      calls: z.int().min(0),
      retryAfterSeconds: z.int().min(0),
    }),
    loseAnswers: z.int().min(0),
    breakCalls: z.int().min(0),
    delayAnswersMs: z.int().min(0),
    delayDeliveriesMs: z.int().min(0),
    deliverTwice: z.boolean(),
    refuseSockets: z.boolean(),
    errors: z.record(z.string(), z.string()),
    perMinute: z.record(z.string(), z.int().min(0)),
  })
  .partial();

/** The content next to the workspace. */
export interface Beside {
  mails(): readonly CaughtMail[];
  readonly panels: readonly Panel[];
  readonly tour: readonly TourStep[];
  readonly breaks: readonly BreakSwitch[];
  readonly pushes: readonly Push[];
  /** The pages of all chats of the site, if there are several. */
  chats(): readonly ChatPage[];
}

/** The HTTP interface for the page and other clients. It accepts only JSON, so that pages of other sites can't post here. */
export function serveControl(server: FastifyInstance, sandbox: Sandbox, beside: Beside) {
  const { mails, panels, tour, breaks, pushes, chats } = beside;
  const serveAction = <T>(path: string, schema: z.ZodType<T>, act: (input: T) => unknown) =>
    server.post(`/sandbox/${path}`, async (request, reply) => {
      if (!request.headers["content-type"]?.includes("application/json")) {
        return reply.status(415).send({ error: "send application/json" });
      }
      const { data, error } = schema.safeParse(request.body);
      if (error) return reply.status(400).send({ error: z.prettifyError(error) });
      try {
        return { result: (await act(data)) ?? null };
      } catch (problem) {
        if (problem instanceof NoSuchThingError) return reply.status(404).send({ error: problem.message });
        throw problem;
      }
    });
  serveAction("press", pressed, sandbox.press);
  serveAction("command", commanded, sandbox.command);
  serveAction("say", z.strictObject({ user, text: z.string() }), sandbox.say);
  serveAction("press-at-home", pressedAtHome, (input) => sandbox.pressAtHome(input as PressAtHome));
  serveAction("open-home", z.strictObject({ user }), sandbox.openHome);
  serveAction("change", submitted.extend({ field: z.string() }), (input) => sandbox.change(input as Change));
  serveAction("submit", submitted, (input) => sandbox.submit(input as Submit));
  serveAction("close", closed, sandbox.close);
  serveAction("faults", switched, (input) => {
    Object.assign(sandbox.faults, input);
    sandbox.workspace.changed("faults");
  });
  serveAction(
    "break",
    z.strictObject({ name: z.string(), broken: z.boolean() }),
    async ({ name, broken }) => {
      const found = breaks.find((one) => one.name === name);
      if (!found) throw new NoSuchThingError(`there is no switch ${name}`);
      await found.set(broken);
      sandbox.workspace.changed("breaks");
    },
  );
  serveAction("push", z.strictObject({ name: z.string() }), async ({ name }) => {
    const found = pushes.find((one) => one.name === name);
    if (!found) throw new NoSuchThingError(`there is no button ${name}`);
    await found.push();
    sandbox.workspace.changed("breaks");
  });
  serveAction("drop-connections", z.strictObject({}), sandbox.dropConnections);

  server.get<{ Querystring: { as?: string } }>("/sandbox/state", async ({ query }) =>
    describeState(sandbox, query.as ?? "", {
      mails: mails(),
      panels: panels.map(({ name }) => name),
      tour,
      breaks,
      pushes,
      chats: chats(),
    }),
  );

  server.get<{ Params: { name: string } }>("/sandbox/panel/:name", async ({ params }, reply) => {
    const panel = panels.find(({ name }) => name === params.name);
    return panel ? panel.read() : reply.status(404).send({ error: "no such panel" });
  });

  server.get("/sandbox/stream", (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    reply.raw.write("data: hello\n\n");
    const stopListening = sandbox.workspace.on((what) => reply.raw.write(`data: ${what}\n\n`));
    request.raw.once("close", stopListening);
  });
}
