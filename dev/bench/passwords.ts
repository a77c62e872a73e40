import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pLimit from "p-limit";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { type Db, openDatabase } from "../../src/db/client.ts";
import { openPasswordLink } from "../../src/db/password-links.ts";
import { insertRegistration } from "../../src/db/registry.ts";
import { insertRequest } from "../../src/db/requests.ts";
import { hashToken, passwordToken } from "../../src/pipeline/passwords/password-token.ts";
import { hashPin, isPin } from "../../src/pipeline/passwords/pin.ts";
import { ldap } from "../../src/provisioners/ldap/ldap.ts";
import { makeCertificates } from "../local-stack/certificates.ts";
import { freePort } from "../local-stack/child.ts";
import { ldapConfig } from "../local-stack/ldap-config.ts";
import type { Postgres } from "../local-stack/postgres.ts";
import { startSlapd } from "../local-stack/slapd.ts";
import { startWorker, stopWorker } from "./workers.ts";

export const BENCH_KEY = secretKeys(Buffer.alloc(32, "bench"));
const [PIN, PASSWORD] = ["4711", "quiet otters read 9 maps"];
const PER_MINUTE = 1000;
const AT_ONCE = 8;
const BACKLOG = 300;

/** Measures the password page with a real OpenLDAP: at a steady pace, at full speed, and under attack. */
export async function benchPasswords(postgres: Postgres, template: string, folder: string) {
  const certificates = await makeCertificates(join(folder, "password-certificates"));
  const slapd = await startSlapd({ folder: join(folder, "password-slapd"), certificates });
  const config = ldapConfig(slapd.url, { ca: certificates.ca, maxConnections: AT_ONCE });
  const url = await postgres.createDatabase("passwords", template);
  const { db, close } = openDatabase({ url }, () => undefined);
  const port = await freePort();
  const worker = await startWorker("./password-page.process.ts", url, JSON.stringify(config), String(port));
  try {
    const page = `http://127.0.0.1:${port}`;
    const directory = ldap(config);
    const pinHash = await hashPin(PIN, BENCH_KEY);
    const links = await openLinks(PER_MINUTE + BACKLOG + 2, pinHash, db, directory);
    const take = (count: number) => links.splice(0, count);

    const right = await attack(page, take(1)[0] ?? "", 10, 10, PIN);
    const wrong = await attack(page, take(1)[0] ?? "", 300, 60, "0000");
    const fast = await asFastAsItGoes(take(BACKLOG), (token) => choose(page, token));
    const bare = await asFastAsItGoes(
      Array.from({ length: BACKLOG }, (_, n) => `bench${n}`),
      async (username) => {
        await isPin(PIN, pinHash, BENCH_KEY);
        await directory.setPassword(benchPerson(Number(username.slice(5))), `${PASSWORD} ${username}`);
      },
    );
    const steady = await atAPace(take(PER_MINUTE), (token) => choose(page, token));
    return {
      steady,
      perMinute: (BACKLOG / fast) * 60,
      barePerMinute: (BACKLOG / bare) * 60,
      evaluated: wrong.filter((status) => status === "wrong").length,
      set: right.filter((status) => status === "set").length,
      failed: right.filter((status) => status === "failed").length,
    };
  } finally {
    await stopWorker(worker);
    await close();
    await slapd.stop();
  }
}

const benchPerson = (n: number) => ({
  username: `bench${n}`,
  uidNumber: 100_000 + n,
  givenName: "Pat",
  familyName: `N${n}`,
  email: `bench${n}@example.org`,
});

/** Creates accounts in the registry and the directory, each with a link. Returns the tokens of the links. */
async function openLinks(
  count: number,
  pinHash: string,
  db: Db,
  directory: ReturnType<typeof ldap>,
): Promise<string[]> {
  const limit = pLimit(AT_ONCE);
  const project = { name: "bench", gidNumber: 90_000, description: "", adopted: false };
  return Promise.all(
    Array.from({ length: count }, (_, n) =>
      limit(async () => {
        const person = benchPerson(n);
        const { email } = person;
        await directory.ensure(person, project);
        const { username, givenName, familyName } = person;
        const now = new Date();
        const draft = {
          kind: "password",
          stage: "hand-over",
          givenName,
          familyName,
          email,
          username,
        } as const;
        const request = await insertRequest(db, { ...draft, origin: username }, now);
        const stamps = { requestId: request?.id ?? 0, createdAt: now };
        const registered = await insertRegistration(
          db,
          { ...person, ...stamps },
          { ...project, source: "request", ...stamps },
        );
        const id = randomUUID();
        const token = passwordToken(BENCH_KEY, id);
        await openPasswordLink(db, {
          id,
          ...stamps,
          accountId: registered?.account.id ?? 0,
          tokenHash: hashToken(token),
          pinHash,
          expiresAt: new Date(now.getTime() + 3_600_000),
        });
        return token;
      }),
    ),
  );
}

let visitor = 0;
async function choose(page: string, token: string, pin = PIN): Promise<string> {
  const body = new URLSearchParams({ token, pin, password: PASSWORD, confirm_password: PASSWORD });
  // Each visitor has a different address. Otherwise this would measure how well a flood is slowed down.
  const address = `10.${(++visitor >> 16) & 255}.${(visitor >> 8) & 255}.${visitor & 255}`;
  const answer = await fetch(`${page}/password`, {
    method: "POST",
    body,
    headers: { "x-forwarded-for": address },
  });
  const words = await answer.text();
  if (answer.status === 200) return "set";
  if (words === "Wrong pin") return "wrong";
  return answer.status >= 500 ? "failed" : "refused";
}

function attack(page: string, token: string, count: number, atOnce: number, pin: string): Promise<string[]> {
  const limit = pLimit(atOnce);
  return Promise.all(Array.from({ length: count }, () => limit(() => choose(page, token, pin))));
}

/** Returns the seconds that all of them take, several at a time. */
async function asFastAsItGoes(
  items: readonly string[],
  work: (item: string) => Promise<unknown>,
): Promise<number> {
  const limit = pLimit(AT_ONCE);
  const startedAt = performance.now();
  await Promise.all(items.map((item) => limit(() => work(item))));
  return (performance.now() - startedAt) / 1000;
}

/** Starts each at a steady pace for a minute, no matter how long they take. Returns the milliseconds from when each was due. */
async function atAPace(
  tokens: readonly string[],
  work: (token: string) => Promise<string>,
): Promise<number[]> {
  const startedAt = performance.now();
  return Promise.all(
    tokens.map(async (token, n) => {
      const dueAt = startedAt + (n * 60_000) / PER_MINUTE;
      await pause(Math.max(0, dueAt - performance.now()));
      const outcome = await work(token);
      if (outcome !== "set") throw new Error(`a password was not set: ${outcome}`);
      return performance.now() - dueAt;
    }),
  );
}
