import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { startSetpass } from "../../dev/local-stack/setpass.ts";
import { openGuard } from "../../src/web/guard.ts";
import { aKeystoneUser, eyeOn } from "../keystone-inspector.ts";
import { newDatabase } from "../new-database.ts";

const folder = join(inject("folder"), "limits");
const [keystone, database] = await Promise.all([
  startKeystone({ folder: join(folder, "keystone") }),
  newDatabase(),
]);
const PROXY = "10.9.8.7";
const [one, other] = await Promise.all(
  ["one", "other"].map((name) =>
    startSetpass({
      folder: join(folder, name),
      databaseUrl: database.url,
      settings: { setpass: { authUrl: keystone.url, tokenExpiration: "1d" } },
      variables: { TRUST_PROXY: "10.9.8.0/24" },
    }),
  ),
);
if (!one || !other) throw new Error("two processes were started");
afterAll(async () => {
  await Promise.all([one.stop(), other.stop()]);
  await Promise.all([keystone.stop(), database.close()]);
});

const eye = eyeOn(keystone);
const adminToken = (await keystone.tokenOf("admin", keystone.admin.password, "admin")) ?? "";
const [OLD, NEW, PIN] = ["one time password 1", "a new password 2", "4711"];
const BROWSER = { accept: "text/html" };
let visitors = 0;
/** Returns an address that has sent no request before. */
const newAddress = () => `192.0.2.${++visitors}`;

const put = (
  userId: string,
  token: string,
  address: string,
  body = JSON.stringify({ pin: PIN, password: OLD }),
) =>
  fetch(`${one.url}/token/${userId}`, {
    method: "PUT",
    headers: { "x-forwarded-for": address, ...(token ? { "x-auth-token": token } : {}) },
    body,
  });
const aLink = async () => (await put((await aKeystoneUser(eye, OLD)).id, adminToken, newAddress())).text();
const guess = (address: string, { url } = one) =>
  fetch(`${url}/password?token=${randomUUID()}`, { headers: { "x-forwarded-for": address } });
const statusesOf = async (answers: readonly Promise<Response>[]) =>
  (await Promise.all(answers)).map(({ status }) => status);

it("Forty people behind one address can open their links and set their passwords at the same time, even if each mistypes once", async () => {
  const address = newAddress();
  const links = await Promise.all(Array.from({ length: 40 }, aLink));
  const headers = { ...BROWSER, "x-forwarded-for": address };
  const served = await Promise.all(
    links.map(async (token, n) => {
      const opened = await fetch(`${one.url}/?token=${token}`, { headers, redirect: "manual" });
      const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
      const form = await fetch(`${one.url}/password`, { headers: { ...headers, cookie } });
      const send = (pin: string) =>
        fetch(`${n % 2 ? one.url : other.url}/password`, {
          method: "POST",
          headers,
          redirect: "manual",
          body: new URLSearchParams({ token, pin, password: NEW, confirm_password: NEW }),
        });
      const mistyped = (await send("0000")).status;
      let set = 503;
      // Keystone on SQLite can't serve forty people at once and says so. People then try again.
      while (set === 503) set = (await send(PIN)).status;
      return [opened.status, form.status, mistyped, set];
    }),
  );
  expect(served).toEqual(served.map(() => [303, 200, 403, 303]));
});

