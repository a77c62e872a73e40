import { describe, expect, it } from "vitest";
import { nextQuery } from "../../src/gitlab/next-query.ts";
import { readIdentities } from "../../src/gitlab/read-identities.ts";
import { newGitLab } from "./new-gitlab.ts";

describe("an account in GitLab", () => {
  it("is found by identity, by its whole address, and by username, and a program never is", async () => {
    const { server, client } = await newGitLab();
    const identity = { provider: "ldapmain", uid: "uid=ann,ou=people,dc=example,dc=org" };
    const { id } = server.addUser({
      username: "ann",
      email: "ann@example.org",
      identities: [{ provider: "ldapmain", extern_uid: identity.uid }],
    });
    server.addUser({ username: "ann@example.org.bot", email: "joann@example.org" });
    server.addUser({ username: "project_1_bot_f00", bot: true, user_type: "project_bot" });
    expect((await client.findByIdentity(identity)).map((user) => user.id)).toEqual([id]);
    expect(await client.findByIdentity({ ...identity, provider: "ldapsecondary" })).toEqual([]);
    expect((await client.findByAddress("Ann@example.org")).map((user) => user.id)).toEqual([id]);
    expect(await client.findByAddress("n@example.org")).toEqual([]);
    expect(await client.findByUsername("ANN")).toMatchObject({ id, identities: [identity] });
    expect(await client.findByUsername("an")).toBeUndefined();
    expect(await client.findByUsername("project_1_bot_f00")).toBeUndefined();
    await server.stop();
  });

  it("keeps what acct writes down about it until it is deleted", async () => {
    const { server, client } = await newGitLab();
    expect(await client.readAttribute(1, "acct_test")).toBeUndefined();
    await client.writeAttribute(1, "acct_test", "one");
    await client.writeAttribute(1, "acct_test", "two");
    expect(await client.readAttribute(1, "acct_test")).toBe("two");
    await client.deleteAttribute(1, "acct_test");
    await client.deleteAttribute(1, "acct_test");
    expect(await client.readAttribute(1, "acct_test")).toBeUndefined();
    await server.stop();
  });

  it("has memberships in groups, without its personal projects", async () => {
    const { server, client } = await newGitLab();
    const { id } = server.addUser({ username: "ann", projects: [900] });
    const group = server.addGroup("labs/astro");
    group.members.set(id, 30);
    expect(await client.listMemberships(id)).toEqual([
      { type: "group", id: group.id, name: "astro", accessLevel: 30 },
    ]);
    await server.stop();
  });

  it("accepts the token as a bearer token, too", async () => {
    const { server } = await newGitLab();
    const ask = (headers: Record<string, string>) => fetch(`${server.url}/api/v4/user`, { headers });
    expect((await ask({ authorization: `Bearer ${server.token}` })).status).toBe(200);
    expect((await ask({ authorization: "Bearer other" })).status).toBe(401);
    expect((await ask({})).status).toBe(401);
    await server.stop();
  });
});

describe("what GitLab says about identities", () => {
  it.each([
    [
      [{ provider: "ldapmain", extern_uid: "uid=a", saml_provider_id: null }],
      [{ provider: "ldapmain", uid: "uid=a" }],
    ],
    [[], []],
    [undefined, []],
    [null, []],
    ["ldapmain", []],
    [
      [null, 7, { provider: "x" }, { provider: "", extern_uid: "y" }, { provider: "x", extern_uid: null }],
      [],
    ],
  ])("%j is read as %j", (identities, read) => {
    expect(readIdentities({ identities })).toEqual(read);
  });
});

describe("the link to the next page", () => {
  it.each([
    [undefined, undefined],
    ["", undefined],
    ['<https://a.example/api/v4/users?cursor=x&per_page=100>; rel="next"', "cursor=x&per_page=100"],
    [
      '<http://inner:8080/api/v4/users?cursor=a%2Cb>; rel="next", <http://inner/x?page=1>; rel="first"',
      "cursor=a%2Cb",
    ],
    ['<http://a/x?page=1>; rel="first", <http://a/x?page=3>; rel=next', "page=3"],
    ['<http://a/x?page=1>; rel="first"', undefined],
    ['<http://a/x>; rel="next"', undefined],
    ['<not a url?cursor=1>; rel="next"', "cursor=1"],
    ['cursor=1; rel="next"', undefined],
  ])("%j leads to %j", (link, query) => {
    expect(nextQuery(link)).toBe(query);
  });
});
