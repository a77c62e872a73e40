import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { freePort } from "../../dev/local-stack/child.ts";
import { ldapConfig } from "../../dev/local-stack/ldap-config.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { startLdapTap } from "../../dev/local-stack/ldap-tap.ts";
import { startSilentServer } from "../../dev/local-stack/silent-server.ts";
import { startSlapd } from "../../dev/local-stack/slapd.ts";
import { noGuards } from "../../src/credentials/login-guard.ts";
import { checkLdap } from "../../src/provisioners/ldap/check-ldap.ts";
import { ldap } from "../../src/provisioners/ldap/ldap.ts";
import type { LdapConfig } from "../../src/provisioners/ldap/ldap-session.ts";
import { AccountLockedError, PasswordRejectedError } from "../../src/provisioners/password-store.ts";
import { NameConflictError, type Person, type Project } from "../../src/provisioners/provisioner.ts";
import { aFailure } from "../a-failure.ts";
import { holdsEmailStoreContract } from "../contracts/email-store.contract.ts";
import { holdsNameStoreContract, holdsUsernameStoreContract } from "../contracts/name-store.contract.ts";
import { holdsNamespaceContract } from "../contracts/namespace.contract.ts";
import { holdsPasswordStoreContract } from "../contracts/password-store.contract.ts";
import { holdsProvisionerContract, type ProvisionerUnderTest } from "../contracts/provisioner.contract.ts";

const strangers = ["stranger"].map(
  (uid) => `dn: uid=${uid},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${uid}
cn: Someone Else
sn: Else
mail: else@example.org
uidNumber: 900
gidNumber: 900
homeDirectory: /home/${uid}
`,
);
/** A counter that other programs also use, and a branch for groupOfNames entries. */
const further = `dn: cn=next,${LDAP.groupsDn}
objectClass: device
objectClass: extensibleObject
cn: next
uidNumber: 70000
gidNumber: 80000

dn: ou=teams,${LDAP.groupsDn}
objectClass: organizationalUnit
ou: teams

dn: ou=alumni,${LDAP.peopleDn}
objectClass: organizationalUnit
ou: alumni
`;
const folder = join(inject("folder"), "ldap");
const certificates = await makeCertificates(join(folder, "certificates"));
const slapd = await startSlapd({
  folder: join(folder, "slapd"),
  certificates,
  entries: [...strangers, further].join("\n"),
});
const closed = await freePort();
const silent = await startSilentServer();
afterAll(() => Promise.all([slapd.stop(), silent.stop()]));

const config = ldapConfig(slapd.url, {
  startTls: true,
  ca: certificates.ca,
  sshKeys: true,
  maxConnections: 4,
});
const directory = ldap(config);

let next = 30_000;
function aPerson(username: string): Person {
  const email = `${username}@example.org`;
  return { username, uidNumber: next++, givenName: "Amy", familyName: "Ash", email };
}
function aProject(name: string): Project {
  return { name, gidNumber: next++, description: "", adopted: false };
}

const inspect = (uid: string) => slapd.search(`(uid=${uid})`, "*", "+");

const lockFor = (uid: string) => `dn: uid=${uid},${LDAP.peopleDn}
changetype: modify
replace: pwdAccountLockedTime
pwdAccountLockedTime: 000001010000Z
`;

const replace = (uid: string, attribute: string, value: string) =>
  slapd.modify(
    `dn: uid=${uid},${LDAP.peopleDn}\nchangetype: modify\nreplace: ${attribute}\n${attribute}: ${value}\n`,
  );

