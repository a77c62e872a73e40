import { afterAll, describe, expect, it } from "vitest";
import { LDAP } from "../../../dev/local-stack/ldap-names.ts";
import { openLink } from "../../../dev/local-stack/people.ts";
import type { Values } from "../../../dev/sandbox/mattermost/act/fill-in.ts";
import { ADMIN_CHANNEL } from "../../../dev/sandbox/mattermost/campus.ts";
import { anAccount } from "../../in-registry.ts";
import { changeRequests } from "../change-requests.ts";
import { newSite } from "../new-site.ts";
import { entriesOf } from "../someone-who-leaves.ts";
import { untilEmail } from "../until.ts";
import { urlIn } from "../until-more.ts";
import {
  hasButton,
  peopleInMattermost,
  readText,
  untilHappened,
  untilState,
} from "./people-in-mattermost.ts";

/* What people do with their projects, on a server whose messages have attachments. */

const usernames = ["amy", "ben", "zoe", "noether"];
const optics = `
dn: cn=optics,${LDAP.groupsDn}
objectClass: posixGroup
cn: optics
gidNumber: 6001
memberUid: ben
memberUid: zoe
memberUid: noether
`;
const site = await newSite({
  entries: entriesOf(usernames) + optics,
  mattermost: { withSlack: false },
  settings: { mattermost: { messagesPerMinute: 6000 } },
});
const { database, slapd } = site;
afterAll(() => site.stop());
const people = peopleInMattermost(site);
const { server, press, pressIn, fill, answerToCommand } = people;
const idOf = (user: string) => server.user(user).id;
const hopper = {
  piName: "Henrik Hopper",
  piEmail: "hopper@example.org",
  piUser: `mattermost:${idOf("hopper")}`,
};
for (const [number, username] of usernames.entries())
  await anAccount(database.db, username, {
    uidNumber: 30_000 + number,
    project:
      username === "amy"
        ? { name: "astro", gidNumber: 5001, ...hopper }
        : { name: "optics", gidNumber: 6001, ...hopper },
  });
await site.start();

const isIn = async (uid: string, project: string) =>
  new RegExp(`: ${uid}$`, "m").test((await slapd?.search(`(cn=${project})`, "memberUid")) ?? "");
const lastRequest = async (kind: string) =>
  (
    await database.query<{ id: number; status: string; waitsFor: string | null }>(
      `select id, status, waits_for as "waitsFor" from requests where kind = $1 order by id desc limit 1`,
      [kind],
    )
  )[0];
/** The role of someone in a project, and whether it ends. */
const memberOf = async (username: string, project: string) =>
  (
    await database.query<{ role: string; hasEnd: boolean }>(
      `select m.role, m.ends_at is not null as "hasEnd" from memberships m join accounts a on a.id = m.account_id join projects p on p.id = m.project_id
       where a.username = $1 and p.name = $2`,
      [username, project],
    )
  )[0];

/** Opens the roster with the command, presses one of its buttons, and submits the form. */
async function manage(user: string, project: string, action: string, values: Values) {
  const roster = await answerToCommand(user, `/acct project ${project}`);
  await pressIn(user, roster, action);
  return fill(user, values);
}

describe("someone who leads several projects", () => {
  it("opens each of them by its own button, in the list and in the overview", async () => {
    const list = await answerToCommand("hopper", "/acct project");
    for (const [button, project] of [
      ["project", "astro"],
      ["project2", "optics"],
    ] as const) {
      const roster = await people.newMessageTo("hopper", () => pressIn("hopper", list, button));
      expect(readText(roster)).toContain(`The project ${project}`);
      expect(hasButton(roster, "invite-member")).toBe(true);
    }
    await people.says("hopper", "/acct home");
    const home = await people.untilButton("hopper", "project2", "astro");
    const roster = await people.newMessageTo("hopper", () => pressIn("hopper", home, "project2"));
    expect(readText(roster)).toContain("The project optics");
  });

  it("sees who is in one with their roles, and a member sees neither invitations nor buttons that change something", async () => {
    const roster = readText(await answerToCommand("hopper", "/acct project optics"));
    for (const username of ["ben", "zoe", "noether"]) expect(roster).toContain(`(${username}): member`);
    const forMember = await answerToCommand("ben", "/acct project optics");
    for (const action of ["invite-member", "remove-member", "change-role", "hand-over-project"])
      expect(hasButton(forMember, action)).toBe(false);
    expect(hasButton(forMember, "leave-project")).toBe(true);
    expect(hasButton(await answerToCommand("amy", "/acct project optics"), "request-membership")).toBe(true);
  });

  it("gets the link to the page of a project in a direct message", async () => {
    const roster = await answerToCommand("hopper", "/acct project optics");
    await pressIn("hopper", roster, "email-roster");
    const { message } = await people.untilMessage("hopper", "/project?token=");
    const { status, page } = await openLink(urlIn({ text: message.replaceAll(")", " ") }, "project"));
    expect(status).toBe(200);
    expect(page).toContain("noether");
  });
});

