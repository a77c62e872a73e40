import { afterAll, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { approveAsAdmin, ask, fill, openLink, PIN, press, sendForm } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { anAccount } from "../in-registry.ts";
import { changeRequests } from "./change-requests.ts";
import { newSite } from "./new-site.ts";
import { entriesOf } from "./someone-who-leaves.ts";
import { emailsTo, replyTo, untilEmail } from "./until.ts";
import { answerToCommand, newMessageTo, untilButton, untilHome, urlIn } from "./until-more.ts";

const group = (name: string, gidNumber: number, members: readonly string[] = []) => `
dn: cn=${name},${LDAP.groupsDn}
objectClass: posixGroup
cn: ${name}
gidNumber: ${gidNumber}
${members.map((member) => `memberUid: ${member}\n`).join("")}`;

const usernames = ["amy", "ben", "zoe", "noether"];
const otherGroups = [{ name: "robots", title: "Robot lab", system: "ldap" }] as unknown as object;
const site = await newSite({
  entries: entriesOf(usernames) + group("optics", 6001, ["ben", "zoe", "noether"]) + group("robots", 6002),
  settings: { otherGroups },
});
const { database, slapd, sandbox } = site;
const { db } = database;
afterAll(() => site.stop());
const hopper = { piName: "Henrik Hopper", piEmail: "hopper@example.org", piUser: "slack:U0HOPPER" };
for (const [number, username] of usernames.entries()) {
  const inOptics = username !== "amy";
  await anAccount(db, username, {
    uidNumber: 30_000 + number,
    project: inOptics
      ? { name: "optics", gidNumber: 6001, ...hopper }
      : { name: "astro", gidNumber: 5001, ...hopper },
  });
}
await site.start();

const isIn = async (uid: string, project: string) =>
  new RegExp(`: ${uid}$`, "m").test((await slapd?.search(`(cn=${project})`, "memberUid")) ?? "");
const lastRequest = async (kind: string) =>
  (
    await database.query<{ id: number; status: string; stage: string; waitsFor: string | null }>(
      `select id, status, stage, waits_for as "waitsFor" from requests where kind = $1 order by id desc limit 1`,
      [kind],
    )
  )[0];
const roleOf = async (username: string, project: string) =>
  (
    await database.query<{ role: string }>(
      `select m.role from memberships m join accounts a on a.id = m.account_id join projects p on p.id = m.project_id
       where a.username = $1 and p.name = $2`,
      [username, project],
    )
  )[0]?.role;
/** Opens the roster, presses one of its buttons, fills in the form, and submits it. */
async function manage(user: string, project: string, action: string, values: Record<string, string>) {
  const roster = await answerToCommand(site, user, "C0GENERAL", `/acct project ${project}`);
  await sandbox.press({ user, channel: "C0GENERAL", ts: roster.ts, actionId: action });
  return fill(site, user, values);
}
/** The time in which a removal can be undone is over. */
const endUndoPeriod = () =>
  changeRequests(database, {
    where: "kind = 'removal' and status = 'waiting'",
    set: "stage_since = stage_since - interval '1 day', run_at = now()",
  });

it("Someone with an account who is invited in the chat accepts there, and is in the project without another approval of the PI", async () => {
  expect(await manage("U0HOPPER", "optics", "invite-member", { person: "U0AMY" })).toBe("closed");
  const invitation = await untilButton(site, "U0AMY", "accept-invitation", "optics");
  const told = await newMessageTo(site, "U0HOPPER", () =>
    sandbox.press({ user: "U0AMY", channel: "D0AMY", ts: invitation.ts, actionId: "accept-invitation" }),
  );
  expect(JSON.stringify(told.blocks)).toContain("optics");
  await expect.poll(() => isIn("amy", "optics")).toBe(true);
  const approvals = await database.query(
    "select name, actor, reason is not null as \"hasReason\" from approvals where name = 'pi'",
  );
  expect(approvals).toEqual([{ name: "pi", actor: "slack:U0HOPPER", hasReason: true }]);
});

it("Someone who leads several projects opens each of them by its own button, on Home and in the list", async () => {
  await untilHome(site, "U0HOPPER", ({ text }) => text.includes("astro") && text.includes("optics"));
  const fromHome = await newMessageTo(site, "U0HOPPER", () =>
    sandbox.pressAtHome({ user: "U0HOPPER", actionId: "project:2", value: "optics" }),
  );
  expect(fromHome.text).toContain("optics");
  const list = await answerToCommand(site, "U0HOPPER", "C0GENERAL", "/acct project");
  for (const [actionId, project] of [
    ["project", "astro"],
    ["project:2", "optics"],
  ] as const) {
    const opened = await replyTo(site, "U0HOPPER", "C0GENERAL", () =>
      sandbox.press({ user: "U0HOPPER", channel: "C0GENERAL", ts: list.ts, actionId }),
    );
    expect(opened.text).toContain(project);
  }
});

it("An address without an account is invited by email, and its owner ends with an account in the project", async () => {
  expect(await manage("U0HOPPER", "optics", "invite-member", { mail: "nina@elsewhere.example" })).toBe(
    "closed",
  );
  const link = urlIn(await untilEmail(site, "nina@elsewhere.example", "invitation"), "invitation");
  const opened = await openLink(link);
  expect(opened.status).toBe(200);
  const token = new URL(link).searchParams.get("token") ?? "";
  const named = { token, answer: "accept", givenName: "Nina", familyName: "Novak", groups: "robots" };
  const fields = { ...named, reason: "Lenses.", pin: PIN };
  for (const wrong of [{ pin: "no" }, { reason: " " }, { username: "amy" }, { username: "-" }]) {
    const answer = await sendForm(opened.url, new URLSearchParams({ ...fields, ...wrong }));
    expect(answer.status).toBe(400);
    expect(answer.page).toContain("Novak");
    expect(answer.page).toMatch(/value="robots"[^>]* checked/);
    expect(answer.page).not.toContain(PIN);
  }
  expect(await sendForm(opened.url, new URLSearchParams(fields))).toMatchObject({
    status: 200,
    url: expect.stringContaining("/invitation/asked"),
  });
  expect((await openLink(link)).status).toBe(410);
  await approveAsAdmin(site, "Nina Novak");
  await untilEmail(site, "nina@elsewhere.example", "welcome");
  expect(await isIn("nnovak", "optics")).toBe(true);
  expect(await isIn("nnovak", "robots")).toBe(true);
  expect(await roleOf("nnovak", "optics")).toBe("member");
});

it("An invitation that is taken back loses its buttons in the message to the person, and says so", async () => {
  expect(await manage("U0HOPPER", "optics", "invite-member", { person: "U0CURIE" })).toBe("closed");
  const { ts } = await untilButton(site, "U0CURIE", "accept-invitation", "optics");
  const [open] = await database.query<{ id: string }>("select id from invitations where state = 'open'");
  const chosen = { invitation: open?.id ?? "" };
  expect(await manage("U0HOPPER", "optics", "take-back-invitation", chosen)).toBe("closed");
  const message = () => JSON.stringify(sandbox.messages("D0CURIE").find((one) => one.ts === ts)?.blocks);
  await expect.poll(message).not.toContain('"accept-invitation"');
  expect(message()).toContain("optics");
});

it("A removal can be undone until it happens, and happens in the directory for this project only", async () => {
  expect(await manage("U0HOPPER", "optics", "remove-member", { member: "ben" })).toBe("closed");
  await expect.poll(() => lastRequest("removal")).toMatchObject({ waitsFor: "undo-period" });
  const undo = await untilButton(site, "U0HOPPER", "withdraw", "ben");
  await sandbox.press({ user: "U0HOPPER", channel: "D0HOPPER", ts: undo.ts, actionId: "withdraw" });
  await expect.poll(() => lastRequest("removal")).toMatchObject({ status: "withdrawn" });
  expect(await isIn("ben", "optics")).toBe(true);

  expect(await manage("U0HOPPER", "optics", "remove-member", { member: "ben" })).toBe("closed");
  await expect.poll(() => lastRequest("removal")).toMatchObject({ waitsFor: "undo-period" });
  await endUndoPeriod();
  await expect.poll(() => lastRequest("removal")).toMatchObject({ status: "closed" });
  expect(await isIn("ben", "optics")).toBe(false);
  expect(await isIn("ben", "astro")).toBe(true);
  expect(await roleOf("ben", "optics")).toBeUndefined();
  await untilEmail(site, "ben@example.org", "membership-ended");
});

it("A member leaves a project, and a PI has to hand it over first", async () => {
  await sandbox.command({ user: "U0ZOE", channel: "C0GENERAL", text: "/acct leave optics" });
  expect(await fill(site, "U0ZOE", {})).toBe("closed");
  await expect.poll(() => lastRequest("removal")).toMatchObject({ waitsFor: "undo-period" });
  await endUndoPeriod();
  await expect.poll(() => isIn("zoe", "optics")).toBe(false);
  const refused = await answerToCommand(site, "U0HOPPER", "C0GENERAL", "/acct leave optics");
  expect(JSON.stringify(refused.blocks)).toContain("optics");
  expect(await lastRequest("removal")).toMatchObject({ status: "closed" });
});

it("A PI makes a member a manager, who invites people and can't name managers", async () => {
  expect(await manage("U0HOPPER", "optics", "change-role", { member: "noether", role: "manager" })).toBe(
    "closed",
  );
  await expect.poll(() => roleOf("noether", "optics")).toBe("manager");
  const roster = await answerToCommand(site, "U0NOETHER", "C0GENERAL", "/acct project optics");
  const shown = JSON.stringify(roster.blocks);
  expect(shown).toContain('"invite-member"');
  expect(shown).not.toContain('"change-role"');
  await untilHome(site, "U0NOETHER", ({ text }) => text.includes("optics"));
});

it("A project is handed over once the new PI agrees, the admins see it, and open requests ask the new PI", async () => {
  expect(await ask(site, "U0LAYLA", { project: "optics", username: "layla" })).toBe("closed");
  await approveAsAdmin(site, "ليلى");
  const before = await untilButton(site, "U0HOPPER", "approve", "layla@example.org");
  expect(await manage("U0HOPPER", "optics", "hand-over-project", { person: "U0CURIE" })).toBe("closed");
  await expect.poll(() => lastRequest("new-pi")).toMatchObject({ waitsFor: "pi" });
  await press(site, "U0CURIE", "approve", "optics", "D0CURIE");
  await expect
    .poll(() =>
      database.query(
        `select p.email from memberships m join people p on p.id = m.person_id join projects r on r.id = m.project_id
         where r.name = 'optics' and m.role = 'pi'`,
      ),
    )
    .toEqual([{ email: "curie@example.org" }]);
  const { id } = (await lastRequest("new-pi")) ?? {};
  expect(sandbox.messages(ADMIN_CHANNEL).some(({ text }) => text.includes(`Request ${id}`))).toBe(true);
  expect(emailsTo(site, "hopper@example.org", "pi-set").length).toBeLessThan(2);

  const former = () => sandbox.messages("D0HOPPER").find(({ ts }) => ts === before.ts);
  await expect.poll(() => JSON.stringify(former()?.blocks)).not.toContain('"approve"');
  // The PI is another one than the admin saw.
  await approveAsAdmin(site, "ليلى");
  const asked = await untilButton(site, "U0CURIE", "approve", "layla@example.org");
  await sandbox.press({ user: "U0CURIE", channel: "D0CURIE", ts: asked.ts, actionId: "approve" });
  await expect.poll(() => isIn("layla", "optics")).toBe(true);
  const approvedBy = await database.query(
    "select actor from approvals a join requests r on r.id = a.request_id where r.username = 'layla' and name = 'pi'",
  );
  expect(approvedBy).toEqual([{ actor: "slack:U0CURIE" }]);
});
