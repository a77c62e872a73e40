import { describe, expect, it } from "vitest";
import type { Fault } from "../../dev/local-stack/gitlab/start-gitlab.ts";
import { aFailure } from "../a-failure.ts";
import { newGitLab } from "./new-gitlab.ts";

const PENDING = "blocked_pending_approval";
const refused = (state: string) => ({ refused: state });
const already = (state: string) => ({ already: state });

type Row = [
  state: string,
  call: "approve" | "block" | "unblock" | "deactivate" | "activate",
  result: unknown,
  after?: string,
];

/** What each call comes to from each state, and the state afterwards if it isn't the same. */
const TABLE: Row[] = [
  ["active", "approve", already("active")],
  ["active", "block", "done", "blocked"],
  ["active", "unblock", "done"],
  ["active", "deactivate", "done", "deactivated"],
  ["active", "activate", "done"],
  ["deactivated", "approve", already("deactivated")],
  ["deactivated", "block", "done", "blocked"],
  ["deactivated", "unblock", "done"],
  ["deactivated", "deactivate", "done"],
  ["deactivated", "activate", "done", "active"],
  ["blocked", "approve", already("blocked")],
  ["blocked", "block", "done"],
  ["blocked", "unblock", "done", "active"],
  ["blocked", "deactivate", refused("blocked")],
  ["blocked", "activate", refused("blocked")],
  [PENDING, "approve", "approved", "active"],
  [PENDING, "block", refused(PENDING)],
  [PENDING, "unblock", refused(PENDING)],
  [PENDING, "deactivate", refused(PENDING)],
  [PENDING, "activate", refused(PENDING)],
  ["ldap_blocked", "approve", already("ldap_blocked")],
  ["ldap_blocked", "block", refused("ldap_blocked")],
  ["ldap_blocked", "unblock", refused("ldap_blocked")],
  ["ldap_blocked", "deactivate", refused("ldap_blocked")],
  ["ldap_blocked", "activate", refused("ldap_blocked")],
  ["banned", "approve", already("banned")],
  ["banned", "block", refused("banned")],
  ["banned", "unblock", refused("banned")],
  ["banned", "deactivate", refused("banned")],
  ["banned", "activate", refused("banned")],
  ["hibernating", "block", refused("hibernating")],
  ["hibernating", "unblock", refused("hibernating")],
  ["hibernating", "deactivate", refused("hibernating")],
  ["hibernating", "activate", refused("hibernating")],
];

/** Everything after which acct doesn't know whether the call was carried out. */
const LOST: readonly Fault[] = ["reset", "reset-after", "bad-gateway", "bad-gateway-after"];

describe("the state of an account in GitLab", () => {
  it.each<Row>(TABLE)("%s: the result of %s is %j", async (state, call, result, after = state) => {
    const { server, client } = await newGitLab();
    const user = server.addUser({ username: "ann", state });
    expect(await client[call](user.id)).toEqual(result);
    expect(user.state).toBe(after);
    const sent = server.calls.filter((each) => each.startsWith("POST "));
    if (call !== "approve") expect(sent).toHaveLength(after === state ? 0 : 1);
    await server.stop();
  });

  it("of someone who has no account is gone", async () => {
    const { server, client } = await newGitLab();
    for (const call of ["approve", "reject", "block", "unblock", "deactivate", "activate"] as const)
      expect(await client[call](4711), call).toBe("gone");
    expect(await client.isGone(4711)).toBe(true);
    await server.stop();
  });

  it("isn't approved if the account itself is invalid, and GitLab's words say why", async () => {
    const { server, client } = await newGitLab();
    const invalid = "Username is too long (maximum is 255 characters). Name can't be blank";
    const { id } = server.addUser({ username: "ann", state: PENDING, invalid });
    expect(await client.approve(id)).toEqual({ invalid });
    await server.stop();
  });

  it("isn't approved without an admin's rights, and that is a failure and not a state", async () => {
    const { server, client } = await newGitLab();
    const { id } = server.addUser({ username: "ann", state: PENDING });
    server.fault = ({ method }) =>
      method === "POST"
        ? { status: 403, body: '{"message":"You are not allowed to approve a user"}' }
        : undefined;
    await expect(client.approve(id)).rejects.toMatchObject({
      ...aFailure(/not allowed to approve.*GITLAB_ACCESS_TOKEN/, "GitLabError"),
      lasts: true,
    });
    await server.stop();
  });

  it.each(LOST)("is approved once if the answer is lost (%s)", async (fault) => {
    const { server, client } = await newGitLab();
    const { id } = server.addUser({ username: "ann", state: PENDING });
    let faults = 0;
    server.fault = ({ method }) => (method === "POST" && faults++ === 0 ? fault : undefined);
    expect(await client.approve(id)).toBe("approved");
    expect(server.state.emails).toEqual(["approved ann"]);
    const posts = server.calls.filter((call) => call.startsWith("POST "));
    expect(posts).toHaveLength(String(fault).endsWith("-after") ? 1 : 2);
    expect(server.calls.indexOf(`GET /users/${id}`)).toBeGreaterThan(0);
    await server.stop();
  });

  it.each(LOST)("is blocked and unblocked although answers are lost (%s)", async (fault) => {
    const { server, client } = await newGitLab();
    const user = server.addUser({ username: "ann" });
    let faults = 0;
    server.fault = ({ method }) => (method === "POST" && faults++ % 2 === 0 ? fault : undefined);
    expect(await client.block(user.id)).toBe("done");
    expect(user.state).toBe("blocked");
    faults = 0;
    expect(await client.unblock(user.id)).toBe("done");
    expect(user.state).toBe("active");
    await server.stop();
  });

  it("isn't changed a third time if all answers are lost", async () => {
    const { server, client } = await newGitLab();
    const { id } = server.addUser({ username: "ann", state: PENDING });
    server.fault = ({ method }) => (method === "POST" ? "bad-gateway" : undefined);
    await expect(client.approve(id)).rejects.toMatchObject(
      aFailure(/returned 502 without an explanation: GitLab or the proxy/, "GitLabError"),
    );
    expect(server.calls.filter((call) => call.startsWith("POST "))).toHaveLength(2);
    await server.stop();
  });

  it("isn't deactivated after recent activity", async () => {
    const { server, client } = await newGitLab();
    const { id } = server.addUser({ username: "ann", isRecentlyActive: true });
    await expect(client.deactivate(id)).rejects.toMatchObject(
      aFailure(/active in the past 90 days/, "GitLabError"),
    );
    await server.stop();
  });
});

