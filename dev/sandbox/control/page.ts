import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { FastifyInstance } from "fastify";

const folder = new URL("../page/", import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
};
const files = new Set(readdirSync(folder));

/**
 * Serves the page of a workspace, which begins at this file. All text is set as text, so nothing that a person wrote becomes
 * markup.
 */
export function servePage(server: FastifyInstance, first = "index.html"): void {
  server.get("/", (_request, reply) => reply.redirect(`/page/${first}`));
  server.get<{ Params: { file: string } }>("/page/:file", async ({ params }, reply) => {
    const type = files.has(params.file) && TYPES[params.file.split(".").at(-1) ?? ""];
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
