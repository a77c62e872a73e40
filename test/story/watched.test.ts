import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, inject, it } from "vitest";
import { startBareNginx } from "../../dev/local-stack/bare-nginx.ts";
import { run } from "../../dev/local-stack/run.ts";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../dev/sandbox/campus.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
const acct = await site.start();
const folder = join(inject("folder"), "watched");
const plain = await startBareNginx({ folder: join(folder, "plain"), target: acct.url });
const disguised = await startBareNginx({
  folder: join(folder, "disguised"),
  target: acct.url,
  directives: "proxy_http_version 1.1;",
});
afterAll(async () => {
  await Promise.all([plain.stop(), disguised.stop()]);
  await site.stop();
});
const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const doctor = (PUBLIC_URL: string) =>
  run(process.execPath, [cli, "doctor"], { env: { ...site.env, PUBLIC_URL } });
const PROBLEM = { name: "mail", ok: false };

it("Without METRICS_TOKEN, /metrics can be read on this machine, but not through an nginx that adds no header", async () => {
  expect((await fetch(`${acct.url}/metrics`)).status).toBe(200);
  expect((await fetch(`${plain.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${plain.url}/metrics`)).status).toBe(401);
});

it.each([
  ["x-forwarded-for", "192.0.2.7"],
  ["x-forwarded-proto", "https"],
  ["x-real-ip", "192.0.2.7"],
  ["forwarded", "for=192.0.2.7"],
  ["via", "1.1 proxy"],
])("A request for /metrics with the header %s came through a proxy and is rejected", async (name, value) => {
  expect((await fetch(`${acct.url}/metrics`, { headers: { [name]: value } })).status).toBe(401);
});

it("A request for /metrics under another host name is rejected", async () => {
  const status = async (host: string) => {
    const asking = request(`${acct.url}/metrics`, { headers: { host } }).end();
    const [answer] = (await once(asking, "response")) as [IncomingMessage];
    answer.resume();
    return answer.statusCode;
  };
  expect(await status("accounts.example.org")).toBe(401);
  expect(await status("localhost:3000")).toBe(200);
});

it("The doctor finds a proxy that exposes /metrics to everyone, and says what to do", async () => {
  const found = await doctor(disguised.url);
  expect(found.stdout).toMatch(/^FAIL {2}pages: .*\/metrics.*METRICS_TOKEN/m);
  expect(found.code).toBe(1);
  expect((await doctor(plain.url)).stdout).toMatch(/^ok {4}pages: http:/m);
});

it("/readyz reports if no admin is left, or if the admin channel is archived", async () => {
  const adminsOf = async () => {
    const other = await site.start();
    const ready = (await (await fetch(`${other.url}/readyz`)).json()) as {
      dependencies: { name: string; ok: boolean; problem?: string }[];
    };
    await other.stop();
    return ready.dependencies.find(({ name }) => name === "admin channel");
  };
  const { userGroups, channels } = site.sandbox.workspace;
  const users = userGroups.get(ADMIN_GROUP)?.users ?? new Set();
  const admins = [...users];
  users.clear();
  expect(await adminsOf()).toMatchObject({ ok: false, problem: expect.stringContaining(ADMIN_GROUP) });
  for (const admin of admins) users.add(admin);
  expect(await adminsOf()).toMatchObject({ ok: true });

  const channel = channels.get(ADMIN_CHANNEL);
  if (channel) channel.archived = true;
  expect(await adminsOf()).toMatchObject({ ok: false, problem: expect.stringContaining(ADMIN_CHANNEL) });
  if (channel) channel.archived = false;
});

it("/readyz tells everyone what is down, but tells only those who may read the metrics why", async () => {
  await site.mailCatcher.stop();
  const second = await site.start();
  const proxy = await startBareNginx({ folder: join(folder, "second"), target: second.url });
  const stranger = await fetch(`${proxy.url}/readyz`);
  expect(stranger.status).toBe(503);
  const { dependencies } = (await stranger.json()) as { dependencies: object[] };
  expect(dependencies).toContainEqual(PROBLEM);
  expect(dependencies).toContainEqual({ name: "database", ok: true });
  const here = (await (await fetch(`${second.url}/readyz`)).json()) as { dependencies: object[] };
  expect(here.dependencies).toContainEqual(
    expect.objectContaining({ ...PROBLEM, problem: expect.stringContaining("ECONNREFUSED") }),
  );
  await proxy.stop();
});
