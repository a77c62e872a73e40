import { afterAll, expect, it } from "vitest";
import { ask } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../dev/sandbox/campus.ts";
import { newSite } from "./new-site.ts";
import { emailsTo, untilDirectMessage } from "./until.ts";

/* Nobody reads the admin channel, or nobody may press its buttons: that is told by mail, before anybody has asked for anything. */

const site = await newSite({ withLdap: false });
const { sandbox, database } = site;
const { userGroups, channels } = sandbox.workspace;
const admins = userGroups.get(ADMIN_GROUP);
const channel = channels.get(ADMIN_CHANNEL);
if (!admins || !channel) throw new Error("the campus has changed");
afterAll(() => site.stop());

/** What Slack says of each cause that the help address was told. */
const told = async () => {
  const emails = emailsTo(site, "help@example.org", "admins-unreachable");
  const sent = await database.query<{ code: string }>(
    "select split_part(key, ':', 3) as code from notifications where template = 'admins-unreachable' order by id",
  );
  return sent.slice(0, emails.length).map(({ code }) => code);
};
/** What is down is looked at again after a quarter of a minute. */
const soon = { timeout: 40_000, interval: 200 };
/** Each process has looked, however often: `/readyz` asks what it does not know. */
async function untilReady(status: number) {
  for (const { url } of site.processes)
    await expect.poll(() => fetch(`${url}/readyz`).then((answer) => answer.status), soon).toBe(status);
}

it("The help address is told of an empty admin user group once, no matter how many processes check", async () => {
  admins.users.clear();
  await Promise.all([site.start(), site.start()]);
  await untilReady(503);
  await expect.poll(told, soon).toEqual(["empty_user_group"]);
  expect(emailsTo(site, "help@example.org", "admins-unreachable")[0]?.text).toContain(ADMIN_GROUP);
});

it("A deleted user group is another cause, and people who are not admins can still send requests", async () => {
  userGroups.delete(ADMIN_GROUP);
  await expect.poll(told, soon).toEqual(["empty_user_group", "no_such_subteam"]);
  expect(await ask(site, "U0AMY", { projectKind: "new", project: "geo" })).toBe("closed");
  await untilDirectMessage(site, "U0AMY", "received");
});

it("The help address is told of an archived channel, too, and of no cause twice on the same day", async () => {
  admins.users.clear();
  userGroups.set(ADMIN_GROUP, admins);
  channel.archived = true;
  await expect.poll(told, soon).toEqual(["empty_user_group", "no_such_subteam", "is_archived"]);
  channel.archived = false;
  const looks = () => sandbox.calls.filter(({ method }) => method === "usergroups.users.list").length;
  const before = looks();
  // Two of each process: what the first one finds is written down before the second.
  await expect.poll(looks, { ...soon, timeout: 90_000 }).toBeGreaterThanOrEqual(before + 4);
  expect(await told()).toHaveLength(3);
});
