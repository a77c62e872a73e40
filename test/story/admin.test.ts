import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  ask,
  fill,
  hasButton,
  press,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Message } from "../../dev/sandbox/workspace.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { eventsOf, openHome, replyTo, untilEmail, untilEvent, untilRequest } from "./until.ts";

const anna = `
dn: uid=asmith,ou=people,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: posixAccount
uid: asmith
cn: Anna Smith
sn: Smith
givenName: Anna
mail: anna@example.org
uidNumber: 10001
gidNumber: 5001
homeDirectory: /home/asmith
`;
const project = (name: string, gid: number) => astro.replaceAll("astro", name).replace("5001", String(gid));
const site = await newSite({
  entries: [astro, project("geo", 5002), project("core", 5003), anna].join("\n"),
  settings: {
    site: { mailDomains: ["example.org"] },
    projects: { geo: { pi: "hopper@example.org" }, core: { pi: "hopper@example.org" } },
    privilegedProjects: ["astro", "core"],
  },
});
const { sandbox, database } = site;
afterAll(() => site.stop());
await site.start();

/** The reply to a command. */
const reply = (user: string, text: string, channel = ADMIN_CHANNEL) =>
  replyTo(site, user, channel, () => sandbox.command({ user, channel, text }));
/** The value that this request's buttons on Ada's Home send. */
const carriedBy = (id: string) =>
  sandbox.until(
    () =>
      new RegExp(`"value":"(${id}\\.[^"]+)"`).exec(
        JSON.stringify(sandbox.home("U0ADA")?.content.blocks ?? ""),
      )?.[1],
    `request ${id} on Ada's Home`,
  );
const warningsOf = async (name: string) => {
  const [row] = await database.query<{ warnings: string[] }>(
    "select warnings from requests where given_name = $1 order by id desc limit 1",
    [name],
  );
  return row?.warnings ?? [];
};
/** The confirmation that Approve asks for. */
function confirmOf({ blocks }: Message): string | undefined {
  const all: { action_id?: string; confirm?: { text: { text: string } } }[] = [];
  JSON.stringify(blocks, (key, value) => {
    if (key === "elements") all.push(...value);
    return value;
  });
  return all.find(({ action_id }) => action_id === "approve")?.confirm?.text.text;
}
const idOf = (name: string) => /Request (\d+)/.exec(adminCard(site, name)?.text ?? "")?.[1] ?? "";

describe("the admin card of a request", () => {
  it("shows no warning for an ordinary request", async () => {
    await importRows(site, [{ email: "plain@example.org", givenName: "Plain", existingProject: "geo" }]);
    const card = await untilRequest(site, "Plain", { waitsFor: "admin", isWarned: false });
    expect(confirmOf(card)).toBeUndefined();
  });

  it.each([
    ["a free-mail address", { email: "a@gmail.com", givenName: "Fred" }, "gmail.com"],
    ["an address outside the site's domains", { email: "b@uni.example", givenName: "Fora" }, "uni.example"],
    [
      "a name that another person also has",
      { email: "al@example.org", givenName: "Alex", familyName: "Smith" },
      "asmith",
    ],
    [
      "an unknown PI",
      { email: "c@example.org", givenName: "Una", existingProject: "astro", piEmail: "who@else.example" },
      "who@else.example",
    ],
    ["the PI's own request", { email: "hopper@example.org", givenName: "Henrik" }, ""],
    [
      "a name in another script, which yields no readable username",
      { email: "g@example.org", givenName: "Οδυσσέας", familyName: "Ελύτης" },
      "oelytis",
    ],
    ["a privileged project", { email: "d@example.org", givenName: "Priv", existingProject: "core" }, "core"],
  ])("shows a warning about %s, and repeats it when an admin chooses Approve", async (_, row, datum) => {
    await importRows(site, [{ existingProject: "geo", ...row }]);
    const card = await untilRequest(site, row.givenName ?? "", { waitsFor: "admin", isWarned: true });
    const warning = (await warningsOf(row.givenName ?? "")).find((one) => one.includes(datum)) ?? "none";
    expect(readText(card)).toContain(warning);
    expect(confirmOf(card)).toContain(warning);
  });

  it("shows a warning if the same person seems to have sent a request before", async () => {
    await importRows(site, [{ email: "e@example.org", givenName: "Twice", existingProject: "geo" }]);
    await untilRequest(site, "Twice", { waitsFor: "admin" });
    const first = idOf("Twice");
    await importRows(site, [{ email: "f@example.org", givenName: "Twice", existingProject: "geo" }]);
    await untilRequest(site, "Twice", { waitsFor: "admin", isWarned: true });
    expect(await warningsOf("Twice")).toContainEqual(expect.stringMatching(new RegExp(`\\b${first}\\b`)));
  });
});

