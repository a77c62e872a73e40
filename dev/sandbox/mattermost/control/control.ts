import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Beside } from "../../control/control.ts";
import { NoSuchThingError } from "../act/no-such-thing-error.ts";
import { AppError } from "../app-error.ts";
import type { MattermostSandbox } from "../mattermost-sandbox.ts";
import { messageOf } from "../messages.ts";
import { describeState } from "./describe-state.ts";

const user = z.string();
const pressed = z.strictObject({ user, postId: z.string(), action: z.string() });
const said = z.strictObject({
  user,
  text: z.string(),
  channel: z.string().optional(),
  rootId: z.string().optional(),
});
const submitted = z.strictObject({
  user,
  values: z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())])),
  shape: z.enum(["web", "phone"]).optional(),
});
const onlyOf = z.strictObject({ call: z.string().nullable(), calls: z.int().min(0) });
const switched = z
  .strictObject({
    rateLimit: onlyOf.extend({ resetSeconds: z.int().min(0) }),
    pace: z.strictObject({ perSecond: z.int().min(1), burst: z.int().min(1) }).nullable(),
    loseAnswers: onlyOf,
    breakCalls: z.int().min(0),
    delayAnswersMs: z.int().min(0),
    silent: z.boolean(),
    delayDeliveriesMs: z.int().min(0),
    loseDeliveries: z.int().min(0),
    loseReplies: z.int().min(0),
    refuseSockets: z.boolean(),
    muteSockets: z.boolean(),
  })
  .partial();
const configured = z
  .strictObject({
    showEmailAddress: z.boolean(),
    showFullName: z.boolean(),
    restrictDirectMessage: z.enum(["any", "team"]),
    allowedUntrustedInternalConnections: z.string(),
    postEditTimeLimit: z.int().min(-1),
    mmBlocksEnabled: z.boolean(),
  })
  .partial();

/** The HTTP interface for the page and other clients. It accepts only JSON, so that pages of other sites can't post here. */
export function serveControl(server: FastifyInstance, sandbox: MattermostSandbox, beside: Beside): void {
  const { mails, panels, tour, breaks, pushes, chats } = beside;
  const { installation } = sandbox;
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
        // The client shows what the server says.
        if (problem instanceof AppError) return { result: null, error: messageOf(problem, "en") };
        throw problem;
      }
    });
  serveAction("press", pressed, ({ user, postId, action }) => sandbox.as(user).press(postId, action));
  serveAction("choose", pressed.extend({ value: z.string() }), ({ user, postId, action, value }) =>
    sandbox.as(user).choose(postId, action, value),
  );
  serveAction("command", said, ({ user, text, channel, rootId }) =>
    sandbox.as(user).command(text, channel, rootId),
  );
  serveAction("say", said, ({ user, text, channel, rootId }) => {
    sandbox.as(user).say(text, channel, rootId);
  });
  serveAction("submit", submitted, ({ user, values, shape }) => sandbox.as(user).submit(values, shape));
  serveAction(
    "change",
    submitted.pick({ user: true, values: true }).extend({ field: z.string() }),
    ({ user, field, values }) => sandbox.as(user).change(field, values),
  );
  serveAction("close", z.strictObject({ user }), ({ user }) => sandbox.as(user).cancel());
  serveAction(
    "look-up",
    submitted.pick({ user: true, values: true }).extend({ field: z.string(), typed: z.string() }),
    ({ user, field, typed, values }) => sandbox.as(user).lookUp(field, typed, values),
  );
  serveAction(
    "edit",
    z.strictObject({ user, postId: z.string(), message: z.string() }),
    ({ user, postId, message }) => sandbox.as(user).edit(postId, message),
  );
  serveAction("delete", z.strictObject({ user, postId: z.string() }), ({ user, postId }) =>
    sandbox.as(user).delete(postId),
  );
  serveAction("set-active", z.strictObject({ user, active: z.boolean() }), ({ user, active }) =>
    sandbox.setActive(user, active),
  );
  serveAction("faults", switched, (input) => {
    Object.assign(sandbox.faults, input);
    installation.changed("faults");
  });
  serveAction("settings", configured, (input) => {
    Object.assign(installation.settings, input);
    installation.changed("faults");
  });
  serveAction(
    "break",
    z.strictObject({ name: z.string(), broken: z.boolean() }),
    async ({ name, broken }) => {
      const found = breaks.find((one) => one.name === name);
      if (!found) throw new NoSuchThingError(`there is no switch ${name}`);
      await found.set(broken);
      installation.changed("breaks");
    },
  );
  serveAction("push", z.strictObject({ name: z.string() }), async ({ name }) => {
    const found = pushes.find((one) => one.name === name);
    if (!found) throw new NoSuchThingError(`there is no button ${name}`);
    await found.push();
    installation.changed("breaks");
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
    const stopListening = installation.on((what) => reply.raw.write(`data: ${what}\n\n`));
    request.raw.once("close", stopListening);
  });
}
