import { readFile } from "node:fs/promises";
import type { FastifyInstance } from "fastify";

const folder = new URL("../page/", import.meta.url);
const FILES: Readonly<Record<string, string>> = {
  "index.html": "text/html; charset=utf-8",
  "page.css": "text/css; charset=utf-8",
  "page.js": "text/javascript; charset=utf-8",
  "avatar.js": "text/javascript; charset=utf-8",
  "broken.js": "text/javascript; charset=utf-8",
  "time.js": "text/javascript; charset=utf-8",
  "break-it.js": "text/javascript; charset=utf-8",
  "composer.js": "text/javascript; charset=utf-8",
  "messages.js": "text/javascript; charset=utf-8",
  "tabs.js": "text/javascript; charset=utf-8",
  "block-kit.js": "text/javascript; charset=utf-8",
  "element.js": "text/javascript; charset=utf-8",
  "panel.js": "text/javascript; charset=utf-8",
  "tour.js": "text/javascript; charset=utf-8",
  "modal.js": "text/javascript; charset=utf-8",
  "mrkdwn.js": "text/javascript; charset=utf-8",
  "sides.js": "text/javascript; charset=utf-8",
};

/** Serves the workspace's page. All text is set as text, so nothing that a person wrote becomes markup. */
export function servePage(server: FastifyInstance): void {
  server.get("/", (_request, reply) => reply.redirect("/page/index.html"));
  server.get<{ Params: { file: string } }>("/page/:file", async ({ params }, reply) => {
    const type = FILES[params.file];
    if (!type) return reply.status(404).send({ error: "no such file" });
    return reply
      .type(type)
      .headers({
        "cache-control": "no-store",
        "content-security-policy": "default-src 'self'; img-src data:; style-src 'self' 'unsafe-inline'",
      })
      .send(await readFile(new URL(params.file, folder)));
  });
}