const underTest = () =>
  ({
    provisioner: directory,
    aPerson,
    aProject,
    inspect,
    explained: {
      withoutAccount: aPerson,
      needsAccount: true,
      complete: ({ username }) => replace(username, "userPassword", "quiet otters read maps"),
      shut: {
        "a lock": (uid) => slapd.add(lockFor(uid)),
        "a date in the past": (uid) =>
          slapd.modify(
            `dn: uid=${uid},${LDAP.peopleDn}\nchangetype: modify\nadd: objectClass\nobjectClass: shadowAccount\n-\nadd: shadowExpire\nshadowExpire: 100\n`,
          ),
        "a shell that lets no one in": (uid) => replace(uid, "loginShell", "/usr/sbin/nologin"),
      },
      away: {
        "refuses connections": ldap({ ...config, url: `ldap://127.0.0.1:${closed}` }),
        "never answers": ldap({ ...config, url: `ldap://127.0.0.1:${silent.port}` }),
      },
    },
    haveStranger: inspect,
    lockByHand: (uid) => slapd.add(lockFor(uid)),
    async haveBelongings({ username }) {
      const owner = `owner: uid=${username},${LDAP.peopleDn}\n`;
      const group = (cn: string, more = "") =>
        `dn: cn=${cn},ou=teams,${LDAP.groupsDn}\nobjectClass: groupOfNames\ncn: ${cn}\nmember: cn=x\n${owner}${more}`;
      await slapd.add(group("theirs1"));
      await slapd.add(group("shared1", `owner: uid=stranger,${LDAP.peopleDn}\n`));
      await slapd.add(group("lost1", `owner: uid=nobody,${LDAP.peopleDn}\n`));
      return ["2 groups without another owner"];
    },
    countAccounts: async (uid) => (await slapd.search(`(uid=${uid})`, "dn")).split("dn:").length - 1,
    namesakes: {
      "without a login account": (uid) =>
        slapd.add(`dn: uid=${uid},${LDAP.peopleDn}\nobjectClass: inetOrgPerson\nuid: ${uid}\nsn: E\ncn: E\n`),
      "with another RDN": (uid) =>
        slapd.add(
          `dn: cn=${uid},${LDAP.peopleDn}\nobjectClass: inetOrgPerson\nuid: ${uid}\nsn: E\ncn: ${uid}\n`,
        ),
      "in another branch": (uid) =>
        slapd.add(
          `dn: uid=${uid},ou=services,${LDAP.suffix}\nobjectClass: account\nobjectClass: posixAccount\nuid: ${uid}\ncn: E\nuidNumber: 911\ngidNumber: 911\nhomeDirectory: /x\n`,
          "root",
        ),
    },
    renameByHand: (uid, to) =>
      slapd.modify(
        `dn: uid=${uid},${LDAP.peopleDn}\nchangetype: modrdn\nnewrdn: uid=${to}\ndeleteoldrdn: 1\n`,
      ),
    moveByHand: (uid) =>
      slapd.modify(
        `dn: uid=${uid},${LDAP.peopleDn}\nchangetype: modrdn\nnewrdn: uid=${uid}\ndeleteoldrdn: 1\nnewsuperior: ou=alumni,${LDAP.peopleDn}\n`,
      ),
    changeAddressByHand: (uid, mail) =>
      slapd.modify(`dn: uid=${uid},${LDAP.peopleDn}\nchangetype: modify\nreplace: mail\nmail: ${mail}\n`),
    async truncating() {
      const bindDn = `cn=limited,ou=services,${LDAP.suffix}`;
      const password = "limited-password";
      await slapd.add(
        `dn: ${bindDn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\nuserPassword: ${password}\n\ndn: cn=cutlist,ou=services,${LDAP.suffix}\nobjectClass: device\ncn: cutlist\n`,
        "root",
      );
      return { provisioner: ldap({ ...config, bindDn, password }), close: async () => undefined };
    },
    addMemberByHand: (uid, project) =>
      slapd.add(
        `dn: cn=${project},${LDAP.groupsDn}\nobjectClass: posixGroup\ncn: ${project}\ngidNumber: 4999\nmemberUid: ${uid}\n`,
      ),
    members: async (project) =>
      [...(await slapd.search(`(cn=${project})`, "memberUid")).matchAll(/^memberUid: (.+)$/gm)].map(
        ([, member]) => member ?? "",
      ),
    async cutAt(call) {
      const tap = await startLdapTap(Number(new URL(slapd.url).port));
      let answers = 0;
      tap.after = () => (++answers === call ? "cut" : undefined);
      return { provisioner: ldap({ ...config, url: tap.url.replace("ldap:", "ldaps:") }), close: tap.stop };
    },
  }) satisfies ProvisionerUnderTest;
holdsProvisionerContract(underTest);
holdsNameStoreContract(underTest);
holdsUsernameStoreContract(underTest);

holdsEmailStoreContract(() => ({
  provisioner: directory,
  aPerson,
  aProject,
  inspect,
  haveStranger: inspect,
}));

holdsPasswordStoreContract(() => ({
  store: directory,
  async addPerson(username) {
    const person = aPerson(username);
    await directory.ensure(person, aProject(`of-${username}`));
    return person;
  },
  async addStranger(username) {
    const entry = `objectClass: inetOrgPerson\nuid: ${username}\ncn: Someone Else\nsn: Else\nmail: ${username}@else.example`;
    await slapd.add(`dn: uid=${username},${LDAP.peopleDn}\n${entry}\n`);
    return aPerson(username);
  },
  lockByHand: (uid) => slapd.add(lockFor(uid)),
  canLogIn: async (uid, password) => (await slapd.whoami(`uid=${uid},${LDAP.peopleDn}`, password)).code === 0,
}));

