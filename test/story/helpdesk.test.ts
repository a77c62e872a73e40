import { afterAll, expect, it } from "vitest";
import { approveAsAdmin, approveAsPi, ask } from "../../dev/local-stack/people.ts";
import { newSite } from "./new-site.ts";
import { untilDirectMessage } from "./until.ts";

const TICKETS = "tickets@helpdesk.example";
const site = await newSite({
  withLdap: false,
  settings: { helpdesk: { address: TICKETS, tag: "[help.example.org #{number}]" } },
});
const { sandbox, mailCatcher } = site;
afterAll(() => site.stop());

const tickets = () => mailCatcher.mails.filter(({ to }) => to.includes(TICKETS));

it("An approved request becomes one ticket, also if acct is killed; once its tag is set, what happens next goes there", async () => {
  const acct = await site.start();
  await ask(site, "U0AMY");
  await approveAsAdmin(site, "Amy Ash");
  await sandbox.until(() => sandbox.messages("U0HOPPER")[0], "the PI's card");
  expect(tickets()).toEqual([]);
  await approveAsPi(site, "Amy Ash");
  await untilDirectMessage(site, "U0AMY", "created");
  const sent = "select 1 from notifications where template = 'ticket-opened' and sent_at is not null";
  await expect.poll(() => site.database.query(sent)).toHaveLength(1);
  expect(tickets()).toHaveLength(1);
  acct.kill();
  await site.start();

  expect(await site.run("requests", "set-ticket", "1", "no tag")).toMatchObject({ code: 1 });
  expect(await site.run("requests", "set-ticket", "1", "4711")).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("[help.example.org #4711]"),
  });
  expect((await site.run("requests", "show", "1")).stdout).toContain("[help.example.org #4711]");
  const [request] = await site.database.query<{ username: string }>(
    "select username from requests where id = 1",
  );
  await site.run("offboard", request?.username ?? "", "--yes");
  await expect.poll(() => tickets().at(1)?.subject).toMatch(/^\[help\.example\.org #4711\] /);
});
