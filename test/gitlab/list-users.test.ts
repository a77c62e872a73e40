import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SimulatedGitLab } from "../../dev/local-stack/gitlab/start-gitlab.ts";
import { aFailure } from "../a-failure.ts";
import { listAll, namesOf, newGitLab } from "./new-gitlab.ts";

function addMany(server: SimulatedGitLab, count: number): string[] {
  const names = Array.from({ length: count }, (_, at) => `user${at + 1}`);
  for (const username of names) server.addUser({ username });
  return names;
}

const isPage = (path: string) => path.startsWith("/users?");

describe("the list of everyone in GitLab", () => {
  it("has 10,000 people once, in the order of their IDs, read with keyset pages", async () => {
    const { server, client } = await newGitLab();
    const names = addMany(server, 10_000);
    expect(await namesOf(client)).toEqual(["root", ...names]);
    expect(server.calls).toHaveLength(101);
    expect(server.calls.every((call) => call.includes("pagination=keyset"))).toBe(true);
    await server.stop();
  });

  it.each([0, 1, 99, 100, 101, 199, 200, 250])(
    "is complete with %i people, whichever pages the server has",
    async (count) => {
      const { server, client } = await newGitLab();
      const names = ["root", ...addMany(server, count)];
      for (const keyset of ["supported", "refused", "ignored"] as const) {
        server.keyset = keyset;
        expect(await namesOf(client), keyset).toEqual(names);
      }
      server.keyset = "supported";
      server.link = undefined;
      expect(await namesOf(client), "without Link").toEqual(names);
      await server.stop();
    },
  );

  it("follows only the query of the next page, and never goes to another host with its token", async () => {
    const { server, client } = await newGitLab();
    const names = addMany(server, 250);
    for (const link of ["http://gitlab.internal:8080", "https://evil.example", "http://127.0.0.1:1/deeper"]) {
      server.link = link;
      expect(await namesOf(client)).toEqual(["root", ...names]);
    }
    await server.stop();
  });

  it("goes beyond the 50,000th person with keyset pages, and says what is missing where a proxy drops the link", async () => {
    const { server, client } = await newGitLab();
    server.offsetLimit = 200;
    const names = addMany(server, 350);
    expect(await namesOf(client)).toEqual(["root", ...names]);
    server.link = undefined;
    await expect(listAll(client)).rejects.toMatchObject({
      ...aFailure(/proxy.*Link.*update GitLab/),
      lasts: true,
    });
    await server.stop();
  });

  it("misses no one who stays, whatever accounts come and go between two pages", async () => {
    const change = fc.record({
      at: fc.nat(14),
      deletes: fc.array(fc.nat(400), { maxLength: 5 }),
      joins: fc.nat(3),
    });
    const keyset = fc.constantFrom("supported" as const, "refused" as const, "ignored" as const);
    await fc.assert(
      fc.asyncProperty(keyset, fc.array(change, { maxLength: 6 }), async (pages, changes) => {
        const { server, client } = await newGitLab();
        addMany(server, 350);
        server.keyset = pages;
        const stays = new Set([...server.state.users.values()].map(({ username }) => username));
        let [calls, joined] = [0, 0];
        server.before = () => {
          for (const { deletes, joins } of changes.filter(({ at }) => at === calls)) {
            for (const id of deletes.filter((each) => each > 1)) {
              stays.delete(server.state.users.get(id)?.username ?? "");
              server.removeUser(id);
            }
            for (let n = 0; n < joins; n++) server.addUser({ username: `late${joined++}` });
          }
          calls++;
        };
        const found = await namesOf(client);
        expect(found.filter((name) => stays.has(name)).toSorted()).toEqual([...stays].toSorted());
        expect(new Set(found).size).toBe(found.length);
        await server.stop();
      }),
      { numRuns: 40 },
    );
  });

  it("is not called complete if accounts are deleted each time that it is read", async () => {
    const { server, client } = await newGitLab();
    addMany(server, 150);
    server.keyset = "refused";
    server.before = () => {
      server.removeUser(Math.min(...[...server.state.users.keys()].filter((id) => id > 1)));
    };
    await expect(listAll(client)).rejects.toMatchObject(aFailure(/deleted accounts.*missing/));
    await server.stop();
  });

  it("ends with a failure if the server shows one page again and again", async () => {
    const { server, client } = await newGitLab();
    addMany(server, 300);
    const link = `<${server.url}/api/v4/users?cursor=${Buffer.from('{"id":"0"}').toString("base64url")}&pagination=keyset&per_page=100&order_by=id&sort=asc>; rel="next"`;
    const page = [...server.state.users.values()].slice(0, 100);
    const body = JSON.stringify(page.map((user) => ({ ...user, attributes: undefined })));
    server.fault = ({ path }) => (isPage(path) ? { status: 200, body, headers: { link } } : undefined);
    await expect(listAll(client)).rejects.toMatchObject(aFailure(/same page.*again/));
    await server.stop();
  });

  it("has people in all states, with states that acct doesn't know, and leaves programs out", async () => {
    const { server, client } = await newGitLab();
    const states =
      "active blocked blocked_pending_approval ldap_blocked deactivated banned hibernating".split(" ");
    for (const state of states) server.addUser({ username: `is-${state}`, state });
    const address = (name: string) => `${name}@noreply.gitlab.example.org`;
    const programs = [
      { username: "project_7_bot_0a1b2c", bot: true, user_type: "project_bot" },
      { username: "group_12_bot", email: address("group_12_bot") },
      { username: "service_account_9f8e", email: address("service_account_9f8e") },
      { username: "deployer", user_type: "service_account", email: address("sa") },
      { username: "ghost", user_type: "ghost" },
      { username: "support-bot", user_type: "support_bot", bot: true },
      { username: "ann_placeholder_user_1", user_type: "placeholder", email: address("ann_placeholder") },
    ];
    for (const program of programs) server.addUser(program);
    expect(await namesOf(client)).toEqual(["root", ...states.map((state) => `is-${state}`)]);
    // An older server ignores the filters.
    for (const user of server.state.users.values()) user.user_type = "human";
    expect(await namesOf(client)).toEqual(["root", ...states.map((state) => `is-${state}`)]);
    await server.stop();
  });

  it("has no address for those whose address GitLab has made up", async () => {
    const { server, client } = await newGitLab();
    server.addUser({ username: "ann", email: "Ann@Example.org" });
    server.addUser({ username: "bob", email: "temp-email-for-oauth-bob@gitlab.localhost" });
    server.addUser({ username: "cyd", email: "4-cyd@users.noreply.gitlab.example.org" });
    const found = await listAll(client);
    expect(Object.fromEntries(found.map(({ username, email }) => [username, email]))).toMatchObject({
      ann: "ann@example.org",
      bob: undefined,
      cyd: undefined,
    });
    await server.stop();
  });

  it("fails with a sentence if the server hides identities, instead of listing people without any", async () => {
    const { server, client } = await newGitLab();
    server.adminMode = true;
    server.scopes = ["api"];
    await expect(listAll(client)).rejects.toMatchObject(aFailure(/identities.*admin's rights/));
    await server.stop();
  });
});
