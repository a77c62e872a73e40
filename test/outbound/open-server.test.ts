import { afterAll, afterEach, expect, it } from "vitest";
import { startSimulatedApi } from "../../dev/local-stack/simulated-api.ts";
import { openServer } from "../../src/outbound/open-server.ts";

const api = await startSimulatedApi(() => ({ status: 200, body: "fine" }));
afterAll(() => api.stop());
afterEach(() => {
  api.fault = undefined;
});

const HOUR_MS = 3_600_000;
let now = Date.parse("2026-11-26T12:00:00Z");
const open = () => openServer({ name: "The toy", url: api.url, section: "toy" }, () => now);
const busy = (status: number, wait?: string) => {
  api.fault = () => ({ status, headers: wait === undefined ? {} : { "retry-after": wait }, body: "" });
};

it.each([
  [429, "30", 30_000],
  [503, "5", 5000],
  [429, undefined, 60_000],
  [429, "Thu, 26 Nov 2026 12:00:20 GMT", 20_000],
  [429, "Thu, 26 Nov 2020 12:00:20 GMT", 1000],
  [429, "soon", 60_000],
  [429, "999999999", HOUR_MS],
])("A server that answers %s with Retry-After %s isn't called for %s ms", async (status, wait, ms) => {
  now = Date.parse("2026-11-26T12:00:00Z");
  const call = open();
  busy(status, wait);
  await expect(call("/", {})).rejects.toThrow(`is busy (${status})`);
  api.fault = undefined;
  const { length } = api.calls;
  now += ms - 1;
  await expect(call("/", {})).rejects.toThrow("asked acct to wait until");
  expect(api.calls).toHaveLength(length);
  now += 1;
  expect(await call("/", {})).toEqual({ status: 200, text: "fine" });
});

it("A redirect isn't followed, so that a password never goes elsewhere", async () => {
  api.fault = () => ({
    status: 302,
    headers: { location: "https://login.example.org/?next=/secret" },
    body: "",
  });
  await expect(open()("/", {})).rejects.toThrow(
    "redirected acct to https://login.example.org/: check toy.url",
  );
});

it("Any answer below 500 is for the caller to read, and any other is a failure", async () => {
  for (const status of [200, 204, 400, 401, 403, 404, 422]) {
    api.fault = () => ({ status, body: "" });
    expect(await open()("/", {})).toEqual({ status, text: "" });
  }
  for (const status of [500, 502, 503]) {
    busy(status);
    await expect(open()("/", {})).rejects.toThrow(`returned ${status}`);
  }
});

it("A call ends with its signal, also while it waits for its turn", async () => {
  api.fault = () => "silent";
  const call = open();
  const ended = await Promise.allSettled(
    Array.from({ length: 10 }, () => call("/", {}, AbortSignal.timeout(100))),
  );
  for (const each of ended) expect(each.status).toBe("rejected");
});