holdsNamespaceContract(() => ({
  namespace: directory,
  addPerson: ({ username, email, givenName, familyName, uidNumber }) =>
    slapd.add(`dn: uid=${username},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${username}
cn: ${givenName} ${familyName}
givenName: ${givenName}
sn: ${familyName}
mail: ${email}
uidNumber: ${uidNumber}
gidNumber: 900
homeDirectory: /home/${username}
`),
  addGroup: (name, gidNumber, owner) =>
    slapd.add(`dn: cn=${name},${LDAP.groupsDn}
objectClass: posixGroup
objectClass: extensibleObject
cn: ${name}
gidNumber: ${gidNumber}
${owner ? `owner: uid=${owner},${LDAP.peopleDn}\n` : ""}`),
}));

describe("what a site configures for its entries", () => {
  const usersGroup = `dn: cn=users,${LDAP.groupsDn}
objectClass: posixGroup
cn: users
gidNumber: 5000
`;
  const site = ldap({
    ...config,
    defaultGroup: "users",
    objectClasses: {
      shadowAccount: { shadowMax: "365" },
      extensibleObject: { employeeNumber: "{uidNumber}-{username}" },
    },
  });

  it("can be one primary group for everyone, with the membership of the project in the project's group", async () => {
    const [person, project] = [aPerson("shadow"), aProject("shadowlab")];
    await expect(site.ensure(person, project)).rejects.toMatchObject(
      aFailure(/ users\b.*ldap\.defaultGroup/),
    );
    await slapd.add(usersGroup);
    await site.ensure(person, project);
    const entry = await inspect("shadow");
    expect(entry).toContain("gidNumber: 5000\n");
    expect(await slapd.search("(cn=shadowlab)", "memberUid")).toContain("memberUid: shadow");
    expect(await site.diff(person, [project])).toEqual([]);
  });

  it("can be more object classes with filled-in attributes, which the doctor also tests", async () => {
    const entry = await inspect("shadow");
    expect(entry).toContain("objectClass: shadowAccount\n");
    expect(entry).toContain("shadowMax: 365\n");
    expect(entry).toMatch(/employeeNumber: \d+-shadow\n/);
    const checking = { guards: noGuards, minLength: 8, now: new Date() };
    const further = { ...config, objectClasses: { shadowAccount: { shadowMax: "a year" } } };
    await expect(checkLdap(further, checking)).rejects.toMatchObject(aFailure(/\b21: .*shadowMax/));
    await expect(checkLdap({ ...config, defaultGroup: "nobody" }, checking)).rejects.toMatchObject(
      aFailure(/ nobody\b.*ldap\.defaultGroup/),
    );
    expect((await checkLdap(config, checking)).warnings).toEqual([]);
  });
});

it.each([
  ["with the password policy", lockFor],
  [
    "with a different shell",
    (uid: string) => `dn: uid=${uid},${LDAP.peopleDn}
changetype: modify
replace: loginShell
loginShell: /bin/false
`,
  ],
])("A person whom an administrator locked %s after acct removed them stays locked", async (_, lock) => {
  const [person, project] = [aPerson(`banned${next}`), aProject(`bannedlab${next}`)];
  await directory.ensure(person, project);
  await directory.suspend?.(person);
  await directory.leave(person, project);
  await slapd.add(lock(person.username));
  const before = await inspect(person.username);
  await expect(directory.resume?.(person)).rejects.toThrow(AccountLockedError);
  expect(await inspect(person.username)).toBe(before);
});

describe("numbers from a counter in the directory", () => {
  const counting = ldap({ ...config, counterDn: `cn=next,${LDAP.groupsDn}` });

  it("are each taken once, also by simultaneous calls", async () => {
    const taken = await Promise.all(Array.from({ length: 20 }, () => counting.takeNumber?.("uidNumber")));
    expect(taken.toSorted()).toEqual(Array.from({ length: 20 }, (_, n) => 70_000 + n));
    expect(await counting.takeNumber?.("gidNumber")).toBe(80_000);
    // Numbers that mean something to the operating system are skipped at once, whatever the counter says.
    expect(await counting.takeNumber?.("gidNumber", () => 90_000)).toBe(90_000);
    expect(await counting.takeNumber?.("gidNumber")).toBe(90_001);
  });

  it("cause a failure that names the setting if the counter has none", async () => {
    const lost = ldap({ ...config, counterDn: `ou=teams,${LDAP.groupsDn}` });
    for (const number of [() => lost.takeNumber?.("uidNumber"), () => lost.peekNumber?.("uidNumber")]) {
      await expect(number()).rejects.toMatchObject(aFailure(/uidNumber.*ldap\.counterDn/));
    }
  });

  it("can be looked at without being taken", async () => {
    const next = await counting.peekNumber?.("uidNumber");
    expect(await counting.peekNumber?.("uidNumber")).toBe(next);
    expect(await counting.takeNumber?.("uidNumber")).toBe(next);
  });

  it("end with a failure where the counter has passed the last one that may be given", async () => {
    const past = () => 4_294_967_296;
    for (const number of [
      () => counting.takeNumber?.("gidNumber", past),
      () => counting.peekNumber?.("gidNumber", past),
    ]) {
      await expect(number()).rejects.toMatchObject({
        ...aFailure(/gidNumber.*ldap\.counterDn/),
        lasts: true,
      });
    }
    expect(await counting.takeNumber?.("gidNumber")).toBe(90_002);
  });
});

