import { describe, expect, it } from "vitest";
import * as content from "../../dev/local-stack/arvados/add-content.ts";
import { checkArvados } from "../../src/commands/check-arvados.ts";
import { aFailure } from "../a-failure.ts";
import { newArvados } from "../arvados/new-arvados.ts";

const now = new Date("2026-11-01T12:00:00Z");
type Cluster = Awaited<ReturnType<typeof newArvados>>;
const check = ({ server, token }: Pick<Cluster, "server" | "token">, but: object = {}) =>
  checkArvados(
    { url: server.url, token, groups: [], projectGroups: false, preActivated: {}, ...but },
    { now },
  );

describe("doctor", () => {
  it("says who acct is in Arvados, and changes nothing there", async () => {
    const cluster = await newArvados();
    expect(await check(cluster)).toEqual({
      sentence: `${cluster.server.url}: acct is admin, an admin of the cluster zzzzz`,
      warnings: [],
    });
    expect(cluster.changes()).toEqual([]);
    const member = await newArvados({ LoginCluster: "bbbbb" });
    expect((await check(member)).sentence).toMatch(/sign in at the cluster bbbbb/);
    await cluster.server.stop();
    await member.server.stop();
  });

  it("fails if the token is no one's, not an admin's, or limited", async () => {
    const { server, admin, token } = await newArvados();
    await expect(check({ server, token: "nonsense" })).rejects.toMatchObject({ name: "LoginRejectedError" });
    const amy = server.addUser({ email: "amy@example.org", is_active: true });
    await expect(check({ server, token: server.addToken(amy) })).rejects.toMatchObject(
      aFailure(/isn't an active admin|admin's rights/),
    );
    const limited = server.addToken(admin, { scopes: ["GET /arvados/v1/"] });
    await expect(check({ server, token: limited })).rejects.toMatchObject({
      ...aFailure(/limited scopes/),
      lasts: true,
    });
    expect((await check({ server, token })).warnings).toEqual([]);
    await server.stop();
  });

  it("warns that the token expires soon, and of agreements that no one can read", async () => {
    const { server, admin } = await newArvados();
    const token = server.addToken(admin, { expires_at: "2026-11-20T00:00:00Z" });
    const good = content.addCollection(server.state, { name: "Good", files: { "a.html": "x" } });
    const bad = content.addCollection(server.state, { name: "Bad", files: { "a.txt": "x", "b.txt": "y" } });
    for (const each of [good, bad]) content.requireAgreement(server.state, each);
    expect((await check({ server, token })).warnings).toEqual([
      "ARVADOS_API_TOKEN expires on 2026-11-20: create a new one in time",
      "The agreement Bad can't be read from Arvados, so no one can sign it: the collection must have one HTML file",
    ]);
    await server.stop();
  });

  it("names a virtual machine and groups that don't exist", async () => {
    const cluster = await newArvados();
    await expect(check(cluster, { virtualMachine: "shell" })).rejects.toMatchObject(
      aFailure(/no virtual machine shell/),
    );
    await expect(check(cluster, { groups: ["Staff"] })).rejects.toMatchObject(
      aFailure(/no role group Staff/),
    );
    await cluster.server.stop();
  });
});
