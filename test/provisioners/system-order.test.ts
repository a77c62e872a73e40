import { describe, expect, it } from "vitest";
import { explainBadOrder, systemOrder } from "../../src/provisioners/system-order.ts";

const all = { ldap: {}, openstack: {}, slurm: {} };

describe("The order of the systems", () => {
  it("puts the directory first and the others side by side after it", () => {
    expect(systemOrder({ ...all, commands: [{ name: "Home" }] })).toEqual(
      new Map([
        ["LDAP", []],
        ["OpenStack", ["LDAP"]],
        ["Slurm", ["LDAP"]],
        ["Home", ["LDAP"]],
      ]),
    );
    expect(systemOrder({ slurm: {}, commands: [] })).toEqual(new Map([["Slurm", []]]));
    expect(systemOrder({ ldap: {}, gitlab: {}, commands: [] }).get("GitLab")).toEqual(["LDAP"]);
  });

  it("puts a site's scripts before and after the systems that they name", () => {
    const commands = [
      { name: "Home", after: ["LDAP"], before: ["Slurm"] },
      { name: "Check", before: ["LDAP"] },
      { name: "Announce", after: ["Slurm", "Home"] },
    ];
    expect(systemOrder({ ...all, commands })).toEqual(
      new Map([
        ["LDAP", ["Check"]],
        ["OpenStack", ["LDAP"]],
        ["Slurm", ["LDAP", "Home"]],
        ["Home", ["LDAP"]],
        ["Check", []],
        ["Announce", ["Slurm", "Home"]],
      ]),
    );
    expect(explainBadOrder({ ...all, commands })).toBeUndefined();
  });

  it.each([
    ["an unknown name", [{ name: "Home", after: ["Ldap"] }], /\bLdap\b.* LDAP, OpenStack, Slurm, Home$/],
    [
      "a circle",
      [{ name: "Home", after: ["Slurm"], before: ["LDAP"] }],
      /LDAP after Home after Slurm after LDAP/,
    ],
    ["a script that comes after itself", [{ name: "Home", after: ["Home"] }], /Home after Home/],
  ])("rejects %s", (_, commands, problem) => {
    expect(explainBadOrder({ ...all, commands })).toMatch(problem);
  });
});