it("The entry has the public SSH key if the directory can store it", async () => {
  const project = aProject("keylab");
  const sshPublicKey = `ssh-ed25519 ${"A".repeat(68)} amy@laptop`;
  await directory.ensure({ ...aPerson("keyed"), sshPublicKey }, project);
  expect(await slapd.search("(uid=keyed)", "sshPublicKey")).toContain(`sshPublicKey: ${sshPublicKey}`);
  await ldap({ ...config, sshKeys: false }).ensure({ ...aPerson("unkeyed"), sshPublicKey }, project);
  expect(await slapd.search("(uid=unkeyed)", "*")).not.toContain("sshPublicKey");
});

describe("groupOfNames entries", () => {
  const teamsDn = `ou=teams,${LDAP.groupsDn}`;
  const teaming = ldap({ ...config, teamsDn });
  const members = async (project: string) =>
    [
      ...(await slapd.search(`(&(cn=${project})(objectClass=groupOfNames))`, "member")).matchAll(
        /^member: uid=(\w+)/gm,
      ),
    ].map(([, uid]) => uid);

  it("list each member by DN, from the first to the last", async () => {
    const [one, two, project] = [aPerson("teamone"), aPerson("teamtwo"), aProject("team")];
    await teaming.ensure(one, project);
    await teaming.ensure(two, project);
    await teaming.ensure(two, project);
    expect(await members("team")).toEqual(["teamone", "teamtwo"]);
    await teaming.leave(one, project);
    expect(await members("team")).toEqual(["teamtwo"]);
    await teaming.leave(two, project);
    await teaming.leave(two, project);
    expect(await members("team")).toEqual([]);
  });

  it("are compared too: a missing member is named, no matter how other programs write the DN", async () => {
    const [person, project] = [aPerson("teamless"), aProject("teamdrift")];
    await directory.ensure(person, project);
    expect(await teaming.diff(person, [project])).toEqual([
      expect.stringMatching(/uid=teamless.* teamdrift/),
    ]);
    await slapd.add(
      `dn: cn=teamdrift,${teamsDn}\nobjectClass: groupOfNames\ncn: teamdrift\nmember: UID=Teamless, ${LDAP.peopleDn}\n`,
    );
    expect(await teaming.diff(person, [project])).toEqual([]);
    expect(await teaming.findUnmanaged(project, [person])).toEqual([]);
    await slapd.add(`dn: cn=teamdrift,${LDAP.groupsDn}
changetype: modify
add: memberUid
memberUid: stranger

dn: cn=teamdrift,${teamsDn}
changetype: modify
add: member
member: uid=stranger,${LDAP.peopleDn}
`);
    expect(await teaming.findUnmanaged(project, [person])).toEqual([
      expect.stringMatching(/^uid=stranger .*teamdrift/),
      expect.stringMatching(/^uid=stranger,ou=.*groupOfNames teamdrift/),
    ]);
  });
});

describe("what was there before acct", () => {
  const teamsDn = `ou=teams,${LDAP.groupsDn}`;
  const teaming = ldap({ ...config, teamsDn });

  it("is never deleted: a groupOfNames that someone else created survives its last member", async () => {
    const [person, project] = [aPerson("llast"), aProject("doors")];
    await directory.ensure(person, project);
    const entry = `dn: cn=doors,${teamsDn}\nobjectClass: groupOfNames\ncn: doors\ndescription: door access, see wiki\n`;
    await slapd.add(`${entry}member: uid=llast,${LDAP.peopleDn}\n`, "root");
    await teaming.leave(person, project);
    const left = await slapd.search("(&(cn=doors)(objectClass=groupOfNames))", "member", "description");
    expect(left).toContain("description: door access, see wiki");
    expect(left).not.toContain("uid=llast");
    expect(await teaming.findUnmanaged(project, [])).toEqual([]);
    await teaming.ensure(person, project);
    expect(await slapd.search("(&(cn=doors)(objectClass=groupOfNames))", "member")).toMatch(
      /\n(member: uid=llast,\S+\n)\n$/,
    );
  });

  it("is never deleted, even if an admin has created it with acct's own login: the registry says that the project was adopted", async () => {
    const [person, project] = [aPerson("lastone"), { ...aProject("gates"), adopted: true }];
    await teaming.ensure(person, project);
    await teaming.leave(person, project);
    expect(await slapd.search("(&(cn=gates)(objectClass=groupOfNames))", "cn")).toContain("cn: gates");
    expect(await teaming.findUnmanaged(project, [])).toEqual([]);
  });

  it("is a name conflict if an entry of another class has a project's place, which the plan says", async () => {
    const other = `dn: cn=optics,${LDAP.groupsDn}\nobjectClass: groupOfNames\ncn: optics\nmember: cn=x\n`;
    await slapd.add(other);
    await expect(directory.plan(aPerson("optician"), aProject("optics"))).rejects.toMatchObject({
      name: "NameConflictError",
      of: "project",
    });
    expect(await slapd.search("(uid=optician)", "dn")).toBe("");
  });
});

