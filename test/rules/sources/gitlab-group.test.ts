import { afterAll, describe, expect, it } from "vitest";
import { startGitLab } from "../../../dev/local-stack/gitlab/start-gitlab.ts";
import { noGuards } from "../../../src/credentials/login-guard.ts";
import { gitLabClient } from "../../../src/gitlab/gitlab-client.ts";
import { CONDITIONS } from "../../../src/rules/conditions.ts";
import { gitlabGroup } from "../../../src/rules/sources/gitlab-group.ts";
import { gitLabMembers } from "../../../src/rules/sources/gitlab-members.ts";
import { holdsRuleSourceContract } from "../../contracts/rule-source.contract.ts";
import { aSubject } from "../a-subject.ts";
import { HTTP_TROUBLES, startBrokenServers } from "./broken-server.ts";

const gitlab = await startGitLab();
const broken = await startBrokenServers();
afterAll(async () => {
  await broken.stop();
  await gitlab.stop();
});

const [ann, bob, cleo, stranger] = ["ann", "bob", "cleo", "stranger"].map(
  (username) => gitlab.addUser({ username, name: username }).id,
) as [number, number, number, number];
const physics = gitlab.addGroup("research/physics");
physics.members.set(ann, 30).set(bob, 10).set(cleo, 5);
gitlab.addGroup("research/chemistry").members.set(ann, 50);

const open = ({ url = gitlab.url, token = gitlab.token } = {}) =>
  gitlabGroup({
    gitlab: gitLabMembers(gitLabClient({ url, token }, { guards: noGuards, wait: async () => undefined })),
  });

holdsRuleSourceContract({ troubles: HTTP_TROUBLES, mistyped: { path: "research/phisics" } }, () => ({
  source: open(),
  wanted: { path: "research/physics" },
  ann: { gitlabUserId: ann },
  bob: { gitlabUserId: stranger },
  namesake: { gitlabUserId: 70_000 },
  broken: (trouble) =>
    open(trouble === "a rejected login" ? { token: "wrong" } : { url: broken.urlOf(trouble) ?? "" }),
  snapshot: async () => JSON.stringify([...gitlab.state.groups.values()].map(({ members }) => [...members])),
}));

describe("A group in GitLab", () => {
  const ask = (wanted: unknown, gitlabUserId: number) =>
    open().ask(
      CONDITIONS.gitlabGroup.parse(wanted),
      aSubject({ gitlabUserId }),
      new AbortController().signal,
    );

  it("may be given by its path alone, or with the lowest role that counts", async () => {
    expect(await ask("research/physics", bob)).toMatchObject({ answer: "yes" });
    const evidence = `the GitLab user ${ann} is developer in research/physics`;
    expect(await ask({ path: "research/physics", atLeast: "developer" }, ann)).toEqual({
      answer: "yes",
      evidence,
    });
    expect(await ask({ path: "research/physics", atLeast: "maintainer" }, ann)).toEqual({
      answer: "no",
      evidence,
    });
    expect(await ask({ path: "research/physics", atLeast: "reporter" }, bob)).toMatchObject({ answer: "no" });
  });

  it("is not joined by minimal access, with which people see nothing of it", async () => {
    expect(await ask("research/physics", cleo)).toMatchObject({ answer: "no" });
  });

  it("that GitLab doesn't have is found by a check", async () => {
    await open().check?.([{ path: "research/physics" }, { path: "research/chemistry", atLeast: "owner" }]);
    await expect(open().check?.([{ path: "research/phisics" }])).rejects.toThrow("research/phisics");
  });

  it("must be a path of names, and the role one of GitLab's", () => {
    const wanted = CONDITIONS.gitlabGroup;
    for (const path of [
      "",
      "/a",
      "a/",
      "a//b",
      "../a",
      "a b",
      "a?x=1",
      "a#b",
      ".hidden",
      7,
      { path: "a", level: 30 },
    ])
      expect(wanted.safeParse(path).success, JSON.stringify(path)).toBe(false);
    expect(wanted.safeParse({ path: "a/b", atLeast: "admin" }).success).toBe(false);
    expect(wanted.parse("a/b-c.d_e")).toEqual({ path: "a/b-c.d_e" });
  });
});
