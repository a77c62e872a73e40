import type { FastifyReply, FastifyRequest } from "fastify";

/** Whether a person reads the answer. A program does not accept text/html, and gets setpass's own texts and statuses. */
export function isBrowser({ headers }: Pick<FastifyRequest, "headers">): boolean {
  return (headers.accept ?? "").includes("text/html");
}

/** setpass sent everything as text/html, even plain text, and its clients may check that. */
export function sendHtml(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.status(status).type("text/html; charset=utf-8").send(html);
}

/** The same body that setpass sent. */
export function sendBadRequest(reply: FastifyReply): FastifyReply {
  return sendHtml(reply, 400, "<title>400 Bad Request</title><h1>Bad Request</h1>");
}

/** Sends plain text to a program. It may quote another system, so it is escaped. */
export function sendText(reply: FastifyReply, status: number, text: string): FastifyReply {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return sendHtml(reply, status, escaped);
}