describe("a group that was changed manually", () => {
  it("is found where it was moved, and members are added and removed there", async () => {
    const [person, project] = [aPerson("mover"), aProject("movedlab")];
    await directory.ensure(person, project);
    const to = `newrdn: cn=movedlab\ndeleteoldrdn: 1\nnewsuperior: ou=teams,${LDAP.groupsDn}\n`;
    await slapd.modify(`dn: cn=movedlab,${LDAP.groupsDn}\nchangetype: modrdn\n${to}`);
    expect(await directory.diff(person, [project])).toEqual([]);
    await directory.leave(person, project);
    expect(await slapd.search("(cn=movedlab)", "memberUid")).not.toContain("mover");
  });

  it("is a difference if it has another name or number, never missing", async () => {
    const [person, project] = [aPerson("renamer"), aProject("renamedlab")];
    await directory.ensure(person, project);
    const dn = `cn=renamedlab,${LDAP.groupsDn}`;
    await slapd.modify(`dn: ${dn}\nchangetype: modrdn\nnewrdn: cn=newlab\ndeleteoldrdn: 1\n`);
    const { gidNumber } = project;
    expect(await directory.diff(person, [project])).toEqual([
      expect.stringMatching(new RegExp(`gidNumber ${gidNumber}\\b.*renamedlab.*newlab`)),
    ]);
    await expect(directory.leave(person, project)).rejects.toMatchObject(aFailure(/newlab/));
  });
});

describe("someone who leaves their primary group", () => {
  it("gets the group of another project, or reads that it is still theirs", async () => {
    const [person, first, second] = [aPerson("primary"), aProject("primary1"), aProject("primary2")];
    await directory.ensure(person, first);
    await directory.ensureMember(person, second);
    await directory.leave(person, first);
    expect(await slapd.search("(uid=primary)", "gidNumber")).toContain(`gidNumber: ${second.gidNumber}\n`);
    expect(await directory.diff(person, [second])).toEqual([]);
    expect(await directory.leave(person, second)).toMatch(/primary group/);
  });
});

it("A suspended person has no usable SSH key, and the password policy locks them, until they are resumed", async () => {
  const sshPublicKey = `ssh-ed25519 ${"B".repeat(68)} amy@laptop`;
  const person = { ...aPerson("parked"), sshPublicKey };
  const project = aProject("parkedlab");
  await directory.ensure(person, project);
  const look = async () =>
    (await inspect("parked"))
      .split("\n")
      .filter((line) => !/^(entryCSN|modif)/.test(line))
      .toSorted();
  const before = await look();
  await directory.suspend?.(person);
  const suspended = await inspect("parked");
  expect(suspended).not.toMatch(/^sshPublicKey: ssh-/m);
  expect(suspended).toContain("pwdAccountLockedTime: ");
  await directory.setPassword(person, "a new password now").catch(() => undefined);
  expect(await directory.findAccess?.(person, [])).toEqual([expect.stringMatching(/parked.*parkedlab/)]);
  await directory.resume?.(person);
  expect(await look()).toEqual(before);
  expect(await directory.diff(person, [project])).toEqual([]);
});

it("A number of ours that another entry has, too, is a difference", async () => {
  const [person, project] = [aPerson("numbertwin"), aProject("numbertwinlab")];
  await directory.ensure(person, project);
  const entry = `objectClass: account\nobjectClass: posixAccount\nuid: twin\ncn: T\nhomeDirectory: /x\n`;
  const dn = `uid=twin,ou=services,${LDAP.suffix}`;
  await slapd.add(`dn: ${dn}\n${entry}uidNumber: ${person.uidNumber}\ngidNumber: 912\n`, "root");
  expect(await directory.diff(person, [project])).toEqual([expect.stringContaining(dn)]);
});

