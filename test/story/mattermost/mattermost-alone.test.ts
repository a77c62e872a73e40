import { afterAll, describe, expect, it } from "vitest";
import { LDAP } from "../../../dev/local-stack/ldap-names.ts";
import { choosePassword, linkIn, PASSWORD } from "../../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../../dev/sandbox/mattermost/campus.ts";
import { importRows } from "../import-rows.ts";
import { astro, newSite } from "../new-site.ts";
import { emailsTo, eventsOf, untilEmail } from "../until.ts";
import { requestAbout } from "../until-more.ts";
import {
  hasButton,
  peopleInMattermost,
  readText,
  untilHappened,
  untilState,
} from "./people-in-mattermost.ts";

/* A site that has only Mattermost, on a server whose messages have attachments. */

const site = await newSite({
  entries: astro,
  mattermost: { withSlack: false },
  settings: { mattermost: { messagesPerMinute: 6000 } },
});
const { database, slapd } = site;
afterAll(() => site.stop());
const people = peopleInMattermost(site);
const { server, press, fill, ask, pressAndFill, answerToCommand } = people;
await site.start();

const canLogIn = async (password: string) =>
  (await slapd?.whoami(`uid=aash,${LDAP.peopleDn}`, password))?.code === 0;

/** Skips the time that a failed stage waits. */
const passTime = () =>
  database.query(
    "update requests set run_at = now() where status = 'running' and attempt > 0 and lease_token is null; notify acct",
  );

describe("a request with /acct request", () => {
  it("leads from the form over an admin's approval and the PI's in direct messages to a login with the password that the person set", async () => {
    expect(await ask("amy")).toBe("closed");
    await people.approveAsAdmin("Amy Ash");
    await untilHappened(site, "Amy Ash", "approved", "Ada Okafor");
    await people.untilSettled("ada", "approve", "Amy Ash", ADMIN_CHANNEL);
    await people.approveAsPi("Amy Ash");
    await untilHappened(site, "Amy Ash", "approved", "Henrik Hopper");
    const link = linkIn(await untilEmail(site, "amy@example.org", "welcome"));
    expect((await choosePassword(link)).status).toBe(200);
    expect(await canLogIn(PASSWORD)).toBe(true);
    await untilState(site, "Amy Ash", { waitsFor: "closing-time" });
    await people.untilSettled("hopper", "approve", "Amy Ash");
  });

  it("that isn't filled in completely stays open, and acct names the field", async () => {
    expect(await ask("ben", { pin: "12" })).toBe("errors");
    expect(Object.keys(server.as("ben").dialog()?.errors ?? {})).toEqual(["pin"]);
    await server.as("ben").cancel();
    expect(await database.query("select 1 from requests where given_name = 'Ben'")).toEqual([]);
  });

  it("is denied with a reason that the requester reads, and no card offers a decision anymore", async () => {
    expect(await ask("ben")).toBe("closed");
    const denied = await pressAndFill("grace", ["deny", "Ben Birch", ADMIN_CHANNEL], {
      reason: "The astro group is full.",
    });
    expect(denied).toBe("closed");
    await untilState(site, "Ben Birch", { status: "refused" });
    await untilHappened(site, "Ben Birch", "denied", "Grace Lindqvist");
    await people.untilMessage("ben", "The astro group is full.");
    await people.untilSettled("ada", "approve", "Ben Birch", ADMIN_CHANNEL);
  });

  it("waits while the requester is asked, and the answer is on the card and is sent to the admin who asked", async () => {
    expect(await ask("zoe", { username: "zoe" })).toBe("closed");
    const question = "Which software do you need?";
    expect(await pressAndFill("ada", ["ask", "Zoë", ADMIN_CHANNEL], { question })).toBe("closed");
    await untilState(site, "Zoë", { waitsFor: "admin", isAsked: true });
    expect(await pressAndFill("zoe", ["answer", question], { answer: "GROMACS | NAMD @all" })).toBe("closed");
    await untilHappened(site, "Zoë", "answered");
    await untilState(site, "Zoë", { waitsFor: "admin", isAsked: false });
    await people.untilCardSays("Zoë", "GROMACS");
    await people.untilMessage("ada", "GROMACS");
    await people.untilSettled("zoe", "answer", question);
  });

  it("is assigned to the admin who takes it, which the card shows, and can be given back", async () => {
    await press("grace", "claim", "Zoë", ADMIN_CHANNEL);
    await untilState(site, "Zoë", { assignee: "Grace Lindqvist" });
    await people.untilCardSays("Zoë", "Grace Lindqvist");
    await press("grace", "unclaim", "Zoë", ADMIN_CHANNEL);
    await untilHappened(site, "Zoë", "unclaimed", "Grace Lindqvist");
  });

  it("shows its whole history in Details, to the admin who asks for it alone", async () => {
    const answer = await people.answerTo("ada", () => press("ada", "details", "Zoë", ADMIN_CHANNEL));
    for (const words of ["Which software do you need?", "GROMACS", "Light curves."])
      expect(readText(answer)).toContain(words);
    expect(server.as("grace").ephemerals()).toEqual([]);
  });

  it("that is stuck because the directory stays down has a card with Retry, and continues where it failed", async () => {
    await people.approveAsAdmin("Zoë");
    await people.untilButton("hopper", "approve", "Zoë");
    await slapd?.down();
    await people.approveAsPi("Zoë");
    const card = () => people.posts("ada", ADMIN_CHANNEL).some((one) => hasButton(one, "retry"));
    await expect
      .poll(
        async () => {
          await passTime();
          return card();
        },
        { interval: 200 },
      )
      .toBe(true);
    await slapd?.up();
    await press("ada", "retry", "Zoë", ADMIN_CHANNEL);
    await untilHappened(site, "Zoë", "retried", "Ada Okafor");
    await untilEmail(site, "zoe@example.org", "welcome");
    // Neither the card nor the message that it is stuck.
    await people.untilSettled("ada", "retry", "Zoë", ADMIN_CHANNEL);
  });
});

