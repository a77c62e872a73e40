import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { request as requestTls } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startCaddy } from "../../dev/local-stack/caddy.ts";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { freePort, listensOn } from "../../dev/local-stack/child.ts";
import { startNginx } from "../../dev/local-stack/nginx.ts";
import { newSite } from "../story/new-site.ts";
import { readDeployed } from "./placed.ts";

const folder = join(inject("folder"), "proxies");
const certificates = await makeCertificates(join(folder, "certificates"));
const site = await newSite({ withLdap: false });
const acct = await site.start();

/** Takes the place of acct and responds with the headers that the proxy sent. */
const mirror = createServer((request, response) => response.end(JSON.stringify(request.headers)));
mirror.listen(0, "127.0.0.1");
await once(mirror, "listening");
const mirrorPort = (mirror.address() as AddressInfo).port;

/** Sets the name, the certificate and free ports, as an admin would. */
const asNginx = (text: string, port: number, plainPort: number, upstream: number) =>
  text
    .replace(/^.*\[::\].*\n/gm, "")
    .replace("listen 443 ssl", `listen 127.0.0.1:${port} ssl`)
    .replace("listen 80", `listen 127.0.0.1:${plainPort}`)
    .replaceAll("accounts.example.org", "localhost")
    .replace("/etc/ssl/certs/accounts.pem", certificates.certFile)
    .replace("/etc/ssl/private/accounts.key", certificates.keyFile)
    .replace("127.0.0.1:3000", `127.0.0.1:${upstream}`);
const asCaddy = (text: string, port: number, plainPort: number, upstream: number) =>
  `{\n\tadmin off\n\thttp_port ${plainPort}\n}\n${text}`
    .replace(
      "accounts.example.org {",
      `https://localhost:${port} {\n\ttls ${certificates.certFile} ${certificates.keyFile}`,
    )
    .replace("127.0.0.1:3000", `127.0.0.1:${upstream}`);

async function proxyTo(upstream: number, { name, file, start, edit }: Proxy) {
  const [port, plainPort] = [await freePort(), await freePort()];
  const config = edit(await readDeployed(file), port, plainPort, upstream);
  const child = await start({
    folder: join(folder, `${name}-${upstream}`),
    config,
    ready: () => listensOn(port),
  });
  return { ...child, port };
}
interface Proxy {
  readonly name: string;
  readonly file: string;
  readonly start: typeof startNginx;
  readonly edit: typeof asNginx;
}
const proxies: Proxy[] = [
  { name: "nginx", file: "nginx.conf", start: startNginx, edit: asNginx },
  { name: "Caddy", file: "Caddyfile", start: startCaddy, edit: asCaddy },
];

afterAll(async () => {
  mirror.close();
  await site.stop();
});

describe.each(proxies)("$name in front of acct, as configured in deploy/", (proxy) => {
  let toAcct: Awaited<ReturnType<typeof proxyTo>>;
  let toMirror: Awaited<ReturnType<typeof proxyTo>>;
  it("starts", async () => {
    [toAcct, toMirror] = [await proxyTo(acctPort(), proxy), await proxyTo(mirrorPort, proxy)];
  });
  afterAll(async () => {
    await Promise.all([toAcct.stop(), toMirror.stop()]);
  });

  it("serves the pages and the health check", async () => {
    const page = await get(toAcct.port, "/reset");
    expect(page.status).toBe(200);
    expect(page.text).toContain("Campus Research Computing");
    expect((await get(toAcct.port, "/healthz")).status).toBe(200);
  });

  it.each(["/metrics", "//metrics", "/%6Detrics", "/metrics?x", "/./metrics", "/readyz"])(
    "does not expose %s",
    async (path) => {
      const { status, text } = await get(toAcct.port, path);
      expect(status).not.toBe(200);
      expect(text).not.toContain("acct_open_requests");
      expect(text).not.toContain("dependencies");
    },
  );

  it("passes the client's address to acct and ignores the address that the client claims", async () => {
    const { text } = await get(toMirror.port, "/", { "x-forwarded-for": "192.0.2.7" });
    const headers = JSON.parse(text) as IncomingHttpHeaders;
    expect(String(headers["x-forwarded-for"])).toMatch(/(^|, )127\.0\.0\.2$/);
  });

  it("keeps the rate limit per client, so that one client does not block the others", async () => {
    const statusFor = async (person: string) => (await get(toAcct.port, "/nothing", {}, person)).status;
    let last = 0;
    for (let i = 0; i < 70 && last !== 429; i++) last = await statusFor("127.0.0.5");
    expect(last).toBe(429);
    expect(await statusFor("127.0.0.6")).toBe(404);
  });
});

function acctPort(): number {
  return Number(new URL(acct.url).port);
}

/** Sends a request from this local address, as another machine would from its own. The path is sent unchanged. */
async function get(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  localAddress = "127.0.0.2",
): Promise<{ status: number; text: string }> {
  const sent = requestTls({
    host: "127.0.0.1",
    servername: "localhost",
    port,
    path,
    headers: { host: `localhost:${port}`, accept: "text/html", ...headers },
    localAddress,
    ca: certificates.ca,
    agent: false,
  });
  sent.end();
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return { status: response.statusCode, text };
}
