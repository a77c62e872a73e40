import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:https";
import { connect } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { afterAll, describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { startForwardProxy } from "../../dev/local-stack/forward-proxy.ts";
import { ask } from "../../dev/local-stack/people.ts";
import { oidcLogin } from "../../src/directory/oidc/oidc-login.ts";
import { useProxy } from "../../src/outbound/proxy.ts";
import { keystoneAuth } from "../../src/provisioners/openstack/keystone-auth.ts";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { readByRest } from "../../src/provisioners/slurm/read-by-rest.ts";
import { newSite } from "./new-site.ts";

/* A network that only a proxy leads out of: no name below campus.test exists anywhere else. */

const SLACK = "https://slack.campus.test";
const folder = join(inject("folder"), "outgoing-proxy");
const certificates = await makeCertificates(join(folder, "certificates"));
const site = await newSite({ withLdap: false, beside: () => ({ origin: SLACK }) });
const slack = createTlsServer(certificates, (socket) => {
  const upstream = connect(Number(new URL(site.sandbox.url).port), "127.0.0.1");
  socket.on("error", () => upstream.destroy());
  upstream.on("error", () => socket.destroy());
  socket.pipe(upstream).pipe(socket);
}).listen(0, "127.0.0.1");
const others = createServer(certificates, (_request, response) => {
  response.writeHead(401, { "content-type": "application/json" }).end("{}");
}).listen(0, "127.0.0.1");
await Promise.all([once(slack, "listening"), once(others, "listening")]);
const portOf = (server: typeof slack) => (server.address() as { port: number }).port;
const proxy = await startForwardProxy({
  "slack.campus.test": portOf(slack),
  ...Object.fromEntries(
    ["keystone", "setpass", "slurm", "oidc"].map((name) => [`${name}.campus.test`, portOf(others)]),
  ),
});
Object.assign(site.env, { SLACK_API_URL: `${SLACK}/api/`, SSL_CERT_FILE: certificates.caFile });
afterAll(async () => {
  await site.stop();
  await proxy.stop();
  slack.close();
  others.close();
});

it.each([
  ["HTTPS_PROXY", proxy.url, "U0AMY"],
  ["https_proxy", proxy.url, "U0BEN"],
  ["HTTP_PROXY", proxy.url.replace("http://", ""), "U0ZOE"],
])("With %s=%s, Slack's Web API and both WebSockets go through the proxy", async (name, url, person) => {
  const before = proxy.asked.length;
  const acct = await site.start({ [name]: url });
  await expect.poll(() => site.sandbox.connections()).toBe(2);
  await ask(site, person);
  const asked = proxy.asked.slice(before);
  expect(new Set(asked)).toEqual(new Set(["CONNECT slack.campus.test:443"]));
  process.kill(acct.pid, "SIGTERM");
  expect(await acct.ended, acct.log()).toBe("exit code 0");
});

describe("The doctor", () => {
  const lines = async (variables: NodeJS.ProcessEnv) => {
    const before = { ...site.env };
    Object.assign(site.env, variables);
    const { stdout } = await site.run("doctor");
    for (const name of Object.keys(variables)) delete site.env[name];
    Object.assign(site.env, before);
    return Object.fromEntries(
      stdout.split("\n").flatMap((line) => {
        const [, level = "", what = "", rest = ""] = /^(\S+) +([^:]+): (.*)$/.exec(line) ?? [];
        return what === "proxy" || what === "Slack" ? [[what, `${level} ${rest}`]] : [];
      }),
    );
  };

  it("names the proxy in use without its password", async () => {
    const { proxy: line, Slack } = await lines({ HTTPS_PROXY: proxy.url, NO_PROXY: ".example.org" });
    expect(line).toMatch(new RegExp(`^ok .*http://127.0.0.1:${proxy.port}\\b.*\\.example\\.org`));
    expect(line).not.toContain("acct:");
    expect(Slack).toMatch(/^ok/);
  });

  it("says that a proxy doesn't respond, and that one rejects us", async () => {
    expect((await lines({ HTTPS_PROXY: "http://127.0.0.1:1" })).proxy).toMatch(
      /^FAIL .*ECONNREFUSED.*HTTPS_PROXY/,
    );
    const found = await lines({ HTTPS_PROXY: proxy.url.replace("acct:through", "acct:wrong") });
    expect(found.Slack).toMatch(/^FAIL .*407/);
  });

  it("finds nothing outside without the proxy, or if NO_PROXY says so", async () => {
    expect(await lines({})).toEqual({ Slack: expect.stringMatching(/^FAIL/) });
    const { Slack } = await lines({ HTTPS_PROXY: proxy.url, no_proxy: "campus.test" });
    expect(Slack).toMatch(/^FAIL/);
  });
});

describe("Through the proxy goes", () => {
  const { ca } = certificates;
  const openstack = {
    ...{ username: "acct", password: "secret", project: "admin", domain: "Default" },
    ...{ interface: "public" as const, maxConcurrent: 1 },
  };
  it.each<[string, string, (url: string, more: { ca?: string }) => Promise<unknown>]>([
    [
      "OpenStack",
      "keystone",
      (url, more) => keystoneClient({ authUrl: `${url}/v3`, ...openstack, ...more }).domainId(),
    ],
    [
      "the Keystone of setpass",
      "setpass",
      (url, more) =>
        keystoneAuth({
          ...{ authUrl: `${url}/v3`, adminProjectName: "admin", adminProjectDomainId: "default" },
          ...more,
        }).isAdminToken("token"),
    ],
    [
      "slurmrestd",
      "slurm",
      (url, more) =>
        readByRest({ url, user: "root", token: "token", version: "v0.0.38", ...more }).readAccount("astro"),
    ],
    [
      "signing in",
      "oidc",
      (issuer, more) =>
        oidcLogin(
          {
            ...{ name: "Campus", issuer, clientId: "acct", clientSecret: "secret", trustEmail: false },
            ...more,
          },
          "https://accounts.example.org/login/callback",
        ).check(),
    ],
  ])("%s, with its own CA and with the system's", async (_, host, call) => {
    useProxy({ http: undefined, https: proxy.url, except: "" });
    for (const more of [{ ca }, {}]) {
      const before = proxy.asked.length;
      await call(`https://${host}.campus.test`, more).catch(() => undefined);
      expect(proxy.asked.slice(before)).toContain(`CONNECT ${host}.campus.test:443`);
    }
  });
});

it("No other part of the code opens connections for HTTP or WebSockets", () => {
  const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
  );
  const opening = sources.filter(
    (file) =>
      !file.startsWith("outbound/") &&
      /^import (?!type).*from "undici"|loadWhenUsed.*"undici"|from "(node:)?https"|\brequest\b[^;]*from "node:http"|new WebSocket\(/m.test(
        readFileSync(join("src", file), "utf8"),
      ),
  );
  expect(opening).toEqual([]);
});