describe("someone who guesses", () => {
  it.each([
    [
      "links",
      (address: string, url: string) =>
        fetch(`${url}/?token=${randomUUID()}`, { headers: { "x-forwarded-for": address } }),
    ],
    [
      "pages",
      (address: string, url: string) =>
        fetch(`${url}/${randomUUID()}`, { headers: { "x-forwarded-for": address } }),
    ],
    [
      "Keystone's tokens",
      (address: string, url: string) =>
        fetch(`${url}/token/x`, { method: "PUT", headers: { "x-forwarded-for": address } }),
    ],
  ])("%s is stopped after sixty failures in a minute, counted across all processes", async (_, guessAt) => {
    const address = newAddress();
    const statuses = [];
    for (let n = 0; n < 70; n++) statuses.push((await guessAt(address, n % 2 ? one.url : other.url)).status);
    expect(statuses.slice(0, 60)).not.toContain(429);
    expect(new Set(statuses.slice(60))).toEqual(new Set([429]));
    const answer = await guessAt(address, one.url);
    expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await guess(newAddress())).status).not.toBe(429);
  });

  it("the PINs of many links is stopped, but people at other addresses are not", async () => {
    const address = newAddress();
    const links = await Promise.all(Array.from({ length: 21 }, aLink));
    const send = (token: string, pin: string, from: string) =>
      fetch(`${one.url}/?token=${token}`, {
        method: "POST",
        headers: { "x-forwarded-for": from },
        body: new URLSearchParams({ pin, password: NEW, confirm_password: NEW }),
      });
    const statuses = [];
    for (const token of links.slice(0, 20)) {
      for (const pin of ["0000", "0001", "0002"]) statuses.push((await send(token, pin, address)).status);
    }
    expect(new Set(statuses)).toEqual(new Set([403]));
    const last = links[20] ?? "";
    expect((await send(last, PIN, address)).status).toBe(429);
    expect((await send(last, PIN, newAddress())).status).toBe(200);
  });

  it("doesn't keep others at the same address from using a valid link or creating one", async () => {
    const address = newAddress();
    const token = await aLink();
    const { id } = await aKeystoneUser(eye, OLD);
    const flood = await statusesOf([
      ...Array.from({ length: 70 }, () => guess(address)),
      ...Array.from({ length: 70 }, () => put("x", "", address)),
      ...Array.from({ length: 10 }, () => put("x", "no token of Keystone", address)),
    ]);
    expect(flood).toContain(429);
    const headers = { "x-forwarded-for": address };
    expect((await fetch(`${one.url}/?token=${token}`, { headers })).status).toBe(200);
    expect((await put(id, adminToken, address)).status).toBe(200);
    const set = await fetch(`${one.url}/?token=${token}`, {
      method: "POST",
      headers,
      body: new URLSearchParams({ pin: PIN, password: NEW, confirm_password: NEW }),
    });
    expect(set.status).toBe(200);
  });
});

it("A script with a valid token is never limited: none of its 650 calls from one address is turned away", async () => {
  const address = newAddress();
  const statuses = [];
  for (let n = 0; n < 650; n += 10) {
    // The body is only checked after the token, so its error shows that the token was accepted.
    statuses.push(
      ...(await statusesOf(Array.from({ length: 10 }, () => put("x", adminToken, address, "no JSON")))),
    );
  }
  expect(new Set(statuses)).toEqual(new Set([500]));
});

it("A proxy on another machine is trusted if TRUST_PROXY names it, so one visitor's failures don't count against another", async () => {
  const [guesser, neighbor] = [newAddress(), newAddress()];
  for (let n = 0; n < 61; n++) await guess(`${guesser}, ${PROXY}`);
  expect((await guess(`${guesser}, ${PROXY}`)).status).toBe(429);
  expect((await guess(`${neighbor}, ${PROXY}`)).status).toBe(200);
  // No other proxy is trusted: an address that it forwards is ignored.
  const liar = newAddress();
  for (let n = 0; n < 61; n++) await guess(`${newAddress()}, ${liar}`);
  expect((await guess(`${newAddress()}, ${liar}`)).status).toBe(429);
});

it("While the database can't count failures, no one is turned away", async () => {
  const closed = await newDatabase();
  await closed.close();
  const log = { warn: () => undefined } as never;
  const guard = openGuard({ db: closed.db, now: () => new Date(), log });
  const request = { ip: newAddress() } as never;
  await guard.beginAttempt(request, "link");
  await guard.endAttempt(request, "link", true);
  expect(await guard.isFlood(request)).toBe(false);
});