describe("an invitation", () => {
  it("to someone with an account is accepted in a direct message, and the PI isn't asked again", async () => {
    expect(await manage("hopper", "optics", "invite-member", { person: idOf("amy"), role: "member" })).toBe(
      "closed",
    );
    await press("amy", "accept-invitation", "optics");
    await expect.poll(() => isIn("amy", "optics")).toBe(true);
    await expect.poll(() => memberOf("amy", "optics")).toMatchObject({ role: "member" });
    expect(await database.query("select name, actor from approvals where name = 'pi'")).toEqual([
      { name: "pi", actor: hopper.piUser },
    ]);
    await people.untilMessage("hopper", "Amy Ash", "optics");
    await people.untilSettled("amy", "accept-invitation", "optics");
  });

  it("to someone without one opens the form for an account, which asks neither for the project nor for the PI", async () => {
    expect(
      await manage("hopper", "optics", "invite-member", { person: idOf("layla"), role: "manager" }),
    ).toBe("closed");
    await press("layla", "accept-invitation", "optics");
    const { dialog } = await people.untilDialog("layla");
    expect(dialog.elements.map(({ name }) => name.split("~")[0])).not.toEqual(
      expect.arrayContaining(["project"]),
    );
    expect(await fill("layla", { username: "layla", reason: "Lenses", pin: "2468" })).toBe("closed");
    await people.untilSettled("layla", "accept-invitation", "optics");
    await people.approveAsAdmin("optics");
    await untilEmail(site, "layla@example.org", "welcome");
    expect(await isIn("layla", "optics")).toBe(true);
    expect(await memberOf("layla", "optics")).toMatchObject({ role: "manager" });
  });

  it("is declined, and taken back by the PI before someone has answered", async () => {
    expect(await manage("hopper", "astro", "invite-member", { mail: "nina@elsewhere.example" })).toBe(
      "closed",
    );
    const link = urlIn(await untilEmail(site, "nina@elsewhere.example", "invitation"), "invitation");
    const [open] = await database.query<{ id: string }>(
      "select id from invitations where email = 'nina@elsewhere.example'",
    );
    expect(await manage("hopper", "astro", "take-back-invitation", { invitation: open?.id ?? "" })).toBe(
      "closed",
    );
    expect((await openLink(link)).status).toBe(410);
    expect(await manage("hopper", "astro", "invite-member", { person: idOf("zoe"), role: "member" })).toBe(
      "closed",
    );
    await people.untilButton("zoe", "accept-invitation", "astro");
    const [asked] = await database.query<{ id: string }>("select id from invitations where state = 'open'");
    expect(await manage("hopper", "astro", "take-back-invitation", { invitation: asked?.id ?? "" })).toBe(
      "closed",
    );
    await people.untilSettled("zoe", "accept-invitation", "astro");
    expect(await manage("hopper", "astro", "invite-member", { person: idOf("zoe"), role: "member" })).toBe(
      "closed",
    );
    await press("zoe", "decline-invitation", "astro");
    await people.untilMessage("hopper", "Zoë", "astro");
    expect(await isIn("zoe", "astro")).toBe(true);
    expect(await memberOf("zoe", "astro")).toBeUndefined();
  });
});

