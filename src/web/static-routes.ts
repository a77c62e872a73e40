import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import { type Accent, siteIcon, siteStyle } from "./site-style.ts";

export interface Branding {
  readonly accent: Accent;
  readonly logo: { readonly name: string; readonly bytes: Buffer } | undefined;
}

const read = (address: string) => readFileSync(new URL(address));
const TYPES: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
};

/** The files that the pages load: the site's style, and scripts that help people to choose a password. */
export async function staticRoutes(app: FastifyInstance, { accent, logo }: Branding): Promise<void> {
  const style = Buffer.from(siteStyle(accent));
  const files: Readonly<Record<string, Buffer>> = {
    "acct.css": style,
    // The name that setpass used, for pages that other programs serve.
    "setpass.css": style,
    "icon.svg": Buffer.from(siteIcon(accent)),
    "decision.js": read(import.meta.resolve("./pages/decision.js")),
    "send-once.js": read(import.meta.resolve("./pages/send-once.js")),
    "password.js": read(import.meta.resolve("./pages/password.js")),
    "zxcvbn.js": read(import.meta.resolve("@zxcvbn-ts/core/dist/zxcvbn-ts.js")),
    "zxcvbn-words.js": read(import.meta.resolve("@zxcvbn-ts/language-common/dist/zxcvbn-ts.js")),
    ...(logo ? { [logo.name]: logo.bytes } : {}),
  };
  // Browsers ask for this before they have read the page.
  app.get("/favicon.ico", async (_request, reply) => reply.redirect("/static/icon.svg", 302));
  for (const [name, bytes] of Object.entries(files)) {
    const type = TYPES[name.split(".").at(-1) ?? ""] ?? "application/octet-stream";
    // Packed once at startup: unpacked, the list of bad passwords is half a megabyte, also on a phone.
    const packed = gzipSync(bytes);
    app.get(`/static/${name}`, async ({ headers }, reply) => {
      const takesGzip = /\bgzip\b/.test(headers["accept-encoding"] ?? "");
      if (takesGzip) reply.header("content-encoding", "gzip");
      return reply
        .type(type)
        .header("vary", "accept-encoding")
        .header("cache-control", "public, max-age=3600")
        .send(takesGzip ? packed : bytes);
    });
  }
}