describe("someone with an account", () => {
  it("gets a link for a new password with /acct resetpass, by email and with a PIN", async () => {
    const before = emailsTo(site, "amy@example.org", "new-password").length;
    await people.says("amy", "/acct resetpass");
    expect(await fill("amy", { way: "mail", pin: "2468" })).toBe("closed");
    await expect.poll(() => emailsTo(site, "amy@example.org", "new-password")).toHaveLength(before + 1);
    const mail = emailsTo(site, "amy@example.org", "new-password").at(-1);
    if (!mail) throw new Error("there is no email");
    const password = "seven herons count 4 boats";
    const typed = { pin: "2468", password, confirm_password: password };
    expect((await choosePassword(linkIn(mail), typed)).status).toBe(200);
    expect(await canLogIn(password)).toBe(true);
  });

  it("is locked out by /acct offboard after an admin typed the username and approved it, and comes back with acct resume", async () => {
    await people.says("ada", "/acct offboard aash", ADMIN_CHANNEL);
    expect(await fill("ada", { confirm: "amy" })).toBe("errors");
    expect(await fill("ada", { confirm: "aash" })).toBe("closed");
    await expect
      .poll(() => database.query("select waits_for from requests where kind = 'offboarding'"))
      .toEqual([{ waits_for: "admin" }]);
    await people.approveAsAdmin("Amy Ash");
    await expect
      .poll(() => database.query("select status from requests where kind = 'offboarding'"))
      .toEqual([{ status: "closed" }]);
    expect(await canLogIn("seven herons count 4 boats")).toBe(false);
    expect(await site.run("resume", "aash")).toMatchObject({ code: 0 });
    await expect
      .poll(() => database.query("select removed_at from accounts where username = 'aash'"))
      .toEqual([{ removed_at: null }]);
  });
});

describe("an overview", () => {
  it("comes with /acct home as one direct message, which is edited each time, and shows only what the filter lets through", async () => {
    await importRows(site, [
      { email: "ida@example.org", givenName: "Ida" },
      { email: "ivo@example.org", givenName: "Ivo" },
    ]);
    await untilState(site, "Ivo Ypsilon", { waitsFor: "admin" });
    await people.says("ada", "/acct home");
    const home = await people.untilButton("ada", "filter-requests", "Ida Ypsilon");
    expect(readText(home)).toContain("Ivo Ypsilon");
    const count = people.posts("ada").length;
    await press("ada", "filter-requests", "Ida Ypsilon");
    expect(await fill("ada", { text: "ivo" })).toBe("closed");
    const filtered = () => people.posts("ada").find(({ id }) => id === home.id);
    await server.until(() => {
      const now = filtered();
      return now && readText(now).includes("Ivo Ypsilon") && !readText(now).includes("Ida Ypsilon");
    }, "the overview to show only what matches");
    await people.says("ada", "/acct home");
    expect(people.posts("ada")).toHaveLength(count);
  });

  it("with /acct list has pages, says which one follows, and shows nothing of others to people who aren't admins", async () => {
    const rows = Array.from({ length: 21 }, (_, n) => ({
      email: `pat${n}@example.org`,
      givenName: "Pat",
      familyName: `Number${n}`,
    }));
    await importRows(site, rows);
    const waiting = () =>
      database.query("select 1 from requests where given_name = 'Pat' and waits_for = 'admin'");
    await expect.poll(waiting).toHaveLength(21);
    const first = readText(await answerToCommand("ada", "/acct list pat", ADMIN_CHANNEL));
    expect(first).toContain("Number0");
    expect(first).not.toContain("Number20");
    expect(first).toContain("page 2");
    const second = readText(await answerToCommand("ada", "/acct list pat page 2", ADMIN_CHANNEL));
    expect(second).toContain("Number20");
    expect(second).not.toContain("Number19");
    expect(readText(await answerToCommand("layla", "/acct list pat"))).not.toContain("Number");
    const { id } = await requestAbout(site, "Pat Number20");
    const status = await answerToCommand("ada", `/acct status ${id}`, ADMIN_CHANNEL);
    expect(hasButton(status, "approve")).toBe(true);
    expect((await eventsOf(site, "Pat Number20")).map(({ kind }) => kind)).not.toContain("approved");
  });
});