describe("a member", () => {
  /** The time in which a removal can be undone is over. */
  const endUndoPeriod = () =>
    changeRequests(database, {
      where: "kind = 'removal' and status = 'waiting'",
      set: "stage_since = stage_since - interval '1 day', run_at = now()",
    });

  it("is removed by the PI, who undoes it by its button, and removes them for good", async () => {
    const remove = () => manage("hopper", "optics", "remove-member", { member: "ben" });
    expect(await remove()).toBe("closed");
    await expect.poll(() => lastRequest("removal")).toMatchObject({ waitsFor: "undo-period" });
    await press("hopper", "withdraw", "ben");
    await expect.poll(() => lastRequest("removal")).toMatchObject({ status: "withdrawn" });
    expect(await isIn("ben", "optics")).toBe(true);

    expect(await remove()).toBe("closed");
    await expect.poll(() => lastRequest("removal")).toMatchObject({ waitsFor: "undo-period" });
    await endUndoPeriod();
    await expect.poll(() => lastRequest("removal")).toMatchObject({ status: "closed" });
    expect(await isIn("ben", "optics")).toBe(false);
    expect(await isIn("ben", "astro")).toBe(true);
    expect(await memberOf("ben", "optics")).toBeUndefined();
    await untilEmail(site, "ben@example.org", "membership-ended");
  });

  it("leaves with /acct leave, and a PI is told to hand the project over first", async () => {
    await people.says("zoe", "/acct leave optics");
    expect(await fill("zoe")).toBe("closed");
    await expect.poll(() => lastRequest("removal")).toMatchObject({ waitsFor: "undo-period" });
    await endUndoPeriod();
    await expect.poll(() => isIn("zoe", "optics")).toBe(false);
    const before = await lastRequest("removal");
    const refused = await answerToCommand("hopper", "/acct leave optics");
    expect(readText(refused)).toContain("optics");
    expect(await lastRequest("removal")).toEqual(before);
  });

  it("becomes a manager, who invites people and can't name managers", async () => {
    expect(await manage("hopper", "optics", "change-role", { member: "noether", role: "manager" })).toBe(
      "closed",
    );
    await expect.poll(() => memberOf("noether", "optics")).toMatchObject({ role: "manager" });
    await untilEmail(site, "noether@example.org", "membership-changed");
    const roster = await answerToCommand("noether", "/acct project optics");
    expect(hasButton(roster, "invite-member")).toBe(true);
    expect(hasButton(roster, "change-role")).toBe(false);
  });

  it("gets a last day, which the roster shows, and which can be taken away again", async () => {
    const setEnd = (values: Values) =>
      manage("hopper", "optics", "set-end-date", { member: "noether", ...values });
    expect(await setEnd({ ends: "2020-01-01" })).toBe("errors");
    expect(await fill("hopper", { member: "noether", ends: "2099-12-31" })).toBe("closed");
    await expect.poll(() => memberOf("noether", "optics")).toMatchObject({ hasEnd: true });
    expect(readText(await answerToCommand("hopper", "/acct project optics"))).toContain("December 31, 2099");
    expect(await setEnd({})).toBe("closed");
    await expect.poll(() => memberOf("noether", "optics")).toMatchObject({ hasEnd: false });
  });
});

describe("a project", () => {
  it("is handed over once the new PI agrees, and the admins see it", async () => {
    expect(await manage("hopper", "optics", "hand-over-project", { person: idOf("curie") })).toBe("closed");
    await expect.poll(() => lastRequest("new-pi")).toMatchObject({ waitsFor: "pi" });
    await people.approveAsPi("optics", "curie");
    await expect
      .poll(() =>
        database.query(
          `select p.email from memberships m join people p on p.id = m.person_id join projects r on r.id = m.project_id
           where r.name = 'optics' and m.role = 'pi'`,
        ),
      )
      .toEqual([{ email: "curie@example.org" }]);
    const { id } = (await lastRequest("new-pi")) ?? {};
    await server.until(
      () => people.posts("ada", ADMIN_CHANNEL).some((one) => readText(one).includes(`Request ${id}`)),
      "the admins to see who leads the project",
    );
    await untilHappened(site, "optics", "approved", "Maria Curie-Sato");
    expect(hasButton(await answerToCommand("curie", "/acct project optics"), "hand-over-project")).toBe(true);
  });

  it("that doesn't exist is asked for with a form, and has its founder as PI and member once an admin has approved it", async () => {
    const answer = await answerToCommand("amy", "/acct project meteors");
    await pressIn("amy", answer, "request-project");
    const { dialog } = await people.untilDialog("amy");
    expect(dialog.elements.find(({ name }) => name.startsWith("project"))?.default).toBe("meteors");
    const description = "Rocks that fell from the sky";
    expect(await fill("amy", { project: "meteors", description })).toBe("closed");
    await people.untilCardSays("meteors", description);
    await people.approveAsAdmin("meteors");
    await untilState(site, "meteors", { waitsFor: "closing-time" });
    expect(await isIn("amy", "meteors")).toBe(true);
    expect(await memberOf("amy", "meteors")).toMatchObject({ role: "pi" });
    await people.untilMessage("amy", "meteors");
    expect(hasButton(await answerToCommand("amy", "/acct project meteors"), "invite-member")).toBe(true);
  });

  it("with another PI asks them, too, and they see what would be created", async () => {
    const answer = await answerToCommand("ben", "/acct join comets");
    await pressIn("ben", answer, "request-project");
    expect(await fill("ben", { project: "comets", description: "Tails", pi: idOf("curie") })).toBe("closed");
    await people.approveAsAdmin("comets");
    const asked = await people.untilButton("curie", "approve", "comets");
    expect(readText(asked)).toContain("Tails");
    await people.approveAsPi("comets", "curie");
    await untilState(site, "comets", { waitsFor: "closing-time" });
    expect(await memberOf("ben", "comets")).toMatchObject({ role: "member" });
    expect(hasButton(await answerToCommand("curie", "/acct project comets"), "hand-over-project")).toBe(true);
  });
});
