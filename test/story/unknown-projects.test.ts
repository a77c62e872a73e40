import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  fill,
  hasButton,
  press,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite, type TestSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";

const sites: TestSite[] = [];
afterAll(() => Promise.all(sites.map((site) => site.stop())));

const group = (cn: string, gidNumber: number, owner?: string) => `
dn: cn=${cn},ou=groups,dc=example,dc=org
objectClass: posixGroup
objectClass: extensibleObject
cn: ${cn}
gidNumber: ${gidNumber}
${owner ? `owner: uid=${owner},ou=people,dc=example,dc=org\n` : ""}`;
const noether = `
dn: uid=enoether,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: posixAccount
uid: enoether
cn: Emma Noether
sn: Noether
mail: noether@example.org
uidNumber: 5900
gidNumber: 5900
homeDirectory: /home/enoether
`;

async function siteWith(options: Parameters<typeof newSite>[0]): Promise<TestSite> {
  const site = await newSite(options);
  sites.push(site);
  await site.start();
  return site;
}

interface Row {
  readonly stage: string;
  readonly status: string;
  readonly warnings: readonly string[];
}

/** The newest request for this project. */
async function requestFor({ database }: TestSite, project: string): Promise<Row | undefined> {
  const rows = await database.query<Row>(
    "select stage, status, warnings from requests where project = $1 order by id desc limit 1",
    [project],
  );
  return rows[0];
}

const untilAt = (site: TestSite, project: string, stage: string, status = "waiting") =>
  expect.poll(() => requestFor(site, project)).toMatchObject({ stage, status });

const cardsOf = ({ sandbox }: TestSite, user: string) =>
  sandbox.messages(user).filter((message) => hasButton(message, "approve"));

async function join(site: TestSite, user: string, project: string, pi?: string) {
  await site.sandbox.command({ user, channel: "C0GENERAL", text: `/acct join ${project}` });
  return fill(site, user, { project, ...(pi ? { pi } : {}) });
}

describe("If memberships need only the PI's approval, a group that acct did not create", () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await siteWith({
      entries: [
        astro,
        noether,
        group("clusterops", 5009),
        group("wheelhouse", 5010),
        group("symmetry", 5011, "enoether"),
        group("orphaned", 5012, "nobody"),
      ].join("\n"),
      settings: {
        privilegedProjects: ["ClusterOps"] as unknown as object,
        projects: { Wheelhouse: { pi: "Curie@example.org" } },
      },
    });
  });

  it("needs an admin: the PI whom the requester names is asked only after an admin has approved", async () => {
    expect(await ask(site, "U0AMY", { username: "amy" })).toBe("closed");
    await approveAsAdmin(site, "Amy Ash");
    await approveAsPi(site, "Amy Ash");
    await untilAt(site, "astro", "hand-over");
    expect(await join(site, "U0AMY", "clusterops", "U0BEN")).toBe("closed");
    await untilAt(site, "clusterops", "await-admin");
    const { warnings } = (await requestFor(site, "clusterops")) ?? {};
    expect(warnings).toContainEqual(expect.stringMatching(/Ben Birch.*ben@example\.org/));
    expect(warnings).toContainEqual(expect.stringMatching(/^(?!.*Ben Birch).*clusterops/));
    expect(cardsOf(site, "U0BEN")).toEqual([]);
    expect(await site.slapd?.search("(cn=clusterops)", "memberUid")).not.toContain("amy");

    await approveAsAdmin(site, "clusterops");
    await untilAt(site, "clusterops", "await-pi");
    await press(site, "U0BEN", "approve", "clusterops", "D0BEN");
    await untilAt(site, "clusterops", "close");
    expect(await site.slapd?.search("(cn=clusterops)", "memberUid")).toContain("memberUid: amy");
  });

  it("still needs an admin if it is privileged, even though its PI is now known", async () => {
    expect(await ask(site, "U0ZOE", { username: "zoe", project: "astro" })).toBe("closed");
    await approveAsAdmin(site, "Zoë");
    await approveAsPi(site, "Zoë");
    await expect
      .poll(() => site.database.query("select 1 from accounts where username = 'zoe'"))
      .toHaveLength(1);
    expect(await join(site, "U0ZOE", "clusterops")).toBe("closed");
    await untilAt(site, "clusterops", "await-admin");
  });

  it("needs the PI whom the site has configured, even if the requester names someone else", async () => {
    expect(await join(site, "U0AMY", "wheelhouse", "U0BEN")).toBe("closed");
    await untilAt(site, "wheelhouse", "await-pi");
    await press(site, "U0CURIE", "approve", "wheelhouse", "D0CURIE");
    await untilAt(site, "wheelhouse", "close");
    expect(
      await site.database.query(
        "select p.email from projects j join memberships m on m.project_id = j.id and m.role = 'pi' join people p on p.id = m.person_id where j.name = 'wheelhouse'",
      ),
    ).toEqual([{ email: "curie@example.org" }]);
  });
});