describe("an admin who is assigned to a request", () => {
  beforeAll(async () => {
    await ask(site, "U0BEN", { project: "other", projectKind: "new", pi: "" });
    await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  });

  it("is named on the card, and another admin can take over", async () => {
    await press(site, "U0ADA", "claim", "Ben Birch");
    expect(readText(await untilRequest(site, "Ben Birch", { assignee: "Ada Okafor" }))).toContain(
      "Ada Okafor",
    );
    await replyTo(site, "U0ADA", ADMIN_CHANNEL, () => press(site, "U0ADA", "claim", "Ben Birch"));
    await press(site, "U0GRACE", "claim", "Ben Birch");
    const card = await untilRequest(site, "Ben Birch", { assignee: "Grace Lindqvist" });
    expect(readText(card)).toContain("Grace Lindqvist");
    expect((await eventsOf(site, "Ben Birch")).filter(({ kind }) => kind === "claimed")).toHaveLength(2);
  });

  it("is no longer named once any admin unassigns the request", async () => {
    await press(site, "U0ADA", "unclaim", "Ben Birch");
    const card = await untilEvent(site, "Ben Birch", "unclaimed", "Ada Okafor");
    expect(readText(card)).not.toContain("Grace Lindqvist");
    expect(hasButton(card, "claim")).toBe(true);
    expect(hasButton(card, "unclaim")).toBe(false);
  });

  it("sees the whole request under Details, and in /acct status with its buttons", async () => {
    await press(site, "U0ADA", "details", "Ben Birch");
    const view = await sandbox.until(() => sandbox.modal("U0ADA"), "the details");
    const text = readText({ text: "", blocks: view.content.blocks });
    expect(text).toContain("ben@example.org");
    expect(text).toContain("Grace Lindqvist");
    expect(text).toContain("slack:");
    await sandbox.close({ user: "U0ADA", viewId: view.id });

    const status = await reply("U0ADA", `/acct status #${idOf("Ben Birch")}`);
    expect(readText(status)).toContain("Ben Birch");
    expect(hasButton(status, "approve") && hasButton(status, "ask")).toBe(true);
    await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: status.ts, actionId: "approve" });
    await untilEvent(site, "Ben Birch", "approved", "Ada Okafor");
  });
});

describe("/acct list", () => {
  it("can be filtered by status, PI, age, and words, and is split into pages", async () => {
    const rows = Array.from({ length: 23 }, (_, n) => ({
      email: `p${n}@example.org`,
      givenName: "Page",
      familyName: `Turner${n}`,
    }));
    await importRows(site, rows);
    await untilRequest(site, "Turner22", { waitsFor: "admin" });
    const list = async (filter: string) => readText(await reply("U0ADA", `/acct list ${filter}`));
    const first = await list("turner");
    expect(first.match(/Turner/g)).toHaveLength(20);
    expect(first).toContain("23");
    expect(first).toContain("/acct list turner page 2");
    const second = await list("turner page 2");
    expect(second.match(/Turner/g)).toHaveLength(3);
    const beyond = await list("turner page 99");
    expect(beyond).toMatch(/\b99\b.*\b2\b/s);
    expect(beyond).not.toContain("Turner");
    const named = await list("pi:else.example");
    expect(named.match(/Ypsilon/g)).toHaveLength(1);
    expect(named).toContain("Una");
    await database.query(
      "update requests set created_at = now() - interval '9 days' where given_name = 'Fora'",
    );
    const old = await list("older:8d");
    expect(old.match(/Ypsilon/g)).toHaveLength(1);
    expect(old).toContain("Fora");
    for (const wrong of ["stuck nobody-of-this-name", "colour:red", "older:soon"]) {
      const none = await list(wrong);
      expect(none).toContain(wrong.split(/(?<=colour:)/)[0]);
      expect(none).not.toMatch(/Ypsilon|Turner/);
    }
  });
});

