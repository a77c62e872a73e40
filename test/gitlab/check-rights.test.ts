import { describe, expect, it } from "vitest";
import { gitLabClient } from "../../src/gitlab/gitlab-client.ts";
import { aFailure } from "../a-failure.ts";
import { newGitLab } from "./new-gitlab.ts";

describe("acct's rights in GitLab", () => {
  it("are there with an admin's token, and looking changes nothing", async () => {
    const { server, client } = await newGitLab();
    await expect(client.checkRights()).resolves.toBeUndefined();
    server.adminMode = true;
    await expect(client.checkRights()).resolves.toBeUndefined();
    server.addUser({ username: "new", state: "blocked_pending_approval" });
    await expect(client.checkRights()).resolves.toBeUndefined();
    expect(server.calls.filter((call) => !call.startsWith("GET "))).toEqual([]);
    await server.stop();
  });

  it("are missing if Admin Mode takes them away, although the user is an admin", async () => {
    const { server, client } = await newGitLab();
    server.adminMode = true;
    server.scopes = ["api"];
    await expect(client.checkRights()).rejects.toMatchObject({
      ...aFailure(/@root.*Admin Mode.*scope admin_mode/),
      lasts: true,
    });
    await server.stop();
  });

  it("are missing if the token belongs to someone who isn't an admin", async () => {
    const { server, client } = await newGitLab();
    server.owner = server.addUser({ username: "carl" });
    await expect(client.checkRights()).rejects.toMatchObject(aFailure(/@carl.*isn't an admin/));
    await server.stop();
  });

  it("are missing if the token may only read", async () => {
    const { server, client } = await newGitLab();
    server.scopes = ["read_api", "admin_mode"];
    await expect(client.checkRights()).rejects.toMatchObject(aFailure(/read_api, admin_mode.*scope api/));
    await server.stop();
  });

  it("are missing for an auditor, who sees everything but may change nothing", async () => {
    const { server, client } = await newGitLab();
    server.fault = ({ path }) =>
      path.includes("/memberships") ? { status: 403, body: '{"message":"403 Forbidden"}' } : undefined;
    server.owner = { ...server.owner, is_admin: true };
    await expect(client.checkRights()).rejects.toMatchObject(aFailure(/admin's rights/));
    await server.stop();
  });

  it("are gone on the day on which the token expires, which acct names if it has learned it", async () => {
    const { server, client } = await newGitLab();
    server.expiresOn = "2026-11-20";
    expect(await client.tokenExpiry()).toEqual({
      scopes: ["api", "admin_mode"],
      expiresAt: new Date("2026-11-20T00:00:00Z"),
    });
    server.now = () => Date.parse("2026-11-20T00:00:01Z");
    await expect(client.checkRights()).rejects.toMatchObject(
      aFailure(/GITLAB_ACCESS_TOKEN expired on 2026-11-20: create/, "LoginRejectedError"),
    );
    await expect(gitLabClient(server).checkRights()).rejects.toMatchObject(
      aFailure(/GITLAB_ACCESS_TOKEN expired: create/, "LoginRejectedError"),
    );
    await server.stop();
  });

  it("are unknown with a wrong token, whose value is in no message", async () => {
    const { server } = await newGitLab();
    const client = gitLabClient({ url: server.url, token: "glpat-mistyped" });
    const failure = await client.checkRights().catch((error: Error) => error);
    expect(failure).toMatchObject(aFailure(/rejected GITLAB_ACCESS_TOKEN: create/, "LoginRejectedError"));
    expect((failure as Error).message).not.toContain("mistyped");
    await server.stop();
  });

  it("don't depend on a server or a token that can't say when it expires", async () => {
    const { server, client } = await newGitLab();
    server.fault = ({ path }) =>
      path.startsWith("/personal_access_tokens")
        ? {
            status: 400,
            body: '{"message":"400 Bad request - This endpoint requires token type to be a personal access token"}',
          }
        : undefined;
    expect(await client.tokenExpiry()).toBeUndefined();
    await expect(client.checkRights()).resolves.toBeUndefined();
    server.fault = undefined;
    server.expiresOn = null;
    expect((await client.tokenExpiry())?.expiresAt).toBeUndefined();
    await server.stop();
  });
});
