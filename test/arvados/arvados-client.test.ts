import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../../dev/local-stack/child.ts";
import { arvadosClient } from "../../src/arvados/arvados-client.ts";
import { isUuid } from "../../src/arvados/uuid.ts";
import { aFailure } from "../a-failure.ts";
import { newArvados } from "./new-arvados.ts";

const { server, client, waits, changes, userAt } = await newArvados();
afterAll(() => server.stop());
const closed = await freePort();
const unknown = "zzzzz-tpzed-xxxxxxxxxxxxxxx";

describe("a request to Arvados", () => {
  it("that reads is sent again while the API server restarts, at most twice", async () => {
    let failures = 2;
    server.fault = () => (failures-- > 0 ? "rails-away" : undefined);
    expect((await client.self()).email).toBe("admin@example.org");
    expect(waits).toEqual([1000, 3000]);
    failures = 3;
    await expect(client.self()).rejects.toMatchObject({ name: "ArvadosError", lasts: false });
    server.fault = undefined;
  });

  it.each(["rails-away", "bad-gateway-after", "reset-after"] as const)(
    "that changes something is never sent twice: %s",
    async (fault) => {
      const email = `once-${fault}@example.org`;
      const uuid = `zzzzz-tpzed-${fault.replace("-", "").padEnd(15, "x").slice(0, 15).replace("-", "x")}`;
      server.fault = ({ method }) => (method === "POST" ? fault : undefined);
      const before = changes().length;
      const creating = client.createUser({ uuid, email, firstName: "", lastName: "" });
      await expect(creating).rejects.toMatchObject({ lasts: false });
      expect(changes().length).toBe(before + 1);
      server.fault = undefined;
    },
  );

  it("that the controller can't read is acct's own mistake, and lasts", async () => {
    const body = {
      errors: ["transcode: json: cannot unmarshal string into Go struct field ListOptions.filters"],
    };
    const asked = server.calls.length;
    server.fault = () => ({ status: 500, body });
    await expect(client.self()).rejects.toMatchObject({
      ...aFailure(/mistake in acct/, "ArvadosError"),
      lasts: true,
    });
    expect(server.calls.length).toBe(asked + 1);
    server.fault = undefined;
  });

  it("fails with a sentence if nothing listens, if a sign-in page answers, and if the API is elsewhere", async () => {
    const away = arvadosClient({ url: `http://127.0.0.1:${closed}`, token: "x" });
    await expect(away.self()).rejects.toMatchObject(aFailure(/can't be reached: ECONNREFUSED/));
    server.fault = () => "garbage";
    await expect(client.self()).rejects.toMatchObject({
      ...aFailure(/web page instead of JSON.*arvados\.url/),
      lasts: true,
    });
    server.fault = () => ({
      status: 302,
      body: "",
      headers: { location: "https://workbench.example.org/login?secret=1" },
    });
    await expect(client.self()).rejects.toMatchObject(
      aFailure(/redirects acct to https:\/\/workbench\.example\.org: set/),
    );
    server.fault = undefined;
  });

  it("with a token that was rejected says what to do, and shows neither the token nor an address", async () => {
    const other = arvadosClient({ url: server.url, token: "v2/zzzzz-gj3su-aaaaaaaaaaaaaaa/secret" });
    const error: unknown = await other.findByAddress("amy@example.org").catch((failure: unknown) => failure);
    expect(error).toMatchObject(
      aFailure(/rejected ARVADOS_API_TOKEN \(req-\w+\): create a new token/, "LoginRejectedError"),
    );
    expect(JSON.stringify(error) + String(error)).not.toMatch(/secret|amy/);
  });

  it("whose path would have anything but a UUID isn't sent", async () => {
    const asked = server.calls.length;
    for (const text of ["12", "", "../users", "zzzzz-j7d0g-000000000000000", "zzzzz-tpzed-XXXXXXXXXXXXXXX"]) {
      await expect(client.findUser(text)).rejects.toThrow(/is no UUID/);
      await expect(client.unsetUp(text)).rejects.toThrow(/is no UUID/);
      await expect(client.setUp(text, undefined)).rejects.toThrow(/is no UUID/);
    }
    expect(server.calls.length).toBe(asked);
    expect(isUuid("zzzzz-tpzed-00000000000000\n", "user")).toBe(false);
  });

  it("that Arvados answers with 200 and doesn't carry out is a failure", async () => {
    const user = server.addUser({ email: "same@example.org" });
    server.fault = ({ method }) =>
      method === "PUT" ? { status: 200, body: { uuid: user.uuid } } : undefined;
    await expect(client.setAddress(user.uuid, "other@example.org")).rejects.toMatchObject(
      aFailure(/is as before/),
    );
    await expect(client.preActivate(user.uuid)).rejects.toMatchObject(aFailure(/is as before/));
    server.fault = undefined;
  });
});

describe("a user of Arvados", () => {
  it("is found by an address in any case, and % and _ are no placeholders", async () => {
    server.addUser({ email: "O_Neill%1@Example.org" });
    server.addUser({ email: "oxneill%1@example.org" });
    server.addUser({ email: "o_neill251@example.org" });
    expect((await client.findByAddress("o_neill%1@EXAMPLE.org")).map(({ email }) => email)).toEqual([
      "O_Neill%1@Example.org",
    ]);
  });

  it("has the same empty values whether Arvados says null or nothing", async () => {
    const user = server.addUser({ email: "empty@example.org", first_name: null, last_name: "" });
    expect(await client.findUser(user.uuid)).toMatchObject({ firstName: "", lastName: "" });
    expect(await client.findUser(unknown)).toBeUndefined();
  });

  it("is listed with everyone else, over all pages", async () => {
    const { settings } = server.state;
    server.state.settings = { ...settings, MaxItemsPerResponse: 7 };
    for (let n = 0; n < 20; n++) server.addUser({ email: `many${n}@example.org` });
    const seen: number[] = [];
    const { items, missing } = await client.listUsers((read) => seen.push(read));
    expect(missing).toBe(0);
    expect(new Set(items.map(({ uuid }) => uuid)).size).toBe(server.state.tables.users.length);
    expect(seen.slice(0, 2)).toEqual([7, 14]);
    expect(seen.at(-1)).toBe(server.state.tables.users.length);
    server.state.settings = settings;
  });

  it("that is deleted is gone even if the answer is lost, and one that owns something stays", async () => {
    const user = server.addUser({ email: "lost@example.org" });
    server.fault = ({ method }) => (method === "DELETE" ? "reset-after" : undefined);
    await client.deleteUser(user.uuid);
    server.fault = undefined;
    expect(await client.findUser(user.uuid)).toBeUndefined();
    expect(() => userAt("lost@example.org")).toThrow();
  });
});