describe("an admin's Home", () => {
  it("shows the day's numbers and the queue, with buttons that work", async () => {
    const home = await openHome(site, "U0ADA");
    expect(JSON.stringify(home.blocks).match(/"action_id":"details"/g)).toHaveLength(20);
    expect(readText(home)).toMatch(/^○ \d+ /m);
    const id = idOf("Fred");
    expect(readText(home)).toContain(`${id} · Fred Ypsilon`);
    await sandbox.pressAtHome({ user: "U0ADA", actionId: "spam", value: await carriedBy(id) });
    await untilEvent(site, "Fred", "marked-as-spam", "Ada Okafor");
    await sandbox.until(
      () => !JSON.stringify(sandbox.home("U0ADA")?.content.blocks).includes("Fred Ypsilon"),
      "a Home without what was decided",
    );
    await sandbox.pressAtHome({ user: "U0ADA", actionId: "spam", value: await carriedBy(idOf("Fora")) });
    await untilEvent(site, "Fora", "marked-as-spam", "Ada Okafor");
  });

  it("shows the requests that match a filter, keeps the filter, and can show all requests again", async () => {
    const said = sandbox.messages("U0ADA").length;
    const untilFiltered = (filter: string) =>
      sandbox.until(() => {
        const shown = sandbox.home("U0ADA")?.content;
        return shown?.private_metadata === filter && readText({ text: "", blocks: shown.blocks });
      }, `the Home to be filtered by "${filter}"`);
    await sandbox.pressAtHome({ user: "U0ADA", actionId: "filter-requests" });
    expect(await fill(site, "U0ADA", { text: "colour:red" })).toBe("errors");
    expect(await fill(site, "U0ADA", { pi: "who@else.example", text: "una" })).toBe("closed");
    const found = await untilFiltered("pi:who@else.example una");
    expect(found).toContain("Una Ypsilon");
    expect(found).not.toContain("Page Turner");

    await sandbox.pressAtHome({ user: "U0ADA", actionId: "claim", value: await carriedBy(idOf("Una")) });
    await untilRequest(site, "Una", { assignee: "Ada Okafor" });
    const { id } = sandbox.home("U0ADA") ?? {};
    expect(readText(await openHome(site, "U0ADA"))).toContain("pi:who@else.example una");
    expect(sandbox.home("U0ADA")?.id).toBe(id);

    await sandbox.pressAtHome({ user: "U0ADA", actionId: "show-home" });
    const everything = await untilFiltered("");
    expect(everything).not.toContain("pi:who@else.example");
    expect(everything).toContain("Page Turner");
    expect(sandbox.messages("U0ADA")).toHaveLength(said);
  });

  it("counts the same waiting requests as the review form, and leaves out those that wait for a reply", async () => {
    const waiting = async () => {
      const home = readText(await openHome(site, "U0ADA"));
      await sandbox.pressAtHome({ user: "U0ADA", actionId: "review-queue" });
      const view = await sandbox.until(() => sandbox.modal("U0ADA"), "the form");
      const form = readText({ text: "", blocks: view.content.blocks });
      await sandbox.close({ user: "U0ADA", viewId: view.id });
      return [/^○ (\d+) /m.exec(home)?.[1], /^(\d+) /.exec(form)?.[1]].map(Number);
    };
    const [atHome = 0, inForm] = await waiting();
    expect(inForm).toBe(atHome);
    await pressAndFill(site, "U0ADA", ["ask", "Una"], { question: "Who is your PI?" });
    await untilRequest(site, "Una", { waitsFor: "admin", isAsked: true });
    expect(await waiting()).toEqual([atHome - 1, atHome - 1]);
  });

  it("is shown only to admins, and a guest's Home has no button to request an account", async () => {
    const home = await openHome(site, "U0LAYLA");
    expect(hasButton(home, "request-account")).toBe(true);
    const guests = await openHome(site, "U0GUEST");
    expect(hasButton(guests, "request-account")).toBe(false);
    for (const one of [home, guests]) {
      expect(hasButton(one, "filter-requests")).toBe(false);
      expect(readText(one)).not.toMatch(/Ypsilon|Turner/);
    }
  });
});

describe("/acct change-pi", () => {
  it("lets only admins name another PI, by mention or email address, and that PI is asked instead", async () => {
    await importRows(site, [{ email: "move@example.org", givenName: "Mova" }]);
    await untilRequest(site, "Mova", { waitsFor: "admin" });
    await approveAsAdmin(site, "Mova");
    await untilRequest(site, "Mova", { waitsFor: "pi", piUser: "U0HOPPER" });
    const id = idOf("Mova");
    const before = await sandbox.until(
      () => sandbox.messages("U0HOPPER").find(({ text }) => text.includes("Mova Ypsilon")),
      "the first PI's card",
    );
    await reply("U0BEN", `/acct change-pi ${id} @curie`, "C0GENERAL");
    await untilRequest(site, "Mova", { waitsFor: "pi", piUser: "U0HOPPER" });
    await reply("U0ADA", `/acct change-pi ${id} @curie`);
    await untilRequest(site, "Mova", { waitsFor: "pi", piUser: "U0CURIE" });
    await sandbox.until(() => !hasButton(before, "approve"), "the first PI's card without buttons");
    await reply("U0ADA", `/acct change-pi ${id} noether@example.org`);
    await untilRequest(site, "Mova", { waitsFor: "pi", piUser: "U0NOETHER" });
    for (const wrong of ["move@example.org", "somebody", "@U0NOSUCH"]) {
      await reply("U0ADA", `/acct change-pi ${id} ${wrong}`);
    }
    await untilRequest(site, "Mova", { waitsFor: "pi", piUser: "U0NOETHER" });
    const changes = (await eventsOf(site, "Mova")).filter(({ kind }) => kind === "pi-changed");
    expect(changes).toHaveLength(2);
    await reply("U0ADA", `/acct change-pi ${id} new.pi@elsewhere.example`);
    const mail = await untilEmail(site, "new.pi@elsewhere.example", "pi-approval");
    const [link = ""] = /http\S+\/decide\?token=\S+/.exec(mail.text) ?? [];
    expect(await (await fetch(link)).text()).toContain("Ada Okafor");
    await untilRequest(site, "Mova", { waitsFor: "pi", piUser: null });
    await pressAndFill(site, "U0ADA", ["change-pi", "Mova"], { person: "U0NOETHER" });
    await untilRequest(site, "Mova", { waitsFor: "pi", piUser: "U0NOETHER" });
  });
});
