import { afterAll, describe, expect, it } from "vitest";
import { approveAsAdmin, press, pressAndFill } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { newSite, type TestSite } from "./new-site.ts";
import { replyTo, untilRequest } from "./until.ts";

const sites: TestSite[] = [];
afterAll(() => Promise.all(sites.map((site) => site.stop())));

/** A site with these settings, where these people have requested to join a project whose PI is known. */
async function siteWith(settings: object, ...names: string[]): Promise<TestSite> {
  const projects = { astro: { pi: "hopper@example.org" } };
  const site = await newSite({ withLdap: false, settings: { projects, ...settings } });
  sites.push(site);
  for (const user of ["U0NOETHER", "U0CURIE"])
    site.sandbox.workspace.channels.get(ADMIN_CHANNEL)?.members.add(user);
  await site.start();
  await importRows(
    site,
    names.map((name) => ({
      email: `${name.toLowerCase()}@example.org`,
      givenName: name,
      existingProject: "astro",
    })),
  );
  return site;
}

interface Row {
  readonly name: string;
  readonly actor: string;
  readonly verdict: string;
  readonly counts: boolean;
}

/** The rows of `approvals` for this person's request, in the order in which they were given. */
const rowsOf = ({ database }: TestSite, name: string) =>
  database.query<Row>(
    `select a.name, a.actor, a.verdict, a.superseded_at is null as counts
     from approvals a join requests r on r.id = a.request_id where r.given_name = $1 order by a.seq`,
    [name],
  );

const untilAt = ({ database }: TestSite, name: string, stage: string) =>
  expect
    .poll(() => database.query("select stage from requests where given_name = $1", [name]))
    .toEqual([{ stage }]);

const refused = (site: TestSite, user: string, about: string) =>
  replyTo(site, user, "C0ACCOUNTS", () => approveAsAdmin(site, about, user));

describe("If two admins must approve", () => {
  it("one person doesn't count twice, the second one completes it, and each has a row", async () => {
    const site = await siteWith({ approvals: { account: [{ from: "admin", count: 2 }] } }, "Nora");
    await approveAsAdmin(site, "Nora Ypsilon");
    await expect.poll(() => rowsOf(site, "Nora")).toHaveLength(1);
    await untilRequest(site, "Nora Ypsilon", { waitsFor: "admin" });
    await refused(site, "U0ADA", "Nora Ypsilon");
    expect(await rowsOf(site, "Nora")).toHaveLength(1);
    await untilAt(site, "Nora", "await-admin");

    await approveAsAdmin(site, "Nora Ypsilon", "U0GRACE");
    await untilAt(site, "Nora", "close");
    expect(await rowsOf(site, "Nora")).toMatchObject([
      { name: "admin", actor: "slack:U0ADA", verdict: "approved", counts: true },
      { name: "admin", actor: "slack:U0GRACE", verdict: "approved", counts: true },
    ]);
    const [row] = await site.database.query<{
      plan_hash: string;
      plan: object[];
      address: string;
      surface: string;
    }>("select plan_hash, plan, address, surface from approvals order by id limit 1");
    expect(row).toMatchObject({
      plan_hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      address: "nora@example.org",
      surface: "chat",
    });
    expect(row?.plan.length).toBeGreaterThan(0);
    const { stdout } = await site.run("requests", "show", "1");
    for (const name of ["Ada Okafor", "Grace Lindqvist"]) expect(stdout).toContain(name);
  });

  it("any one of them can deny it", async () => {
    const site = await siteWith({ approvals: { account: [{ from: "admin", count: 2 }] } }, "Olaf");
    await approveAsAdmin(site, "Olaf Ypsilon");
    await expect.poll(() => rowsOf(site, "Olaf")).toHaveLength(1);
    await pressAndFill(site, "U0GRACE", ["deny", "Olaf Ypsilon"], { reason: "Not this year." });
    await expect
      .poll(() => site.database.query("select status from requests"))
      .toEqual([{ status: "refused" }]);
  });
});

