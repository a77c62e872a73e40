import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  fill,
  hasButton,
  linkIn,
  mailsTo,
  PASSWORD,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { untilDirectMessage, untilEmail } from "./until.ts";
import { answerToCommand, untilEmailAbout, untilHome } from "./until-more.ts";

const solaris = astro.replaceAll("astro", "solaris").replace("5001", "5002");
const site = await newSite({ entries: [astro, solaris].join("\n") });
const { sandbox, database } = site;
afterAll(() => site.stop());
await site.start();

const say = (user: string, text: string, channel = "C0GENERAL") => sandbox.command({ user, channel, text });
const person = (user: string) => {
  const found = sandbox.workspace.people.get(user);
  if (!found) throw new Error(`There is no ${user}`);
  return found;
};
const count = async (statement: string) => (await database.query(statement)).length;
const linksTo = async (user: string) =>
  (
    await database.query<{ state: string }>(
      "select state from identities where kind = 'chat' and value = $1 order by id",
      [`slack:${user}`],
    )
  ).map(({ state }) => state);
const passwordRequests = () => count("select 1 from requests where kind = 'password'");
/** The reply to a person's command, which only they see. */
const answerTo = async (user: string, text: string) =>
  readText(await answerToCommand(site, user, "C0GENERAL", text));
/** Expects the same reply about this request as about one that does not exist. */
async function expectUnknown(user: string, command: string, id = 0): Promise<void> {
  const unknown = await answerTo(user, `/acct ${command} 999`);
  expect(await answerTo(user, `/acct ${command} ${id}`)).toBe(unknown.replace("999", String(id)));
}

describe("An account that is linked to a person in the chat", () => {
  beforeAll(async () => {
    await ask(site, "U0AMY", { username: "amy" });
    await approveAsAdmin(site, "Amy Ash");
    await approveAsPi(site, "Amy Ash");
    await untilEmail(site, "amy@example.org", "welcome");
    // Ben now has Amy's address. acct may take a minute to see changes in Slack, so Ben must be new to acct.
    Object.assign(person("U0BEN"), { email: "amy@example.org" });
    Object.assign(person("U0AMY"), { email: "amy.new@example.org" });
  });

  it.each(["/acct resetpass", "/acct join astro"])(
    "is not available to another person who now has its address: %s",
    async (text) => {
      expect(await answerTo("U0BEN", text)).not.toMatch(/\bamy\b/);
      expect(sandbox.modal("U0BEN")).toBeUndefined();
      expect(await passwordRequests()).toBe(0);
    },
  );

  it("shows its requests to no one else", async () => {
    expect(await answerTo("U0BEN", "/acct status")).not.toMatch(/astro/);
    const [row] = await database.query<{ id: number }>("select id from requests");
    await expectUnknown("U0BEN", "status", row?.id);
    await expectUnknown("U0BEN", "withdraw", row?.id);
    expect((await untilHome(site, "U0BEN", () => true)).text).not.toMatch(/amy|astro/);
  });

  it("stays theirs when their address changes, and the account's address gets an email about each new password", async () => {
    // Ben's attempts have sent one link, which asks for the code that Ben was shown.
    await untilEmail(site, "amy@example.org", "link-code");
    const mails = mailsTo(site, "amy@example.org", /./).length;
    await say("U0AMY", "/acct resetpass");
    expect(await fill(site, "U0AMY", { way: "chat" })).toBe("closed");
    const told = await untilDirectMessage(site, "U0AMY", "new-password");
    await untilEmail(site, "amy@example.org", "reset-requested");
    const [link = ""] = /http\S+\/password\?token=[\w.-]+/.exec(JSON.stringify(told.blocks)) ?? [];
    expect(await choosePassword(link)).toMatchObject({ status: 200 });
    await untilEmail(site, "amy@example.org", "password-set");
    expect(mailsTo(site, "amy@example.org", /./).length).toBe(mails + 2);
    expect(await site.slapd?.whoami(`uid=amy,${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 0 });
  });

  it("can be linked by an admin to a new chat account once that person confirms, which is recorded and reported to everyone", async () => {
    await say("U0AMY", "/acct resetpass");
    expect(await fill(site, "U0AMY", { way: "chat" })).toBe("closed");
    await expect
      .poll(() => count("select 1 from requests where kind = 'password' and status = 'waiting'"))
      .toBe(1);
    await say("U0AMY", "/acct link amy @zoe");
    expect(await linksTo("U0ZOE")).toEqual([]);

    await say("U0ADA", "/acct link amy @zoe", ADMIN_CHANNEL);
    await expect.poll(() => linksTo("U0ZOE")).toEqual(["pending"]);
    await untilEmail(site, "amy@example.org", "link-proposed");
    await untilDirectMessage(site, "U0AMY", "link-proposed");
    const asked = await untilDirectMessage(site, "U0ZOE", "confirm-link");
    // Nothing has changed yet, for either of them.
    await answerTo("U0ZOE", "/acct resetpass");
    expect(sandbox.modal("U0ZOE")).toBeUndefined();
    expect(await linksTo("U0AMY")).toEqual(["active"]);

    await sandbox.press({ user: "U0ZOE", channel: "D0ZOE", ts: asked.ts, actionId: "confirm-link" });
    await expect.poll(() => linksTo("U0ZOE")).toEqual(["active"]);
    expect(await linksTo("U0AMY")).toEqual(["declined"]);
    expect((await untilEmail(site, "amy@example.org", "account-linked")).text).toContain("Zoë");
    for (const user of ["U0ZOE", "U0AMY"]) await untilDirectMessage(site, user, "account-linked");
    expect(
      await database.query("select kind, actor, note from events where kind like 'link%' order by id"),
    ).toEqual([
      { kind: "link-proposed", actor: "slack:U0ADA", note: expect.stringContaining("U0ZOE") },
      { kind: "linked", actor: "slack:U0ZOE", note: expect.stringMatching(/U0ZOE.*U0AMY.*Ada/) },
    ]);
    await expect
      .poll(() => count("select 1 from requests where kind = 'password' and status = 'waiting'"))
      .toBe(0);
    await answerTo("U0AMY", "/acct resetpass");
    expect(sandbox.modal("U0AMY")).toBeUndefined();
  });

  it("cannot be linked by an admin to their own chat account, to a person who has an account, or to a guest", async () => {
    for (const whom of ["ada", "guest", "zoe"]) {
      await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct link amy @${whom}`);
    }
    expect(await linksTo("U0ZOE")).toEqual(["active"]);
    expect(await count("select 1 from events where kind = 'link-proposed'")).toBe(1);
  });
});

