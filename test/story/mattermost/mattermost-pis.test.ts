import { afterAll, describe, expect, it } from "vitest";
import { ADMIN_CHANNEL } from "../../../dev/sandbox/mattermost/campus.ts";
import { HEARTBEAT_JOB } from "../../../src/pipeline/jobs/downtime.ts";
import { importRows } from "../import-rows.ts";
import { newSite } from "../new-site.ts";
import { emailsTo } from "../until.ts";
import { requestAbout } from "../until-more.ts";
import {
  hasButton,
  peopleInMattermost,
  readText,
  untilHappened,
  untilState,
} from "./people-in-mattermost.ts";

/* What PIs do, on a server that has Mattermost Blocks, and many requests at once. */

const site = await newSite({
  withLdap: false,
  mattermost: { withSlack: false, options: { version: "12.1.0" } },
  settings: { digest: { above: 10 }, times: { remindPi: "1s" }, mattermost: { messagesPerMinute: 6000 } },
});
const { database } = site;
afterAll(() => site.stop());
const people = peopleInMattermost(site);
const { server, press, fill, pressAndFill } = people;
const first = await site.start();

const idOf = (user: string) => server.user(user).id;

/** Imports requests from these people and approves them as an admin, so that the PI is asked. */
async function asked(project: string, ...names: string[]): Promise<void> {
  const row = (name: string) => ({
    email: `${name.toLowerCase()}@example.org`,
    givenName: name,
    existingProject: project,
  });
  await importRows(site, names.map(row));
  for (const name of names) {
    await people.approveAsAdmin(`${name} Ypsilon`);
    await untilState(site, `${name} Ypsilon`, { waitsFor: "pi", piUser: idOf("hopper") });
  }
}

const delegatesOf = async (name: string) => {
  const { delegates } = await requestAbout<{ delegates: { user: string }[] }>(site, name, "delegates");
  return delegates.map(({ user }) => user);
};

describe("a PI", () => {
  it("passes on a request that isn't theirs to the person whom they name, who is asked once an admin has approved them", async () => {
    await asked("nmr", "Nora");
    expect(await pressAndFill("hopper", ["reassign", "Nora Ypsilon"], { person: idOf("curie") })).toBe(
      "closed",
    );
    await untilHappened(site, "Nora Ypsilon", "reassigned", "Henrik Hopper");
    await untilState(site, "Nora Ypsilon", { waitsFor: "admin" });
    await people.untilSettled("hopper", "approve", "Nora Ypsilon");
    await people.approveAsAdmin("Nora Ypsilon", "grace");
    await untilState(site, "Nora Ypsilon", { waitsFor: "pi", piUser: idOf("curie") });
    await people.approveAsPi("Nora Ypsilon", "curie");
    await untilHappened(site, "Nora Ypsilon", "approved", "Maria Curie-Sato");
  });

  it("can't pass a request on to a guest: the dialog stays open and says who", async () => {
    await asked("neutrons", "Nils");
    expect(await pressAndFill("hopper", ["reassign", "Nils Ypsilon"], { person: idOf("gus") })).toBe(
      "errors",
    );
    expect(Object.values(server.as("hopper").dialog()?.errors ?? {})).toEqual([
      expect.stringContaining("Gus Guest"),
    ]);
    await server.as("hopper").cancel();
    await people.approveAsPi("Nils Ypsilon");
    await untilHappened(site, "Nils Ypsilon", "approved", "Henrik Hopper");
  });

  it("names a delegate, who decides as well until the PI ends that", async () => {
    await asked("dunes", "Dora", "Dave");
    const delegating = ["delegate", "Dora Ypsilon"] as const;
    expect(await pressAndFill("hopper", delegating, { person: idOf("noether"), until: "2001-01-01" })).toBe(
      "errors",
    );
    expect(await fill("hopper", { person: idOf("noether"), until: "2099-12-31" })).toBe("closed");
    await expect.poll(() => delegatesOf("Dave")).toEqual([`mattermost:${idOf("noether")}`]);
    const theirs = await people.untilButton("noether", "approve", "Dora Ypsilon");
    expect(hasButton(theirs, "delegate")).toBe(false);
    await people.approveAsPi("Dora Ypsilon", "noether");
    await untilHappened(site, "Dora Ypsilon", "approved", "Emma Noether");
    await press("hopper", "delegate", "Dave Ypsilon");
    expect(await fill("hopper", { ended: [`mattermost:${idOf("noether")}`] })).toBe("closed");
    await expect.poll(() => delegatesOf("Dave")).toEqual([]);
    await people.untilSettled("noether", "approve", "Dave Ypsilon");
  });

  it("who hasn't answered is reminded in Mattermost, even if acct has restarted since then, and can still approve", async () => {
    await first.stop();
    // The job has run in this hour.
    await database.query("delete from cron_slots where name = $1", [HEARTBEAT_JOB]);
    const reminder = await people.newMessageTo("hopper", () => site.start({ PORT: site.env.PORT }));
    expect(readText(reminder)).toContain("Dave Ypsilon");
    await untilHappened(site, "Dave Ypsilon", "reminded");
    await people.approveAsPi("Dave Ypsilon");
    await untilHappened(site, "Dave Ypsilon", "approved", "Henrik Hopper");
    expect(emailsTo(site, "hopper@example.org", "pi-approval")).toEqual([]);
  });
});

describe("many requests at once", () => {
  const statuses = async () => {
    const rows = await database.query<{ status: string; n: number }>(
      "select status || ' ' || stage as status, count(*)::int as n from requests where given_name = 'Pat' group by 1",
    );
    return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
  };
  const digest = () => people.posts("ada", ADMIN_CHANNEL).find((one) => hasButton(one, "review-queue"));

  it("share one message, from which an admin approves several, and each approval is recorded", async () => {
    const rows = Array.from({ length: 25 }, (_, n) => ({
      email: `p${n}@example.org`,
      givenName: "Pat",
      familyName: `N${n}`,
    }));
    await importRows(site, rows);
    await expect.poll(statuses).toEqual({ "waiting await-admin": 25 });
    await server.until(digest, "the digest");
    await press("ada", "review-queue", "", ADMIN_CHANNEL);
    const { dialog } = await people.untilDialog("ada");
    const options = dialog.elements.flatMap(({ name, options = [] }) =>
      name.startsWith("picked") ? options : [],
    );
    expect(options).toHaveLength(25);
    const picked0 = options.slice(0, 3).map(({ value }) => value);
    expect(await fill("ada", { picked0, verdict: "approved" })).toBe("errors");
    expect(readText({ message: "", props: server.as("ada").dialog()?.errors ?? {} })).toContain("confirmed");
    expect(await fill("ada", { picked0, verdict: "approved", confirmed: "yes" })).toBe("closed");
    await expect.poll(statuses).toMatchObject({ "waiting await-pi": 3 });
    const events = await database.query(
      `select 1 from events e join requests r on r.id = e.request_id
       where r.given_name = 'Pat' and e.kind = 'approved' and e.actor = $1`,
      [`mattermost:${idOf("ada")}`],
    );
    expect(events).toHaveLength(3);
  });
});
