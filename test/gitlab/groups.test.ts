import { describe, expect, it } from "vitest";
import { aFailure } from "../a-failure.ts";
import { newGitLab } from "./new-gitlab.ts";

describe("groups in GitLab", () => {
  it("are found by their whole path, never by a number or by a name that they had before", async () => {
    const { server, client } = await newGitLab();
    const group = server.addGroup("labs/Astro");
    expect(await client.findGroup("labs/astro")).toEqual({
      id: group.id,
      name: "Astro",
      fullPath: "labs/Astro",
    });
    expect(await client.findGroup("astro")).toBeUndefined();
    expect(await client.findGroup(String(group.id))).toBeUndefined();
    expect(await client.findGroupById(group.id)).toMatchObject({ fullPath: "labs/Astro" });
    const moved = JSON.stringify({ id: group.id, name: "Astro", full_path: "labs/stars" });
    server.fault = () => ({ status: 200, body: moved });
    expect(await client.findGroup("labs/astro")).toBeUndefined();
    await server.stop();
  });

  it("list 450 members on several pages, with those of the groups above if asked", async () => {
    const { server, client } = await newGitLab();
    const [above, group] = [server.addGroup("labs"), server.addGroup("labs/astro")];
    for (let n = 0; n < 450; n++) group.members.set(server.addUser({ username: `member${n}` }).id, 30);
    above.members.set(1, 50);
    expect(await client.listMembers(group.id, "direct")).toHaveLength(450);
    const all = await client.listMembers(group.id, "all");
    expect(all).toHaveLength(451);
    expect(all).toContainEqual({ userId: 1, username: "root", state: "active", accessLevel: 50 });
    expect(await client.findMember(group.id, 1, "direct")).toBeUndefined();
    expect((await client.findMember(group.id, 1, "all"))?.accessLevel).toBe(50);
    await server.stop();
  });

  it("get a member once, with another role if that changes, and lose them once", async () => {
    const { server, client } = await newGitLab();
    const group = server.addGroup("labs/astro");
    const { id } = server.addUser({ username: "ann" });
    await Promise.all([client.setMember(group.id, id, 30), client.setMember(group.id, id, 30)]);
    await client.setMember(group.id, id, 40);
    expect([...group.members]).toEqual([[id, 40]]);
    await client.removeMember(group.id, id);
    await client.removeMember(group.id, id);
    expect(group.members.size).toBe(0);
    await server.stop();
  });

  it.each(["reset-after", "bad-gateway-after", "reset", "bad-gateway"] as const)(
    "get a member although the answer is lost (%s)",
    async (fault) => {
      const { server, client } = await newGitLab();
      const group = server.addGroup("labs/astro");
      const { id } = server.addUser({ username: "ann" });
      let faults = 0;
      server.fault = ({ method }) => (method === "POST" && faults++ === 0 ? fault : undefined);
      await client.setMember(group.id, id, 30);
      expect([...group.members]).toEqual([[id, 30]]);
      await server.stop();
    },
  );

  it("quote GitLab if it doesn't take a member", async () => {
    const { server, client } = await newGitLab();
    server.addGroup("labs").members.set(1, 50);
    const group = server.addGroup("labs/astro");
    await expect(client.setMember(group.id, 1, 30)).rejects.toMatchObject(
      aFailure(/inherited membership from group labs/, "GitLabError"),
    );
    await server.stop();
  });

  it("list who was invited, and a failed invitation is a failure although GitLab answers 201", async () => {
    const { server, client } = await newGitLab();
    const { id, invitations } = server.addGroup("labs/astro");
    await client.invite(id, { email: "New@example.org", accessLevel: 30 });
    await client.invite(id, { email: "new@example.org", accessLevel: 30 });
    expect(await client.listInvitations(id)).toEqual([{ email: "new@example.org", accessLevel: 30 }]);
    await expect(client.invite(id, { email: "nonsense", accessLevel: 30 })).rejects.toMatchObject(
      aFailure(/could not invite nonsense: nonsense Invite email is invalid$/),
    );
    expect(invitations.size).toBe(1);
    let faults = 0;
    server.fault = ({ method }) => (method === "POST" && faults++ === 0 ? "reset-after" : undefined);
    await client.invite(id, { email: "other@example.org", accessLevel: 30 });
    expect([...invitations.keys()]).toEqual(["new@example.org", "other@example.org"]);
    await server.stop();
  });
});