describe("An account that is not linked to a person in the chat", () => {
  beforeAll(async () => {
    await importRows(site, [{ email: "layla@example.org", givenName: "Layla", familyName: "Haddad" }]);
    await approveAsAdmin(site, "Layla Haddad");
    await approveAsPi(site, "Layla Haddad");
    await untilEmail(site, "layla@example.org", "welcome");
  });

  it("gets a new password only by email to its own address, and with a PIN", async () => {
    await say("U0LAYLA", "/acct resetpass");
    const { content } = await sandbox.until(() => sandbox.modal("U0LAYLA"), "the form");
    expect(JSON.stringify(content)).not.toContain('"value":"chat"');
    expect(await fill(site, "U0LAYLA", { pin: "4711" })).toBe("closed");
    const mail = await untilEmail(site, "layla@example.org", "new-password");
    expect(
      sandbox
        .messages("U0LAYLA")
        .map((one) => JSON.stringify(one.blocks))
        .join(),
    ).not.toContain("/password?token=");
    expect(await choosePassword(linkIn(mail), { pin: "0000" })).toMatchObject({ status: 403 });
  });

  it("can be linked on the command line to a person who exists, who confirms it", async () => {
    const [{ username = "" } = {}] = await database.query<{ username: string }>(
      "select username from accounts a join people p on p.id = a.person_id where p.email = 'layla@example.org'",
    );
    expect(await linksTo("U0LAYLA")).toEqual(["auto"]);
    expect(await site.run("person", "link", username, "U0LAYLA")).toMatchObject({ code: 0 });
    expect(await site.run("person", "link", username, "U0NOBODY")).toMatchObject({ code: 1 });
    const asked = await untilDirectMessage(site, "U0LAYLA", "confirm-link");
    await untilEmail(site, "layla@example.org", "link-proposed");
    await sandbox.press({ user: "U0LAYLA", channel: "D0LAYLA", ts: asked.ts, actionId: "confirm-link" });
    await expect.poll(() => linksTo("U0LAYLA")).toEqual(["active"]);
    await untilEmail(site, "layla@example.org", "account-linked");
  });
});

describe("An unconfirmed address", () => {
  it("does not make a person the PI who is asked in the chat", async () => {
    Object.assign(person("U0NOETHER"), { email: "absent@example.org", emailConfirmed: false });
    await importRows(site, [
      {
        email: "ira@example.org",
        givenName: "Ira",
        familyName: "Indigo",
        piName: "Prof. Absent",
        piEmail: "absent@example.org",
        existingProject: "solaris",
      },
    ]);
    await approveAsAdmin(site, "Ira Indigo");
    await untilEmailAbout(site, "absent@example.org", "pi-approval", "Ira Indigo");
    expect(sandbox.messages("U0NOETHER").some((one) => hasButton(one, "approve"))).toBe(false);
    expect(await database.query("select pi_user from requests where given_name = 'Ira'")).toEqual([
      { pi_user: null },
    ]);
  });

  it("does not give a person the account with this address", async () => {
    await importRows(site, [
      { email: "uma@example.org", givenName: "Uma", familyName: "Umber", existingProject: "astro" },
    ]);
    Object.assign(person("U0CURIE"), { email: "uma@example.org", emailConfirmed: false });
    await answerTo("U0CURIE", "/acct resetpass");
    expect(sandbox.modal("U0CURIE")).toBeUndefined();
  });

  it("can be used for a request if Slack does not say whether it is confirmed, but gives access to nothing else", async () => {
    const [ira] = await database.query<{ id: number }>("select id from requests where given_name = 'Ira'");
    for (const [user, handle] of [
      ["U0IRA", "ira"],
      ["U0NEW", "new"],
    ] as const) {
      // JSON leaves out undefined values, as Slack leaves out the field.
      const unsaid = { emailConfirmed: undefined as unknown as boolean };
      const newcomer = { ...person("U0BEN"), id: user, handle, email: `${handle}@example.org`, ...unsaid };
      sandbox.workspace.people.set(user, newcomer);
      sandbox.workspace.channels.get("C0GENERAL")?.members.add(user);
    }
    await expectUnknown("U0IRA", "status", ira?.id);
    await expectUnknown("U0IRA", "withdraw", ira?.id);
    expect(await answerTo("U0IRA", "/acct list")).not.toMatch(/Ira/);
    expect((await untilHome(site, "U0IRA", () => true)).text).not.toContain("solaris");

    expect(await ask(site, "U0NEW")).toBe("closed");
    await expect
      .poll(() => database.query("select email, status from requests where requester_user = 'slack:U0NEW'"))
      .toEqual([{ email: "new@example.org", status: "waiting" }]);
  });
});
