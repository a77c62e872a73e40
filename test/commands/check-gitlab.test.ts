import { describe, expect, it } from "vitest";
import { type SimulatedGitLab, startGitLab } from "../../dev/local-stack/gitlab/start-gitlab.ts";
import { checkGitLab } from "../../src/commands/check-gitlab.ts";
import { aFailure } from "../a-failure.ts";

const now = new Date("2026-11-01T12:00:00Z");
const check = ({ url, token }: SimulatedGitLab, but: object = {}) =>
  checkGitLab(
    { url, token, providers: { ldapmain: "ldap" }, groups: {}, role: "developer", ...but },
    { now },
  );

describe("doctor", () => {
  it("says what acct may do in GitLab and when the token expires, and changes nothing there", async () => {
    const server = await startGitLab();
    const { sentence, warnings } = await check(server);
    expect(sentence).toMatch(/sees all accounts and may approve.*token expires on 2027-06-01$/);
    expect(warnings).toEqual([]);
    expect(server.calls.filter((call) => !call.startsWith("GET "))).toEqual([]);
    server.expiresOn = null;
    expect((await check(server)).sentence).toMatch(/doesn't expire$/);
    await server.stop();
  });

  it.each([
    ["2026-12-03", []],
    ["2026-12-02", [/expires in 30 days, on 2026-12-02/]],
    ["2026-12-01", [/expires in 29 days, on 2026-12-01: create/]],
    ["2026-11-09", [/expires in 7 days/]],
    ["2026-11-03", [/expires in 1 day, on/]],
    ["2026-11-02", [/expires within a day, on 2026-11-02/]],
  ])("warns that a token that expires on %s does so soon: %j", async (day, warnings) => {
    const server = await startGitLab();
    server.expiresOn = day;
    expect((await check(server)).warnings).toEqual(warnings.map((each) => expect.stringMatching(each)));
    await server.stop();
  });

  it("fails if acct would see no pending accounts", async () => {
    const server = await startGitLab();
    server.adminMode = true;
    server.scopes = ["api"];
    await expect(check(server)).rejects.toMatchObject(aFailure(/Admin Mode/));
    await server.stop();
  });

  it("names groups that don't exist, and that no provider is known", async () => {
    const server = await startGitLab();
    server.addGroup("labs/astro");
    const groups = { astro: "labs/astro", bio: "labs/boi" };
    expect((await check(server, { groups, parentGroup: "lab", providers: {} })).warnings).toEqual([
      expect.stringMatching(/labs\/boi.*gitlab\.groups\.bio/),
      expect.stringMatching(/no group lab:.*gitlab\.parentGroup/),
      expect.stringMatching(/gitlab\.providers is empty/),
    ]);
    await server.stop();
  });
});
