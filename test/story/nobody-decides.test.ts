import { afterAll, expect, it } from "vitest";
import { ask } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../dev/sandbox/campus.ts";
import { newSite } from "./new-site.ts";
import { emailsTo, untilDirectMessage } from "./until.ts";

/* If no one can read the admin channel or press its buttons, the help address gets an email even before any request. */

const site = await newSite({ withLdap: false });
const { sandbox, database } = site;
const { userGroups, channels } = sandbox.workspace;
const admins = userGroups.get(ADMIN_GROUP);
const channel = channels.get(ADMIN_CHANNEL);
if (!admins || !channel) throw new Error("the campus has changed");
afterAll(() => site.stop());

/** Slack's error code for each problem that the help address was told about. */
const told = async () => {
  const emails = emailsTo(site, "help@example.org", "admins-unreachable");
  const sent = await database.query<{ code: string }>(
    "select split_part(key, ':', 3) as code from notifications where template = 'admins-unreachable' order by id",
  );
  return sent.slice(0, emails.length).map(({ code }) => code);
};
/** acct checks a dependency that is down again after 15 seconds. */
const soon = { interval: 200 };
/** Waits for this status of each process. `/readyz` runs the checks whose results it does not know. */
async function untilReady(status: number) {
  for (const { url } of site.processes)
    await expect.poll(() => fetch(`${url}/readyz`).then((answer) => answer.status), soon).toBe(status);
}

it("The help address gets one email about an empty admin user group, even if two processes find it", async () => {
  admins.users.clear();
  await Promise.all([site.start(), site.start()]);
  await untilReady(503);
  await expect.poll(told, soon).toEqual(["empty_user_group"]);
  expect(emailsTo(site, "help@example.org", "admins-unreachable")[0]?.text).toContain(ADMIN_GROUP);
});

it("A deleted admin user group is reported as another problem, and people can still send requests", async () => {
  userGroups.delete(ADMIN_GROUP);
  await expect.poll(told, soon).toEqual(["empty_user_group", "no_such_subteam"]);
  expect(await ask(site, "U0AMY", { projectKind: "new", project: "geo" })).toBe("closed");
  await untilDirectMessage(site, "U0AMY", "received");
});

it("An archived admin channel is also reported, and no problem is reported twice on the same day", async () => {
  admins.users.clear();
  userGroups.set(ADMIN_GROUP, admins);
  channel.archived = true;
  await expect.poll(told, soon).toEqual(["empty_user_group", "no_such_subteam", "is_archived"]);
  channel.archived = false;
  const checks = () => sandbox.calls.filter(({ method }) => method === "usergroups.users.list").length;
  const before = checks();
  // Two checks by each process: the result of the first one is recorded before the second.
  await expect.poll(checks, soon).toBeGreaterThanOrEqual(before + 4);
  expect(await told()).toHaveLength(3);
});

it("If the admin channel is shared with another organization, each admin is told in private, and no one is told there", async () => {
  for (const admin of ["U0ADA", "U0GRACE"]) admins.users.add(admin);
  channel.extShared = true;
  const acct = await site.start();
  const ready = (await (await fetch(`${acct.url}/readyz`)).json()) as { dependencies: object[] };
  expect(ready.dependencies).toContainEqual(
    expect.objectContaining({
      name: "admin channel",
      ok: false,
      problem: expect.stringContaining("another organization"),
    }),
  );
  for (const admin of admins.users) await untilDirectMessage(site, admin, "channel-shared");
  const toChannel = await database.query(
    "select 1 from notifications where template = 'channel-shared' and via = 'channel'",
  );
  expect(toChannel).toEqual([]);
});
