import fc from "fast-check";
import { expect, it } from "vitest";
import { readSacctmgrDump } from "../../src/adopt/read-sacctmgr-dump.ts";

const HEAD = `# To edit this file start with a cluster line for the new cluster
# Cluster - 'cluster_name':MaxNodesPerJob=50
Cluster - 'lab':Fairshare=1:QOS='normal'
Parent - 'root'
User - 'root':DefaultAccount='root':AdminLevel='Administrator':Fairshare=1`;

it("Accounts and their users are read, wherever an account is in the tree", () => {
  const { accounts, projects, problems } = readSacctmgrDump(`${HEAD}
Account - 'science':Description='science':Organization='campus':Fairshare=1
Parent - 'science'
Account - 'bio':Description='biology':Organization='acct':Fairshare=1:MaxTRESMins=cpu=20
Parent - 'bio'
User - 'aash':DefaultAccount='bio':Fairshare=1
User - 'bbirch':DefaultAccount='science':Fairshare=1
Parent - 'science'
User - 'bbirch':DefaultAccount='science':Fairshare=1
`);
  expect(problems).toEqual([]);
  expect(projects).toMatchObject([
    { name: "science", members: ["bbirch"] },
    { name: "bio", description: "biology", members: ["aash", "bbirch"] },
  ]);
  expect(accounts.map(({ username }) => username)).toEqual(["aash", "bbirch"]);
});

it.each([
  ["an unknown kind of line", "Wckey - 'x':Description='y'"],
  ["an unknown option", "Account - 'bio':Colour='red'"],
  [
    "a quote and an option in a description",
    "Account - 'bio':Description='x':Organization='y':Organization='acct'",
  ],
  ["a user outside of all accounts", "User - 'aash':DefaultAccount='gone'"],
])("A line with %s is named by its number, and the rest of the file is read", (_, line) => {
  const { projects, problems } = readSacctmgrDump(
    `${HEAD}\n${line}\nParent - 'root'\nAccount - 'lab':Description='ok'`,
  );
  expect(problems).toMatchObject([{ line: 6, why: expect.stringMatching(/^[A-Z].*/) }]);
  expect(projects.map(({ name }) => name)).toEqual(["lab"]);
});

it("Any description either survives or is refused with its line", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[a-z':= ]{0,30}$/), (description) => {
      const { projects, problems } = readSacctmgrDump(
        `${HEAD}\nAccount - 'bio':Description='${description}':Organization='acct'`,
      );
      if (problems.length > 0) expect(problems).toMatchObject([{ line: 6 }]);
      else expect(projects).toMatchObject([{ name: "bio", description }]);
    }),
  );
});