it("Everything that acct sets is compared: names, address, home directory, shell, key, and groups", async () => {
  const sshPublicKey = `ssh-ed25519 ${"C".repeat(68)} amy@laptop`;
  const [person, project] = [{ ...aPerson("compared"), sshPublicKey }, aProject("comparedlab")];
  await directory.ensure(person, project);
  const replaced = Object.entries({
    givenName: "Anna",
    sn: "Elm",
    mail: "anna@example.org",
    homeDirectory: "/tmp",
    loginShell: "/bin/zsh",
    sshPublicKey: "ssh-ed25519 other",
    gidNumber: "12",
  }).map(([attribute, value]) => `replace: ${attribute}\n${attribute}: ${value}\n`);
  const dn = `uid=compared,${LDAP.peopleDn}`;
  await slapd.modify(`dn: ${dn}\nchangetype: modify\n${replaced.join("-\n")}`);
  expect(await directory.diff(person, [project])).toHaveLength(7);
  // acct did not choose what an account had before acct.
  expect(await directory.diff({ ...person, adopted: true, sshPublicKey: null }, [project])).toEqual([
    expect.stringContaining("anna@example.org"),
  ]);
  await slapd.modify(`dn: ${dn}\nchangetype: modify\nadd: mail\nmail: ${person.email}\n`);
  expect(await directory.diff({ ...person, adopted: true, sshPublicKey: null }, [project])).toEqual([]);
});

it("What the directory calls someone now is reported with the command that takes it over", async () => {
  const [person, project] = [
    { ...aPerson("takeover"), givenName: "Amy", familyName: "Ash" },
    aProject("takeoverlab"),
  ];
  await directory.ensure(person, project);
  const dn = `uid=takeover,${LDAP.peopleDn}`;
  const set = (values: Record<string, string>) =>
    slapd.modify(
      `dn: ${dn}\nchangetype: modify\n${Object.entries(values)
        .map(([attribute, value]) => `replace: ${attribute}\n${attribute}: ${value}\n`)
        .join("-\n")}`,
    );
  const offer = async () => {
    const found = await directory.diff(person, [project]);
    return found.flatMap((sentence) => sentence.split("if that is right: ")[1] ?? []);
  };
  await set({ sn: "van der Berg", cn: "Amy van der Berg", mail: "amy.berg@example.org" });
  expect(await offer()).toEqual([
    "acct person set-name takeover Amy 'van der Berg'",
    "acct person set-email takeover amy.berg@example.org",
  ]);
  // The command would change nothing if it took over the names that stayed.
  await set({ sn: "Ash", cn: "Amy Berg", mail: `${person.email}` });
  expect(await offer()).toEqual(["acct person set-name takeover Amy Berg"]);
  await set({ cn: "Amy Ash" });
  await slapd.modify(`dn: ${dn}\nchangetype: modrdn\nnewrdn: uid=taken-over\ndeleteoldrdn: 1\n`);
  expect(await offer()).toEqual(["acct person set-username takeover taken-over"]);
});

it("acct connects again to a directory that was restarted", async () => {
  expect(await directory.findByUsername("stranger")).toBeDefined();
  await slapd.down();
  const asking = directory.findByUsername("stranger").catch((error: unknown) => error);
  expect(await asking.finally(slapd.up)).toMatchObject(aFailure(/^LDAP .*ECONNREFUSED/));
  expect(await directory.findByUsername("stranger")).toBeDefined();
});

it("A removed person can no longer log in, and their entry still exists", async () => {
  const [person, project] = [aPerson("shutout"), aProject("shutlab")];
  await directory.ensure(person, project);
  await directory.setPassword(person, "quiet otters read");
  const dn = `uid=shutout,${LDAP.peopleDn}`;
  expect(await slapd.whoami(dn, "quiet otters read")).toMatchObject({ code: 0 });
  await directory.suspend?.(person);
  expect(await slapd.whoami(dn, "quiet otters read")).not.toMatchObject({ code: 0 });
  expect(await slapd.search("(uid=shutout)", "uidNumber", "loginShell")).toContain(
    "loginShell: /usr/sbin/nologin",
  );
});

it("If a site gives no one a shell, no one counts as disabled", async () => {
  const storage = ldap({ ...config, loginShell: "/usr/sbin/nologin" });
  const [person, project] = [aPerson("shellless"), aProject("storage")];
  await storage.ensure(person, project);
  expect(await storage.diff(person, [project])).toEqual([]);
  expect(await directory.diff(person, [project])).toEqual([expect.stringContaining("uid=shellless")]);
});

