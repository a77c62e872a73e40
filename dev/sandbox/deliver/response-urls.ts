import { randomBytes } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { readContent } from "../web-api/chat.ts";
import { SlackApiError } from "../web-api/slack-api-error.ts";
import type { Channel, Message, Workspace } from "../workspace.ts";

const MAX_USES = 5;
const LIFE_MS = 30 * 60_000;

/** The context of a response_url: the place and message of a person's action. */
interface Occasion {
  readonly channel: Channel;
  readonly user: string;
  readonly message?: Message | undefined;
}

export interface ResponseUrls {
  make(occasion: Occasion): string;
}

/** The URLs with which an app may respond to a person's action, five times within half an hour. */
export function serveResponseUrls(
  server: FastifyInstance,
  url: () => string,
  workspace: Workspace,
): ResponseUrls {
  const given = new Map<string, Occasion & { usesLeft: number; readonly until: number }>();

  server.post<{ Params: { id: string } }>("/respond/:id", async ({ params, body }, reply) => {
    const occasion = given.get(params.id);
    if (!occasion) return reply.status(404).send({ ok: false, error: "invalid_url" });
    if (Date.now() > occasion.until) return reply.status(404).send({ ok: false, error: "expired_url" });
    if (occasion.usesLeft === 0) return reply.status(404).send({ ok: false, error: "used_url" });
    occasion.usesLeft--;
    try {
      respond(body as Record<string, unknown>, occasion, workspace);
      workspace.changed("message");
      return reply.send({ ok: true });
    } catch (error) {
      if (error instanceof SlackApiError) return reply.status(400).send(error.answer);
      throw error;
    }
  });

  return {
    make(occasion) {
      const id = randomBytes(12).toString("hex");
      given.set(id, { ...occasion, usesLeft: MAX_USES, until: Date.now() + LIFE_MS });
      return `${url()}/respond/${id}`;
    },
  };
}

function respond(body: Record<string, unknown>, occasion: Occasion, workspace: Workspace): void {
  const { channel, user, message } = occasion;
  if (message && body.delete_original === true) {
    channel.messages.splice(channel.messages.indexOf(message), 1);
    return;
  }
  const content = readContent(body);
  // Slack's default is surprising: without `replace_original: false` the response replaces the clicked message.
  if (message && body.replace_original !== false && body.response_type === undefined) {
    Object.assign(message, content, { editedTs: workspace.nextTs() });
    return;
  }
  const toAll = body.response_type === "in_channel";
  channel.messages.push({
    ts: workspace.nextTs(),
    user: workspace.app.botUser,
    ...(toAll ? {} : { onlyFor: user }),
    ...content,
  });
}
