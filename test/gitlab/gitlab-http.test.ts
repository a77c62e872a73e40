import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../../dev/local-stack/child.ts";
import { startSilentServer } from "../../dev/local-stack/silent-server.ts";
import { gitLabClient } from "../../src/gitlab/gitlab-client.ts";
import { aFailure } from "../a-failure.ts";
import { newGitLab } from "./new-gitlab.ts";

const closed = await freePort();
const silent = await startSilentServer();
afterAll(() => silent.stop());

describe("a request to GitLab", () => {
  it("waits as long as a 429 says, or a minute, and is sent again", async () => {
    const { server, client, waits } = await newGitLab();
    const faults = ["busy", "busy-without-header"] as const;
    let at = 0;
    server.fault = () => faults[at++];
    expect((await client.findUser(1))?.username).toBe("root");
    expect(waits).toEqual([17_000, 60_000]);
    await server.stop();
  });

  it("isn't carried out twice where a 429 came first", async () => {
    const { server, client, waits } = await newGitLab();
    const { id } = server.addUser({ username: "ann", state: "blocked_pending_approval" });
    let at = 0;
    server.fault = ({ method }) => (method === "POST" && at++ === 0 ? "busy-without-header" : undefined);
    expect(await client.approve(id)).toBe("approved");
    expect(server.state.emails).toEqual(["approved ann"]);
    expect(waits).toEqual([60_000]);
    await server.stop();
  });

  it("is given up after three waits, and at once if GitLab asks for more than two minutes", async () => {
    const { server, client, waits } = await newGitLab();
    server.fault = () => "busy-without-header";
    await expect(client.findUser(1)).rejects.toMatchObject({
      ...aFailure(/too many requests/, "GitLabError"),
      lasts: false,
    });
    expect(waits).toEqual([60_000, 60_000, 60_000]);
    server.fault = () => ({ status: 429, body: "Retry later\n", headers: { "retry-after": "3600" } });
    await expect(client.findUser(1)).rejects.toMatchObject({ status: 429 });
    expect(waits).toHaveLength(3);
    await server.stop();
  });

  it("doesn't follow a redirect, which would make a GET of a POST", async () => {
    const { server, client } = await newGitLab();
    const elsewhere = "https://gitlab.example.org";
    server.fault = ({ path }) => ({
      status: 301,
      body: "",
      headers: { location: `${elsewhere}/api/v4${path}` },
    });
    await expect(client.findUser(1)).rejects.toMatchObject({
      ...aFailure(/redirects acct to https:\/\/gitlab\.example\.org: set gitlab\.url/),
      lasts: true,
    });
    server.fault = () => ({ status: 302, body: "", headers: { location: "/users/sign_in?secret=1" } });
    await expect(client.findUser(1)).rejects.toMatchObject(
      aFailure(/redirects acct to http:\/\/127\.0\.0\.1:\d+\/users\/sign_in: set/),
    );
    await server.stop();
  });

  it.each([
    [
      "a page of a proxy",
      { status: 502, body: "<html><h1>502 Bad Gateway</h1></html>" },
      /^GitLab \(http:\S+\) returned 502 without an explanation: [^<]*$/,
    ],
    [
      "a sign-in page",
      { status: 200, body: "<html>Sign in</html>" },
      /web page instead of JSON: check gitlab\.url/,
    ],
    [
      "a page that isn't there",
      { status: 404, body: "<html>nginx</html>" },
      /404 without GitLab's JSON: check gitlab\.url/,
    ],
    [
      "an error by field",
      { status: 400, body: '{"message":{"access_level":["is not included in the list"],"base":["no"]}}' },
      /400: access_level is not included in the list; no$/,
    ],
    [
      "an error of OAuth",
      {
        status: 403,
        body: '{"error":"insufficient_scope","error_description":"higher privileges","scope":"api"}',
      },
      /403: higher privileges\. GITLAB_ACCESS_TOKEN/,
    ],
    [
      "another structure",
      { status: 200, body: '[{"id":"one"}]' },
      /unexpected for groups\/1\/members: 0\.id/,
    ],
  ])("that is answered with %s fails with one sentence", async (_, answer, sentence) => {
    const { server, client } = await newGitLab();
    server.fault = () => answer;
    await expect(client.listMembers(1, "direct")).rejects.toMatchObject({
      message: expect.stringMatching(sentence),
    });
    await server.stop();
  });

  it("isn't read further if the answer is too long", async () => {
    const { server, client } = await newGitLab();
    server.fault = () => ({ status: 200, body: `"${"x".repeat(9_000_000)}"` });
    await expect(client.findUser(1)).rejects.toMatchObject(
      aFailure(/sent more than 8 MB/, "LostAnswerError"),
    );
    await server.stop();
  });

  it("names the server that can't be reached, and one that doesn't respond", async () => {
    const token = "glpat-secret";
    await expect(
      gitLabClient({ url: `http://127.0.0.1:${closed}`, token }).findUser(1),
    ).rejects.toMatchObject(aFailure(/^GitLab \(http:\S+\) can't be reached: ECONNREFUSED$/));
    await expect(
      gitLabClient({ url: `http://127.0.0.1:${silent.port}`, token }).findUser(1),
    ).rejects.toMatchObject(aFailure(/^GitLab \(http:\S+\) did not respond within 20 s$/, "LostAnswerError"));
  });
});
