import type { FastifyReply, FastifyRequest } from "fastify";

/** Whether a person reads the answer. A program, which asks for no text/html, gets setpass's own words and statuses. */
export function isBrowser({ headers }: Pick<FastifyRequest, "headers">): boolean {
  return (headers.accept ?? "").includes("text/html");
}

/** setpass called everything text/html, plain words included; its clients may look at that. */
export function sendHtml(reply: FastifyReply, status: number, html: string): FastifyReply {
  return reply.status(status).type("text/html; charset=utf-8").send(html);
}

/** As setpass said it. */
export function sendBadRequest(reply: FastifyReply): FastifyReply {
  return sendHtml(reply, 400, "<title>400 Bad Request</title><h1>Bad Request</h1>");
}

/** Plain words for a program. Some are another system's, so that none becomes markup. */
export function sendWords(reply: FastifyReply, status: number, words: string): FastifyReply {
  const escaped = words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return sendHtml(reply, status, escaped);
}