describe("a password", () => {
  it("is set so that the person can log in with it and no other password works", async () => {
    const person = aPerson("login");
    await directory.ensure(person, aProject("pw1"));
    await directory.setPassword(person, "correct horse 電池 staple");
    const dn = `uid=login,${LDAP.peopleDn}`;
    expect(await slapd.whoami(dn, "correct horse 電池 staple")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(dn),
    });
    expect(await slapd.whoami(dn, "wrong")).toMatchObject({ code: 49 });
  });

  it("can be set twice, but the policy rejects an older one", async () => {
    const again = aPerson("again");
    await directory.ensure(again, aProject("pw3"));
    await directory.setPassword(again, "the first password");
    await directory.setPassword(again, "the first password");
    await directory.setPassword(again, "the second password");
    await expect(directory.setPassword(again, "the first password")).rejects.toThrow(PasswordRejectedError);
  });

  it("that the directory's policy forbids is rejected with the directory's reason", async () => {
    const short = aPerson("short");
    await directory.ensure(short, aProject("pw2"));
    const setting = directory.setPassword(short, "tiny");
    await expect(setting).rejects.toThrow(PasswordRejectedError);
    await expect(setting).rejects.toThrow(/quality/i);
  });
});

describe("an entry with the same name that acct did not create", () => {
  const entryOf = (dn: string, attributes: string) =>
    `dn: ${dn}\nobjectClass: inetOrgPerson\nsn: Miller\ncn: Arthur Miller\n${attributes}\n`;
  const kinds: readonly [kind: string, uid: string, dn: string, mail: string][] = [
    ["without a login account", "amiller", `uid=amiller,${LDAP.peopleDn}`, "arthur@campus.example"],
    ["whose DN has another name", "byoung", `cn=Bert Young,${LDAP.peopleDn}`, "bert@campus.example"],
    ["in another branch", "svcbackup", `uid=svcbackup,ou=services,${LDAP.suffix}`, "svc@campus.example"],
    ["of the same person, without a login account", "cown", `uid=cown,${LDAP.peopleDn}`, "cown@example.org"],
  ];

  it.each(kinds)("%s is never adopted and keeps its password", async (_, uid, dn, mail) => {
    await slapd.add(entryOf(dn, `uid: ${uid}\nmail: ${mail}\nuserPassword: his-own-password`), "root");
    const before = await inspect(uid);
    const [person, project] = [aPerson(uid), aProject(`of${uid}`)];
    await expect(directory.plan(person, project)).rejects.toThrow(NameConflictError);
    await expect(directory.ensure(person, project)).rejects.toThrow(NameConflictError);
    await expect(directory.setPassword(person, "her new password")).rejects.toThrow(NameConflictError);
    await expect(directory.leave(person, project)).rejects.toThrow(NameConflictError);
    expect(await directory.findByUsername(uid)).toMatchObject({ username: uid, hasAccount: false });
    expect(await inspect(uid)).toBe(before);
    expect(await slapd.whoami(dn, "his-own-password")).toMatchObject({ code: 0 });
    expect(await slapd.search(`(memberUid=${uid})`, "dn")).toBe("");
  });

  it("also keeps its numbers, in any branch", async () => {
    const posix =
      "objectClass: posixAccount\nuidNumber: 41001\ngidNumber: 41002\nhomeDirectory: /nowhere\nuid: svcnumbers";
    await slapd.add(entryOf(`uid=svcnumbers,ou=services,${LDAP.suffix}`, posix), "root");
    expect(await directory.isUidNumberTaken(41_001)).toBe(true);
    expect(await directory.isGidNumberTaken(41_002)).toBe(true);
    expect(await directory.isUidNumberTaken(41_002)).toBe(false);
  });

  it("causes a name conflict with a group too, although its object class is not that of groups", async () => {
    await slapd.add(`dn: cn=device,${LDAP.groupsDn}\nobjectClass: device\ncn: device\n`);
    await expect(directory.ensure(aPerson("devicer"), aProject("device"))).rejects.toThrow(NameConflictError);
  });
});

describe("a lock by an administrator", () => {
  const locks: readonly [attribute: string, uid: string, value: string][] = [
    ["pwdAccountLockedTime", "lockedppolicy", "000001010000Z"],
    ["loginShell", "lockedshell", "/sbin/nologin"],
    ["loginShell", "lockedfalse", "/bin/false"],
    ["shadowExpire", "lockedshadow", "1"],
  ];

  it.each(locks)(
    "with %s is not removed by a new password, and shows up in the comparison: %s",
    async (attribute, uid, value) => {
      const [person, project] = [aPerson(uid), aProject(`of${uid}`)];
      await directory.ensure(person, project);
      await directory.setPassword(person, "quiet otters read");
      const dn = `uid=${uid},${LDAP.peopleDn}`;
      const shadow = attribute === "shadowExpire" ? "add: objectClass\nobjectClass: shadowAccount\n-\n" : "";
      await slapd.modify(
        `dn: ${dn}\nchangetype: modify\n${shadow}replace: ${attribute}\n${attribute}: ${value}\n`,
      );
      const before = await inspect(uid);
      expect(await directory.findLock(person)).toBe(attribute);
      await expect(directory.setPassword(person, "another otter reads")).rejects.toThrow(AccountLockedError);
      expect(await inspect(uid)).toBe(before);
      expect(await directory.diff(person, [project])).toHaveLength(1);
      if (attribute === "pwdAccountLockedTime") {
        expect(await slapd.whoami(dn, "quiet otters read")).toMatchObject({ code: 49 });
      }
    },
  );

  it("differs from a lock after wrong passwords, which a new password may remove", async () => {
    const person = aPerson("forgetful");
    await directory.ensure(person, aProject("forgetlab"));
    await directory.setPassword(person, "quiet otters read");
    const dn = `uid=forgetful,${LDAP.peopleDn}`;
    for (let i = 0; i < 6; i++) await slapd.whoami(dn, "wrong");
    expect(await slapd.whoami(dn, "quiet otters read")).toMatchObject({ code: 49 });
    expect(await directory.findLock(person)).toBeUndefined();
    await directory.setPassword(person, "another otter reads");
    expect(await slapd.whoami(dn, "another otter reads")).toMatchObject({ code: 0 });
  });
});