describe("If memberships need only the PI's approval, a group that names its owner", () => {
  const isAsked = (site: TestSite, user: string, project: string) =>
    cardsOf(site, user).some((message) => readText(message).includes(project));

  it("is decided by the owner, even if the requester names someone else", async () => {
    const [site] = sites;
    if (!site) throw new Error("there is no site");
    expect(await join(site, "U0AMY", "symmetry", "U0BEN")).toBe("closed");
    await untilAt(site, "symmetry", "await-pi");
    expect(isAsked(site, "U0BEN", "symmetry")).toBe(false);
    await press(site, "U0NOETHER", "approve", "symmetry", "D0NOETHER");
    await untilAt(site, "symmetry", "close");
  });

  it("needs an admin, who reads why, if the owner's entry is gone", async () => {
    const [site] = sites;
    if (!site) throw new Error("there is no site");
    expect(await join(site, "U0AMY", "orphaned", "U0BEN")).toBe("closed");
    await untilAt(site, "orphaned", "await-admin");
    const { warnings } = (await requestFor(site, "orphaned")) ?? {};
    expect(warnings).toContainEqual(expect.stringContaining("uid=nobody"));
    expect(isAsked(site, "U0BEN", "orphaned")).toBe(false);
  });
});

describe("If accounts need only the PI's approval", () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await siteWith({ withLdap: false, settings: { approvals: { account: ["pi"] } } });
  });

  it("a new project without a PI waits for an admin, and nothing is created before the approval", async () => {
    expect(await ask(site, "U0ZOE", { projectKind: "new", project: "telescope", pi: "" })).toBe("closed");
    await untilAt(site, "telescope", "await-admin");
    expect(await site.database.query("select 1 from accounts")).toEqual([]);
    await approveAsAdmin(site, "Zoë");
    await untilAt(site, "telescope", "close");
  });

  it("an unknown project waits for an admin before the person named as its PI is told", async () => {
    expect(await ask(site, "U0AMY", { project: "catacombs", pi: "U0BEN" })).toBe("closed");
    await untilAt(site, "catacombs", "await-admin");
    expect(cardsOf(site, "U0BEN")).toEqual([]);
    expect(site.sandbox.messages("U0BEN").map(readText).join()).not.toContain("catacombs");
  });

  it("the person named as the PI cannot name another one before an admin has decided", async () => {
    const [row] = await site.database.query<{ id: number }>(
      "select id from requests where project = 'catacombs'",
    );
    const text = `/acct change-pi ${row?.id} layla@example.org`;
    await site.sandbox.command({ user: "U0BEN", channel: "C0GENERAL", text });
    await site.sandbox.until(
      () => site.sandbox.messages("C0GENERAL", "U0BEN").find((one) => one.onlyFor === "U0BEN"),
      "an answer to Ben",
    );
    const rows = await site.database.query("select pi_email from requests where id = $1", [row?.id]);
    expect(rows).toEqual([{ pi_email: "ben@example.org" }]);
  });
});

describe("If the PI decides before the admins", () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await siteWith({ withLdap: false, settings: { approvals: { account: ["pi", "admin"] } } });
  });

  it("an admin decides first on an unknown project", async () => {
    expect(await ask(site, "U0AMY", { project: "orrery" })).toBe("closed");
    await untilAt(site, "orrery", "await-admin");
    expect(cardsOf(site, "U0HOPPER")).toEqual([]);
    await approveAsAdmin(site, "Amy Ash");
    await approveAsPi(site, "Amy Ash");
    await untilAt(site, "orrery", "close");
  });

  it("a request for an unknown project goes back to the admins if its PI reassigns it", async () => {
    await importRows(site, [{ email: "nora@example.org", givenName: "Nora", existingProject: "nebula" }]);
    await approveAsAdmin(site, "Nora Ypsilon");
    await untilAt(site, "nebula", "await-pi");
    const wish = ["reassign", "Nora Ypsilon", "D0HOPPER"] as [string, string, string];
    expect(await pressAndFill(site, "U0HOPPER", wish, { person: "U0CURIE" })).toBe("closed");
    await untilRequest(site, "Nora Ypsilon", { stage: "await-admin", waitsFor: "admin" });
    expect(cardsOf(site, "U0CURIE")).toEqual([]);
    await approveAsAdmin(site, "Nora Ypsilon", "U0GRACE");
    await untilAt(site, "nebula", "await-pi");
    await press(site, "U0CURIE", "approve", "Nora Ypsilon", "D0CURIE");
    await untilAt(site, "nebula", "close");
  });

  it("a PI whom an admin names instead can decide", async () => {
    await importRows(site, [{ email: "otto@example.org", givenName: "Otto", existingProject: "optics" }]);
    await approveAsAdmin(site, "Otto Ypsilon");
    await untilAt(site, "optics", "await-pi");
    const [row] = await site.database.query<{ id: number }>(
      "select id from requests where project = 'optics'",
    );
    const text = `/acct change-pi ${row?.id} curie@example.org`;
    await site.sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text });
    await press(site, "U0CURIE", "approve", "Otto Ypsilon", "D0CURIE");
    await untilAt(site, "optics", "close");
  });
});