describe("If a group must be among those who approve", () => {
  const settings = {
    groups: { security: ["noether@example.org"] },
    approvals: {
      account: [{ name: "Security", from: [{ group: "security", count: 1 }, "admin"], count: 2 }],
    },
  };

  it("admins alone aren't enough, and the group alone isn't either", async () => {
    const site = await siteWith(settings, "Nora", "Nils");
    await approveAsAdmin(site, "Nora Ypsilon");
    await expect.poll(() => rowsOf(site, "Nora")).toHaveLength(1);
    await refused(site, "U0GRACE", "Nora Ypsilon");
    expect(await rowsOf(site, "Nora")).toHaveLength(1);
    await press(site, "U0NOETHER", "approve", "Nora Ypsilon");
    await untilAt(site, "Nora", "close");

    await press(site, "U0NOETHER", "approve", "Nils Ypsilon");
    await expect.poll(() => rowsOf(site, "Nils")).toHaveLength(1);
    await untilAt(site, "Nils", "await-admin");
    await approveAsAdmin(site, "Nils Ypsilon", "U0GRACE");
    await untilAt(site, "Nils", "close");
  });

  it("someone else can't approve, and the group can't mark a request as spam", async () => {
    const site = await siteWith(settings, "Pia");
    await untilRequest(site, "Pia Ypsilon", { waitsFor: "admin" });
    await refused(site, "U0CURIE", "Pia Ypsilon");
    await replyTo(site, "U0NOETHER", "C0ACCOUNTS", () => press(site, "U0NOETHER", "spam", "Pia Ypsilon"));
    expect(await rowsOf(site, "Pia")).toEqual([]);
    await untilAt(site, "Pia", "await-admin");
  });
});

describe("If a user group of the chat must approve", () => {
  const settings = {
    groups: { security: ["S0SECURITY"] },
    approvals: { account: [{ name: "Security", from: { group: "security", count: 1 } }, "admin"] },
  };

  it("its members do, and no one else", async () => {
    const site = await siteWith(settings);
    const { userGroups } = site.sandbox.workspace;
    const users = new Set(["U0NOETHER"]);
    userGroups.set("S0SECURITY", { id: "S0SECURITY", handle: "security", users });
    await importRows(
      site,
      ["Nora", "Nils"].map((givenName) => ({
        email: `${givenName.toLowerCase()}@example.org`,
        givenName,
        existingProject: "astro",
      })),
    );
    await untilRequest(site, "Nora Ypsilon", { waitsFor: "admin" });
    await refused(site, "U0CURIE", "Nora Ypsilon");
    expect(await rowsOf(site, "Nora")).toEqual([]);
    await press(site, "U0NOETHER", "approve", "Nora Ypsilon");
    await expect.poll(() => rowsOf(site, "Nora")).toMatchObject([{ name: "Security" }]);
    await approveAsAdmin(site, "Nora Ypsilon");
    await untilAt(site, "Nora", "close");
  });
});

it("A privileged project needs as many different admins as it says, whatever `approvals` asks for", async () => {
  const site = await siteWith(
    {
      privilegedProjects: [{ name: "astro", count: 2 }],
      approvals: { account: ["pi"], distinctPeople: false },
    },
    "Nora",
  );
  await approveAsAdmin(site, "Nora Ypsilon");
  await expect.poll(() => rowsOf(site, "Nora")).toHaveLength(1);
  await refused(site, "U0ADA", "Nora Ypsilon");
  await approveAsAdmin(site, "Nora Ypsilon", "U0GRACE");
  await untilAt(site, "Nora", "await-pi");
});

it("If no one can decide a request, the admins are told once, the card says it, and doctor says why", async () => {
  const site = await siteWith({
    groups: { security: ["someone.who.left@example.org"] },
    approvals: { account: [{ name: "Security", from: { group: "security" } }] },
  });
  site.sandbox.workspace.userGroups.get(ADMIN_GROUP)?.users.delete("U0GRACE");
  await importRows(site, [{ email: "nora@example.org", givenName: "Nora", existingProject: "astro" }]);
  await untilRequest(site, "Nora Ypsilon", { waitsFor: "admin", isWarned: true });
  const told = () =>
    site.database.query("select 1 from notifications where template = 'needs-attention' and to_user = $1", [
      `slack:${ADMIN_CHANNEL}`,
    ]);
  await expect.poll(told).toHaveLength(1);
});