describe("the DN of a person", () => {
  it("is found wherever the entry is, and never that of someone else who has the name", async () => {
    const person = aPerson("named");
    expect(await directory.findDn?.(person)).toBeUndefined();
    await directory.ensure(person, aProject("namedlab"));
    expect(await directory.findDn?.(person)).toBe(`uid=named,${LDAP.peopleDn}`);
    expect(await directory.findDn?.(aPerson("stranger"))).toBeUndefined();
  });
});

describe("a search in the directory", () => {
  it("finds entries by name, email address and number, and nothing else", async () => {
    expect(await directory.findByUsername("stranger")).toEqual({
      username: "stranger",
      email: "else@example.org",
      hasAccount: true,
    });
    expect(await directory.findByEmail("else@example.org")).toMatchObject({ username: "stranger" });
    expect(await directory.isUidNumberTaken(900)).toBe(true);
    expect(await directory.isUidNumberTaken(901)).toBe(false);
    expect(await directory.findGroup("nothing")).toBeUndefined();
  });

  it("finds nothing with a wildcard or an injected filter", async () => {
    for (const text of ["*", "stranger*", "*)(uid=*", "\\2a", "stranger)(objectClass=*", "str\0anger"]) {
      expect(await directory.findByUsername(text), text).toBeUndefined();
      expect(await directory.findByEmail(text), text).toBeUndefined();
    }
  });
});

describe("an unusable directory causes a failure that names the cause", () => {
  it.each<[string, Partial<LdapConfig>, string, RegExp]>([
    ["nothing listens", { url: "ldap://127.0.0.1:1" }, "Failure", /127\.0\.0\.1:1\).*ECONNREFUSED/],
    ["it does not respond", { url: `ldap://127.0.0.1:${silent.port}` }, "Failure", /LDAP \(.*\).* 10 s/],
    ["the password is wrong", { password: "wrong" }, "LoginRejectedError", /49.*LDAP_BIND_PASSWORD/],
    ["the certificate is not trusted", { ca: undefined }, "Failure", /certificate.*ldap\.caFile/],
    ["it requires TLS", { url: slapd.plainUrl, startTls: false }, "Failure", /13.*ldaps:.*startTls/],
    ["the branch is missing", { peopleDn: "ou=nowhere,dc=example,dc=org" }, "Failure", /32.*peopleDn/],
  ])("when %s", async (_, but, name, data) => {
    await expect(
      ldap({ ...config, ...but }).ensure(aPerson("nobody"), aProject("none")),
    ).rejects.toMatchObject(aFailure(data, name));
  });

  it.each<[string, Partial<Person>, RegExp]>([
    ["an email address belongs to someone else", { email: "else@example.org" }, /\b19: .*non-unique/],
    ["a number is invalid", { uidNumber: Number.NaN }, /\b21: .*uidNumber/],
    ["a person has no name", { givenName: "", familyName: "" }, /\b(21|65): /],
  ])("when %s", async (_, but, data) => {
    const person = { ...aPerson("faulty"), ...but };
    await expect(directory.ensure(person, aProject(`faultlab${next}`))).rejects.toMatchObject(aFailure(data));
  });

  it("when the bind entry has no write access", async () => {
    const elsewhere = { peopleDn: "ou=policies,dc=example,dc=org" };
    await expect(
      ldap({ ...config, ...elsewhere }).ensure(aPerson("norights"), aProject("norights")),
    ).rejects.toMatchObject(aFailure(/\b50: .*write access/));
  });
});

it("A directory can be used with StartTLS instead of ldaps://", async () => {
  const overStartTls = ldap({ ...config, url: slapd.plainUrl, startTls: true });
  expect(await overStartTls.findByUsername("stranger")).toBeDefined();
});
