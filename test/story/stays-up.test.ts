import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, it } from "vitest";
import { type Child, freePort, startChild } from "../../dev/local-stack/child.ts";
import { startTcpGate, type TcpGate } from "../../dev/local-stack/tcp-gate.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { newSite } from "./new-site.ts";
import { answerToCommand, logLines } from "./until-more.ts";

const site = await newSite({ withLdap: false });
const { sandbox } = site;
const database = new URL(site.database.url);
const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const setpassSettings = `${site.env.ACCT_CONFIG}.setpass`;
await writeFile(
  setpassSettings,
  JSON.stringify({
    site: { name: "Campus Cloud", helpAddress: "help@example.org" },
    setpass: { authUrl: "http://127.0.0.1:1/v3" },
  }),
);
const children: Child[] = [];
afterEach(async () => {
  await Promise.all(children.splice(0).map((child) => child.stop()));
});
afterAll(() => site.stop());

/** Starts a process as the service manager does, without waiting until it is ready. */
async function begin(variables: NodeJS.ProcessEnv, command = "start") {
  const port = await freePort();
  const child = await startChild(process.execPath, [cli, command], {
    name: "acct",
    env: { ...site.env, PORT: String(port), ...variables },
    ready: async () => true,
  });
  children.push(child);
  const status = (path: string) =>
    fetch(`http://127.0.0.1:${port}${path}`).then(
      (answer) => answer.status,
      () => 0,
    );
  const ready = async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
    return (await answer.json()) as {
      readonly dependencies: readonly {
        readonly name: string;
        readonly ok: boolean;
        readonly problem?: string;
      }[];
    };
  };
  const text = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
  return { ...child, status, ready, text };
}

/** Log levels as pino writes them. */
const [INFO, WARN] = [30, 40];
/** What a process has logged about its database: its loss and its return. */
const lossesIn = (acct: Pick<Child, "log">) =>
  logLines(acct).filter(({ dependency }) => dependency === "database");

function urlThrough({ port }: TcpGate): string {
  const url = new URL(database);
  url.port = String(port);
  return url.href;
}

it.each(["start", "setpass"])(
  "`acct %s` that starts before its database waits for it and says so",
  async (command) => {
    const gate = await startTcpGate({ host: database.hostname, port: Number(database.port) });
    const variables = command === "start" ? {} : { ACCT_CONFIG: setpassSettings };
    const acct = await begin({ DATABASE_URL: urlThrough(gate), ...variables }, command);
    await expect
      .poll(() => logLines(acct))
      .toContainEqual(expect.objectContaining({ level: WARN, msg: expect.stringContaining("DATABASE_URL") }));
    await gate.open();
    await expect.poll(() => acct.status("/healthz")).toBe(200);
    expect(logLines(acct)).toContainEqual(
      expect.objectContaining({ level: INFO, seconds: expect.any(Number) }),
    );
    await acct.stop();
    await gate.shut();
  },
);

it("The log has one line for the loss of the database, with the cause, and one for its return, with the duration, and /readyz and /metrics show both", async () => {
  const gate = await startTcpGate({ host: database.hostname, port: Number(database.port) });
  await gate.open();
  const acct = await begin({ DATABASE_URL: urlThrough(gate) });
  await expect.poll(() => acct.status("/readyz")).toBe(200);
  expect(lossesIn(acct)).toEqual([]);

  await gate.shut();
  const lost = { level: WARN, dependency: "database", problem: expect.stringContaining("DATABASE_URL") };
  await expect.poll(() => lossesIn(acct)).toMatchObject([lost]);
  const { dependencies } = await acct.ready();
  expect(dependencies.filter(({ ok }) => !ok)).toEqual([
    expect.objectContaining({ name: "database", problem: expect.not.stringMatching(/select|query:/i) }),
    expect.objectContaining({ name: "work", problem: expect.any(String) }),
  ]);
  const metrics = await acct.text("/metrics");
  expect(metrics).toContain('acct_dependency_up{name="database"} 0');
  expect(metrics).toContain('acct_dependency_up{name="mail"} 1');

  await gate.open();
  const back = { ...lost, level: INFO, seconds: expect.any(Number) };
  await expect.poll(() => lossesIn(acct)).toMatchObject([lost, back]);
  await expect.poll(() => acct.status("/readyz")).toBe(200);
  expect(await acct.text("/metrics")).toContain('acct_dependency_up{name="database"} 1');
  expect(lossesIn(acct)).toMatchObject([lost, back]);
  await acct.stop();
  await gate.shut();
});

it("While Slack is down, acct serves its pages and /readyz reports a failure, and acct responds to people once Slack is back", async () => {
  const gate = await startTcpGate({ host: "127.0.0.1", port: Number(new URL(sandbox.url).port) });
  const acct = await begin({ SLACK_API_URL: `http://127.0.0.1:${gate.port}/api/` });
  await expect.poll(() => acct.status("/healthz")).toBe(200);
  expect(await acct.status("/readyz")).toBe(503);
  await gate.open();
  await sandbox.until(() => sandbox.connections() === 2, "two connections");
  await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct status");
  await expect.poll(() => acct.status("/readyz")).toBe(200);
  await acct.stop();
  await gate.shut();
});

it("If Slack rejects the token while acct is running, acct keeps running, and reconnects once Slack accepts the token again", async () => {
  const acct = await begin({});
  await sandbox.until(() => sandbox.connections() === 2, "two connections");
  const { tokens } = sandbox.workspace;
  const token = tokens.app;
  Object.assign(tokens, { app: "xapp-of-somebody-else" });
  sandbox.refreshConnections();
  await sandbox.until(() => sandbox.connections() === 0, "no connection");
  await expect
    .poll(async () => (await acct.ready()).dependencies)
    .toContainEqual(
      expect.objectContaining({ name: "chat", ok: false, problem: expect.stringContaining("invalid_auth") }),
    );
  expect(await acct.status("/healthz")).toBe(200);
  Object.assign(tokens, { app: token });
  await sandbox.until(() => sandbox.connections() === 2, "two connections again");
});

it.each<NodeJS.Signals>(["SIGHUP", "SIGUSR1"])(
  "%s neither stops acct nor opens a debugger, but is logged",
  async (signal) => {
    const acct = await begin({});
    await expect.poll(() => acct.status("/healthz")).toBe(200);
    process.kill(acct.pid, signal);
    await expect
      .poll(() => logLines(acct))
      .toContainEqual(expect.objectContaining({ msg: expect.stringContaining(signal) }));
    expect(acct.log()).not.toContain("Debugger listening");
    expect(await acct.status("/healthz")).toBe(200);
  },
);
