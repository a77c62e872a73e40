import { existsSync, readFileSync } from "node:fs";
import { chmod, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, inject, it } from "vitest";
import { type Child, freePort, startChild } from "../../dev/local-stack/child.ts";
import { approveAsAdmin, approveAsPi } from "../../dev/local-stack/people.ts";
import { startTcpRelay, type TcpRelay } from "../../dev/local-stack/tcp-relay.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { logLines } from "./until-more.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
/** A site's program that does not return. */
const hangs = join(inject("folder"), "hangs");
await writeFile(hangs, `#!/bin/sh\ntouch ${hangs}.began\nexec sleep 300\n`);
await chmod(hangs, 0o755);
const site = await newSite({
  withLdap: false,
  settings: {
    commands: [
      { name: "Tape", check: ["/bin/false"], apply: [hangs], leave: ["/bin/true"], timeout: "5m" },
    ] as unknown as object,
  },
});
const database = new URL(site.database.url);
const children: Child[] = [];
const relays: TcpRelay[] = [];
afterEach(async () => {
  site.sandbox.faults.refuseSockets = false;
  await Promise.all(children.splice(0).map((child) => child.stop()));
  await Promise.all(relays.splice(0).map((relay) => relay.stop()));
});
afterAll(() => site.stop());

async function relayTo(port: string): Promise<TcpRelay> {
  const relay = await startTcpRelay(Number(port));
  relays.push(relay);
  return relay;
}

async function start(variables: NodeJS.ProcessEnv = {}): Promise<Child> {
  const port = await freePort();
  const acct = await startChild(process.execPath, [cli, "start"], {
    name: "acct",
    env: { ...site.env, PORT: String(port), ...variables },
    ready: () =>
      fetch(`http://127.0.0.1:${port}/readyz`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  children.push(acct);
  return acct;
}

const onlyChildOf = (pid: number) => Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8"));

/** Sends SIGTERM to acct alone. Resolves with how it ended, and after how many seconds. */
async function terminate(acct: Child) {
  const began = performance.now();
  process.kill(acct.pid, "SIGTERM");
  const ended = await acct.ended;
  return { ended, seconds: (performance.now() - began) / 1000 };
}

it.each<[string, (relay: TcpRelay) => void]>([
  [
    "refused",
    (relay) => {
      relay.refuse(true);
      relay.cut();
    },
  ],
  ["silent", (relay) => relay.silence(true)],
])(
  "SIGTERM stops acct cleanly within its deadline when the database and Slack are both %s, even with work in progress",
  async (_, take) => {
    const [toDatabase, toSlack] = [
      await relayTo(database.port),
      await relayTo(new URL(site.sandbox.url).port),
    ];
    const url = new URL(database);
    url.port = String(toDatabase.port);
    const acct = await start({
      DATABASE_URL: url.href,
      SLACK_API_URL: `http://127.0.0.1:${toSlack.port}/api/`,
    });
    await importRows(
      site,
      Array.from({ length: 20 }, (_row, n) => ({
        email: `${_}${n}@example.org`,
        givenName: `N${n}`,
        familyName: _,
      })),
    );
    site.sandbox.faults.refuseSockets = true;
    for (const relay of [toDatabase, toSlack]) take(relay);
    site.sandbox.dropConnections();
    await expect
      .poll(() => logLines(acct))
      .toContainEqual(expect.objectContaining({ dependency: "database", problem: expect.any(String) }));
    const { ended, seconds } = await terminate(acct);
    expect(ended, acct.log()).toBe("exit code 0");
    expect(seconds).toBeLessThan(30);
  },
);

const bin = fileURLToPath(new URL("../../bin/acct.mjs", import.meta.url));
const asOwner = process.getuid?.() === 0 ? [] : ["--user", "--map-root-user"];
const setpassSettings = join(inject("folder"), "stopping-setpass.yml");
await writeFile(
  setpassSettings,
  JSON.stringify({
    site: { name: "Campus Cloud", helpAddress: "help@example.org" },
    setpass: { authUrl: "http://127.0.0.1:1/v3" },
  }),
);
const starts: [string, string[]][] = [
  [process.execPath, [bin, "start"]],
  [process.execPath, [bin, "setpass"]],
  ["npm", ["start"]],
  ["npm", ["run", "acct", "--", "setpass"]],
  ["unshare", [...asOwner, "--pid", "--fork", "--kill-child", process.execPath, bin, "start"]],
];
it("SIGTERM before acct has started ends it within seconds, also through npm, and as the first process of a container", async () => {
  const relay = await relayTo(database.port);
  relay.silence(true);
  const url = new URL(database);
  url.port = String(relay.port);
  const endEach = async ([program, args]: [string, string[]]) => {
    const name = [program, ...args].join(" ");
    const settings = args.includes("setpass") ? { ACCT_CONFIG: setpassSettings } : {};
    const acct = await startChild(program, args, {
      name,
      env: { ...site.env, DATABASE_URL: url.href, npm_config_update_notifier: "false", ...settings },
      ready: async () => relay.accepted() >= starts.length,
    });
    children.push(acct);
    const began = performance.now();
    process.kill(program === "unshare" ? onlyChildOf(acct.pid) : acct.pid, "SIGTERM");
    expect(await acct.ended, `${name}: ${acct.log()}`).toBe("exit code 0");
    expect(performance.now() - began, name).toBeLessThan(10_000);
  };
  await Promise.all(starts.map(endEach));
});

it("A shutdown that takes longer than 30 seconds is cut off and logged, and the next process resumes the work", async () => {
  const acct = await start();
  await importRows(site, [{ email: "tape@example.org", givenName: "Tara", familyName: "Tape" }]);
  await approveAsAdmin(site, "Tara Tape");
  await approveAsPi(site, "Tara Tape");
  await expect.poll(() => existsSync(`${hangs}.began`)).toBe(true);
  const { ended, seconds } = await terminate(acct);
  expect(ended, acct.log()).toBe("exit code 1");
  expect(logLines(acct)).toContainEqual(
    expect.objectContaining({ exitCode: 1, msg: expect.stringContaining("30 s") }),
  );
  expect(seconds).toBeGreaterThan(29);
  await rm(`${hangs}.began`);
  await start();
  await expect.poll(() => existsSync(`${hangs}.began`)).toBe(true);
});
