import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { FILE_FORMATS, openFileSource } from "../../src/adopt/open-file-source.ts";
import { aFailure } from "../a-failure.ts";
import { holdsSourceContract, projectsOf, readAll } from "../contracts/source.contract.ts";
import { coldFrontDump } from "./coldfront-objects.ts";

const folder = join(inject("folder"), "file-source");
await mkdir(folder, { recursive: true });
async function file(name: string, content: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), content);
  return join(folder, name);
}

const ldif = `dn: uid=jmuessig,ou=people,dc=x
objectClass: posixAccount
uid: jmuessig
givenName:: ${Buffer.from("J\u00fcrgen").toString("base64")}
mail: juergen@example.org
mail: jm@example.org

dn: uid=gone,ou=people,dc=x
objectClass: posixAccount
uid: gone
shadowExpire: 1

dn: uid=shut,ou=people,dc=x
objectClass: posixAccount
uid: shut
nsAccountLock: TRUE

dn: cn=inner,ou=groups,dc=x
objectClass: groupOfNames
cn: inner
member: uid=shut,ou=people,dc=x

dn: cn=bio,ou=groups,dc=x
objectClass: groupOfNames
cn: bio
member: cn=inner,ou=groups,dc=x
member: uid=gone,ou=people,dc=x
owner: uid=jmuessig,ou=people,dc=x
`;
const csv = `Username,Given name,Email,State,Projects,Leads,Notes
jmuessig,J\u00fcrgen,juergen@example.org; jm@example.org,,,bio,x
gone,,,Expired,bio,,
shut,,,disabled,"bio, inner",,
`;
const dump = `Cluster - 'lab':Fairshare=1
Parent - 'root'
User - 'root':AdminLevel='Administrator'
Account - 'bio':Description='Dr. O'Brien: lab':Organization='acct'
Account - 'inner':Description='x':Organization='acct'
Parent - 'bio'
User - 'gone':DefaultAccount='bio'
User - 'shut':DefaultAccount='bio'
Parent - 'inner'
User - 'shut':DefaultAccount='bio'
`;
const coldFront = JSON.stringify(coldFrontDump({ natural: true }));
const withoutAllocations = JSON.stringify(
  coldFrontDump({ natural: true }).filter(({ model }) => model !== "allocation.allocation"),
);

const planted = {
  accounts: {
    jmuessig: {
      givenName: "J\u00fcrgen",
      emails: ["juergen@example.org", "jm@example.org"],
      state: "active" as const,
    },
    gone: { state: "expired" as const },
    shut: { state: "disabled" as const },
  },
  projects: {
    bio: { members: ["gone", "shut"], owners: ["jmuessig"] },
    inner: { members: ["shut"], owners: [] },
  },
};
const slurm = {
  accounts: { gone: { usesDirectoryNames: true }, shut: { state: "active" as const } },
  projects: { bio: { members: ["gone", "shut"], owners: [] }, inner: { members: ["shut"], owners: [] } },
  left: ["root"],
};
const cold = {
  accounts: { cgray: { familyName: "Gr\u00e4y" }, sfoster: { state: "disabled" as const } },
  projects: { Quarks: { members: ["cgray", "kbell"], owners: ["cgray"] } },
  left: ["Old"],
};

describe.each([
  ["ldif", ldif, `${ldif}dn: uid=cut,ou=people,dc=x\nobjectClass`, planted],
  ["csv", csv, `${csv}late,Cut`, planted],
  ["sacctmgr-dump", dump, `${dump}User - 'cu`, slurm],
  ["coldfront-1.1", coldFront, withoutAllocations, cold],
] as const)("A file in the format %s", (format, text, cut, of) => {
  holdsSourceContract(() => {
    const path = join(folder, `whole.${format}`);
    return {
      ...of,
      source: {
        system: openFileSource(format, path).system,
        async read(onProgress) {
          await file(`whole.${format}`, text);
          return openFileSource(format, path).read(onProgress);
        },
      },
      inspect: async () => {
        await file(`whole.${format}`, text);
        return readFile(path, "utf8");
      },
      cut: async () => ({
        source: openFileSource(format, await file(`cut.${format}`, cut)),
        close: async () => undefined,
      }),
      away: async () => openFileSource(format, join(folder, "nowhere")),
    };
  });
});