describe("rejecting an account", () => {
  it("is done when the account is gone, which is after the call", async () => {
    const { server, client } = await newGitLab();
    const { id } = server.addUser({ username: "spam", state: PENDING });
    expect(await client.reject(id)).toBe("rejected");
    expect(await client.isGone(id)).toBe(false);
    expect((await client.findUser(id))?.state).toBe(PENDING);
    server.finishDeletions();
    expect(await client.isGone(id)).toBe(true);
    expect(await client.reject(id)).toBe("gone");
    await server.stop();
  });

  it.each(["active", "blocked", "ldap_blocked", "deactivated", "banned", "hibernating"])(
    "is never asked for one that is %s",
    async (state) => {
      const { server, client } = await newGitLab();
      const { id } = server.addUser({ username: "ann", state });
      expect(await client.reject(id)).toEqual({ already: state });
      expect(server.calls.filter((call) => call.startsWith("POST "))).toEqual([]);
      await server.stop();
    },
  );

  it.each([
    ["a membership", {}, true, ["1 group"]],
    ["personal projects", { projects: [901, 902] }, false, ["2 projects"]],
    ["an issue", { issues: 1 }, false, ["1 issue"]],
    ["merge requests", { mergeRequests: 3 }, false, ["3 merge requests"]],
    ["comments", { events: 2 }, false, ["activity"]],
  ] as const)("is refused if the account has %s", async (_, given, isMember, holds) => {
    const { server, client } = await newGitLab();
    const { id } = server.addUser({
      username: "ann",
      state: PENDING,
      ...given,
      projects: [...("projects" in given ? given.projects : [])],
    });
    if (isMember) server.addGroup("labs").members.set(id, 30);
    expect(await client.reject(id)).toEqual({ holds });
    expect(server.state.condemned.size).toBe(0);
    await server.stop();
  });

  it("isn't done because a proxy answers 404", async () => {
    const { server, client } = await newGitLab();
    const { id } = server.addUser({ username: "spam", state: PENDING });
    server.fault = () => ({ status: 404, body: "<html>404 Not Found</html>" });
    await expect(client.isGone(id)).rejects.toMatchObject(
      aFailure(/404 without GitLab's JSON/, "GitLabError"),
    );
    await expect(client.approve(id)).rejects.toMatchObject({ status: 404 });
    await server.stop();
  });

  it("isn't repeated after a lost answer, because GitLab would email the person again", async () => {
    const { server, client } = await newGitLab();
    const { id } = server.addUser({ username: "spam", state: PENDING });
    server.fault = ({ method }) => (method === "POST" ? "reset-after" : undefined);
    await expect(client.reject(id)).rejects.toMatchObject({ name: "LostAnswerError" });
    expect(server.state.emails).toEqual(["rejected spam"]);
    await server.stop();
  });
});
