import { afterAll, expect, it } from "vitest";
import { ADMIN_CHANNEL } from "../../../dev/sandbox/mattermost/campus.ts";
import { importRows } from "../import-rows.ts";
import { newSite } from "../new-site.ts";
import { emailsTo, eventsOf } from "../until.ts";
import { untilSent } from "../until-more.ts";
import { peopleInMattermost, untilHappened, untilState } from "./people-in-mattermost.ts";

/* What Mattermost does to a running acct, and what others try by calling it as if they were Mattermost. */

const ALERTS = "alerts@example.org";
const site = await newSite({
  withLdap: false,
  mattermost: { withSlack: false },
  settings: { site: { alerts: [ALERTS] }, mattermost: { messagesPerMinute: 6000 } },
});
const { database } = site;
afterAll(() => site.stop());
const people = peopleInMattermost(site);
const { server, press } = people;
const acct = await site.start();

/** Sends what the server might send. Whatever acct thinks of it, it answers with 200, or people would read nothing. */
async function call(url: string, body: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
  expect(response.status).toBe(200);
}

async function refused(): Promise<number> {
  const metrics = await (await fetch(`${acct.url}/metrics`)).text();
  return Number(/^acct_mattermost_refused_callbacks (\d+)$/m.exec(metrics)?.[1]);
}
const kindsOf = async (about: string) => (await eventsOf(site, about)).map(({ kind }) => kind);

it("A callback that was forged, altered, or sent again changes nothing, and a genuine one right after it works", async () => {
  await importRows(site, [{ email: "fay@example.org", givenName: "Fay" }]);
  await press("ada", "claim", "Fay Ypsilon", ADMIN_CHANNEL);
  await untilState(site, "Fay Ypsilon", { assignee: "Ada Okafor" });
  await press("ada", "unclaim", "Fay Ypsilon", ADMIN_CHANNEL);
  await untilHappened(site, "Fay Ypsilon", "unclaimed");
  const genuine = server.deliveries.find(({ body }) => {
    return (body.context as { readonly action?: string } | undefined)?.action === "claim";
  });
  if (!genuine) throw new Error("the press was not delivered");
  const { url, body } = genuine;
  const before = await kindsOf("Fay Ypsilon");
  const trigger_id = "of no server";
  const context = { ...(body.context as object), action: "approve" };
  const forgeries = [
    [url, body],
    [url, { ...body, trigger_id }],
    [url, { ...body, context }],
    [url, { ...body, user_id: server.user("grace").id }],
    [url, { ...body, post_id: server.user("grace").id }],
    [url, { ...body, channel_id: server.channel("town-square").id }],
    [url.replace(/mattermost\/[^/]+/, "mattermost/guessed"), body],
    [url.replace(/action$/, "command"), body],
    [url.replace(/action$/, "dialog"), { ...body, state: "made up", submission: {} }],
  ] as const;
  for (const [to, sent] of forgeries) await call(to, sent);
  expect(await refused()).toBe(forgeries.length);
  expect(await kindsOf("Fay Ypsilon")).toEqual(before);

  await people.approveAsAdmin("Fay Ypsilon");
  await untilHappened(site, "Fay Ypsilon", "approved", "Ada Okafor");
  expect(await refused()).toBe(forgeries.length);
});

it("If the server restarts while requests come in and are decided, nothing is lost or shown twice", async () => {
  const names = Array.from({ length: 8 }, (_, n) => `Rest${n}`);
  const rows = names.map((givenName) => ({ email: `${givenName}@example.org`, givenName }));
  const importing = importRows(site, rows);
  await server.until(() => people.cards("Rest0")[0], "the first card");
  await server.restart();
  await importing;
  for (const name of names)
    await server.until(() => people.cards(`${name} Ypsilon`)[0], `the card of ${name}`);
  await people.approveAsAdmin("Rest1 Ypsilon");
  await server.restart();
  await people.approveAsAdmin("Rest2 Ypsilon", "grace");
  await untilHappened(site, "Rest1 Ypsilon", "approved", "Ada Okafor");
  await untilHappened(site, "Rest2 Ypsilon", "approved", "Grace Lindqvist");
  await people.approveAsPi("Rest1 Ypsilon");
  await untilHappened(site, "Rest1 Ypsilon", "approved", "Henrik Hopper");
  for (const name of names) expect(people.cards(`${name} Ypsilon`)).toHaveLength(1);
  await people.newMessageTo("amy", async () => server.as("amy").say("help"));
});

it("While the bot is disabled with its owner, /readyz and an email to the addresses for alerts say so, and work goes on once it is enabled", async () => {
  const failing = async () => {
    const { dependencies } = (await (await fetch(`${acct.url}/readyz`)).json()) as {
      readonly dependencies: readonly {
        readonly name: string;
        readonly ok: boolean;
        readonly problem?: string;
      }[];
    };
    return dependencies.filter(({ ok }) => !ok);
  };
  expect(await failing()).toEqual([]);
  server.setActive("sysadmin", false);
  await importRows(site, [{ email: "dis@example.org", givenName: "Dis" }]);
  await untilState(site, "Dis Ypsilon", { waitsFor: "admin" });
  await expect
    .poll(failing)
    .toContainEqual(expect.objectContaining({ name: "chat", problem: expect.stringContaining("disabled") }));
  // Five minutes without the chat pass.
  await expect
    .poll(async () => {
      await database.query(
        `update notifications set created_at = created_at - interval '6 minutes', run_at = clock_timestamp()
         where template = 'access-lost' and sent_at is null and lease_token is null`,
      );
      await database.query("notify acct");
      return emailsTo(site, ALERTS, "access-lost").length;
    })
    .toBeGreaterThan(0);
  expect(emailsTo(site, ALERTS, "access-lost")[0]?.text).toContain("disabled");

  server.setActive("sysadmin", true);
  server.setActive("acct", true);
  // A rejected token is tried again after half a minute.
  await database.query("update rejected_logins set next_try_at = clock_timestamp()");
  await people.approveAsAdmin("Dis Ypsilon");
  await untilHappened(site, "Dis Ypsilon", "approved", "Ada Okafor");
  await untilSent(site, "received", "Dis Ypsilon");
  await expect.poll(failing).toEqual([]);
  expect(people.cards("Dis Ypsilon")).toHaveLength(1);
});