it.each(FILE_FORMATS)(
  "An empty file, or one in an older encoding, is refused with its name: %s",
  async (format) => {
    const empty = openFileSource(format, await file("empty", "\n"));
    await expect(readAll(empty)).rejects.toMatchObject(aFailure(/empty.*\.$/s));
    const old = openFileSource(format, await file("old", Buffer.from("username\nm\xfc\xdfig\n", "latin1")));
    await expect(readAll(old)).rejects.toMatchObject(aFailure(/old is not in UTF-8 \(line 2\).*\.$/));
  },
);

describe("a list of people in CSV", () => {
  const read = async (text: string) => readAll(openFileSource("csv", await file("people.csv", text)));

  it("needs only usernames, and takes its columns in any order and case", async () => {
    const reading = await read("\ufeffUID NUMBER;x,LOGIN,Campus-ID\n20000,aash,c1\n,bbirch,\n");
    expect(reading.accounts).toMatchObject([{ username: "aash" }, { username: "bbirch" }]);
    const { accounts } = await read("uid_number,Login,campus id\n20000,aash,c1\n");
    expect(accounts).toMatchObject([
      { username: "aash", uidNumber: 20_000, campusId: "c1", state: "active" },
    ]);
  });

  it.each([
    ["a number that is none", "aash,2e4,a@b.example,", /row 3: .*2e4/],
    ["the number that means no one", "aash,4294967295,a@b.example,", /row 3: .*4294967295/],
    ["an address that is none", "aash,1,a@b.example nobody,", /row 3: nobody/],
    ["an unknown state", "aash,1,,retired", /row 3: .*retired.*active, disabled/],
    ["no username", ",1,,", /row 3: .*username/],
    ["a username twice", "first,1,,", /row 3: .*first twice/],
    ["too few cells", "aash,1", /row 3: .*2 cells.*4 titles/],
    ["too many cells", "aash,1,,,x", /row 3: .*5 cells/],
  ])("leaves out a row with %s as a whole, and names it", async (_, row, why) => {
    const { accounts, problems, incomplete } = await read(
      `username,uid_number,email,state\nfirst,7,,\n${row}\nlast,8,,\n`,
    );
    expect(accounts.map(({ username }) => username)).toEqual(["first", "last"]);
    expect(problems).toEqual([expect.stringMatching(why)]);
    expect(incomplete).toMatch(/: 1 row of people\.csv/);
  });

  it.each([";", "\t", "|"])(
    "is read with %j between its cells, and with any line endings",
    async (separator) => {
      const { accounts } = await read(`username,email\r\naash,a@b.example\n`.replaceAll(",", separator));
      expect(accounts).toMatchObject([{ username: "aash", emails: ["a@b.example"] }]);
    },
  );

  it.each([
    ["without usernames", "name,email\nx,y\n", /"username".*not recognized: "name"/],
    ["with an open quotation mark", 'username\n"x\n', /row 2/],
  ])("is refused %s", async (_, text, why) => {
    await expect(read(text)).rejects.toMatchObject(aFailure(why));
  });
});

it("A file names its problems by line, and what it has otherwise is read", async () => {
  const source = openFileSource(
    "sacctmgr-dump",
    await file("problems.cfg", `${dump}Account - 'x':Colour='red'\n`),
  );
  const reading = await readAll(source);
  expect(reading.problems).toEqual([expect.stringMatching(/^problems\.cfg, line 11: .*Colour/)]);
  expect(Object.keys(projectsOf(reading))).toEqual(["bio", "inner"]);
});
