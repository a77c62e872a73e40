import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  ask,
  fill,
  hasButton,
  homeOf,
  press,
  pressAndFill,
  textOf,
  untilCardSays,
  untilMail,
  untilTold,
  whisperTo,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";

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
const site = await newSite({
  entries: astro + anna,
  settings: { site: { mailDomains: ["example.org"] }, privilegedProjects: ["astro"] },
});
const { sandbox, database } = site;
afterAll(() => site.stop());
await site.start();

const command = (user: string, text: string, channel = ADMIN_CHANNEL) =>
  sandbox.command({ user, channel, text });
/** What the buttons of this request carry. */
const carriedBy = async (id: string) => {
  const rows = await database.query<{ mark: string }>("select mark from requests where id = $1", [id]);
  return `${id}.${rows[0]?.mark}`;
};
const idOf = (name: string) => /Request (\d+)/.exec(adminCard(site, name)?.text ?? "")?.[1] ?? "";

describe("a card with something odd about it", () => {
  it.each([
    ["a free-mail address", { 4: "a@gmail.com", 5: "Fred" }, "gmail.com gives an address to anybody"],
    ["a foreign address", { 4: "b@uni.example", 5: "Fora" }, "uni.example is not one of our mail domains"],
    [
      "a namesake",
      { 4: "al@example.org", 5: "Alex", 6: "Smith" },
      "of this name has an account already: asmith",
    ],
    [
      "an unknown PI",
      { 4: "c@example.org", 5: "Una", 20: "who@else.example" },
      "isn't in the chat and hasn't approved anything here before",
    ],
    ["the PI's own request", { 4: "hopper@example.org", 5: "Henrik" }, "names themself as the PI"],
    [
      "a name in another script, of which no readable username can be made",
      { 4: "g@example.org", 5: "Οδυσσέας", 6: "Ελύτης" },
      "is not in Latin script",
    ],
    ["a privileged project", { 4: "d@example.org", 5: "Priv" }, "Members of astro have special rights"],
  ])("says so for %s, and says it again before it is approved", async (_, row, words) => {
    await importRows(site, [row]);
    const card = await untilCardSays(site, row[5] ?? "", "Look twice");
    expect(textOf(card)).toContain(words);
    const confirm = JSON.stringify(card.blocks).match(/"confirm":\{"title":\{[^}]*\},"text":\{[^}]*\}/)?.[0];
    expect(confirm).toContain(words);
    expect(confirm).toContain("Approve in spite of this?");
  });

  it("says so when the same person seems to ask twice", async () => {
    await importRows(site, [{ 4: "e@example.org", 5: "Twice" }]);
    await untilCardSays(site, "Twice", "waits for an admin");
    await importRows(site, [{ 4: "f@example.org", 5: "Twice" }]);
    await untilCardSays(site, "Twice", /seems to ask in request \d+ too/);
  });
});

describe("an admin who looks after a request", () => {
  beforeAll(async () => {
    await ask(site, "U0BEN", { project: "other", projectKind: "new", pi: "" });
    await untilCardSays(site, "Ben Birch", "waits for an admin");
  });

  it("is shown to the others, who may take it over", async () => {
    await press(site, "U0ADA", "claim", "Ben Birch");
    expect(textOf(await untilCardSays(site, "Ben Birch", /\*On it\*\nAda Okafor/))).toBeTruthy();
    await press(site, "U0ADA", "claim", "Ben Birch");
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /is yours already/);
    await press(site, "U0GRACE", "claim", "Ben Birch");
    await untilCardSays(site, "Ben Birch", /\*On it\*\nGrace Lindqvist/);
  });

  it("sees everything about it under Details, and in /acct status with all buttons", async () => {
    await press(site, "U0ADA", "details", "Ben Birch");
    const view = await sandbox.until(() => sandbox.modal("U0ADA"), "the details");
    const text = textOf({ text: "", blocks: view.content.blocks });
    expect(text).toContain("Mail: ben@example.org");
    expect(text).toContain("Grace Lindqvist is on it");
    expect(text).toContain("Origin: slack:");
    await sandbox.close({ user: "U0ADA", viewId: view.id });

    await command("U0ADA", `/acct status #${idOf("Ben Birch")}`);
    const status = await sandbox.until(
      () =>
        sandbox
          .messages(ADMIN_CHANNEL, "U0ADA")
          .findLast(
            (message) => message.onlyFor === "U0ADA" && /Request \d+: Ben Birch/.test(textOf(message)),
          ),
      "the status",
    );
    expect(hasButton(status, "approve") && hasButton(status, "ask")).toBe(true);
    await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: status.ts, actionId: "approve" });
    await untilCardSays(site, "Ben Birch", "approved by Ada Okafor");
  });
});

describe("the list", () => {
  it("is filtered by status, PI, age and words, and paged", async () => {
    const rows = Array.from({ length: 23 }, (_, n) => ({
      4: `p${n}@example.org`,
      5: "Page",
      6: `Turner${n}`,
    }));
    await importRows(site, rows);
    await untilCardSays(site, "Turner22", "waits for an admin", 60_000);
    await command("U0ADA", "/acct list turner");
    const first = await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /23 requests, page 1 of 2/);
    expect(first).toContain("Further: /acct list turner page 2");
    await command("U0ADA", "/acct list turner page 2");
    const second = await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /page 2 of 2/);
    expect(second.match(/Turner/g)).toHaveLength(3);
    await command("U0ADA", "/acct list turner page 99");
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /There is no page 99.*The last page is page 2/s);
    await command("U0ADA", "/acct list pi:else.example");
    expect(await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /1 request\*/)).toContain("Una");
    await database.query(
      "update requests set created_at = now() - interval '9 days' where given_name = 'Fora'",
    );
    await command("U0ADA", "/acct list older:8d");
    expect(await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /1 request\*[\s\S]*Fora/)).toContain(
      "waits for an admin",
    );
    await command("U0ADA", "/acct list stuck nobody-of-this-name");
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /Nothing matches "stuck nobody-of-this-name"/);
    await command("U0ADA", "/acct list colour:red");
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /There is no filter "colour:"/);
    await command("U0ADA", "/acct list older:soon");
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /is no number of days/);
  });
});

describe("the admins' home", () => {
  it("has the day's figures and the queue, with buttons that work there", async () => {
    const home = await homeOf(site, "U0ADA", /The queue: 20 of \d+/);
    expect(home).toMatch(/\d+ wait for an admin, the oldest for 9 days|\d+ wait for an admin/);
    const id = idOf("Fred");
    expect(home).toContain(`${id} · Fred Ypsilon`);
    await sandbox.pressAtHome({ user: "U0ADA", actionId: "spam", value: await carriedBy(id) });
    await untilCardSays(site, "Fred", "marked as spam by Ada Okafor");
    await sandbox.until(
      () => !JSON.stringify(sandbox.home("U0ADA")?.content.blocks).includes("Fred Ypsilon"),
      "a Home without what was decided",
    );
    await sandbox.pressAtHome({ user: "U0ADA", actionId: "spam", value: await carriedBy(idOf("Fora")) });
    await untilCardSays(site, "Fora", "marked as spam by Ada Okafor");
  });

  it("shows the requests that a filter lets through, keeps the filter, and has a way back", async () => {
    const said = sandbox.messages("U0ADA").length;
    const homeSays = (words: RegExp) =>
      sandbox.until(() => {
        const text = textOf({ text: "", blocks: sandbox.home("U0ADA")?.content.blocks ?? [] });
        return words.test(text) ? text : undefined;
      }, `the Home to say ${words}`);
    await sandbox.pressAtHome({ user: "U0ADA", actionId: "filter-requests" });
    expect(await fill(site, "U0ADA", { words: "colour:red" })).toBe("errors");
    expect(await fill(site, "U0ADA", { pi: "who@else.example", words: "una" })).toBe("closed");
    const found = await homeSays(/Found: 1\n/);
    expect(found).toContain("Una Ypsilon");
    expect(found).not.toContain("Page Turner");

    await sandbox.pressAtHome({ user: "U0ADA", actionId: "claim", value: await carriedBy(idOf("Una")) });
    await untilCardSays(site, "Una", /\*On it\*\nAda Okafor/);
    const { id, hash } = sandbox.home("U0ADA") ?? {};
    await sandbox.openHome({ user: "U0ADA" });
    await sandbox.until(() => sandbox.home("U0ADA")?.hash !== hash, "the Home anew");
    expect(sandbox.home("U0ADA")?.id).toBe(id);
    await homeSays(/Filter: pi:who@else\.example una/);

    await sandbox.pressAtHome({ user: "U0ADA", actionId: "show-home" });
    expect(await homeSays(/The queue: 20 of \d+/)).not.toContain("Filter:");
    expect(sandbox.messages("U0ADA")).toHaveLength(said);
  });

  it("counts what waits for an admin as the form to look through it does, without what waits for an answer", async () => {
    const waiting = async () => {
      const home = await homeOf(site, "U0ADA", /wait for an admin/);
      await sandbox.pressAtHome({ user: "U0ADA", actionId: "review-queue" });
      const view = await sandbox.until(() => sandbox.modal("U0ADA"), "the form");
      const form = textOf({ text: "", blocks: view.content.blocks });
      await sandbox.close({ user: "U0ADA", viewId: view.id });
      return [/(\d+) wait for an admin/.exec(home)?.[1], /(\d+) requests need/.exec(form)?.[1]].map(Number);
    };
    const [atHome = 0, inForm] = await waiting();
    expect(inForm).toBe(atHome);
    await pressAndFill(site, "U0ADA", ["ask", "Una"], { question: "Who is your PI?" });
    await untilCardSays(site, "Una", "waits for Una to answer");
    await homeOf(site, "U0ADA", new RegExp(`${atHome - 1} wait for an admin`));
    expect(await waiting()).toEqual([atHome - 1, atHome - 1]);
  });

  it("tells somebody else nothing of it, and a guest that it is not for them", async () => {
    const home = await homeOf(site, "U0LAYLA", /You have no account here/);
    expect(home).not.toContain("The queue");
    const guests = await homeOf(site, "U0GUEST", /Guests of this workspace cannot do this/);
    expect(guests).not.toContain("The queue");
  });
});

describe("another PI", () => {
  it("is named by an admin, by mention or address, and is asked instead", async () => {
    await importRows(site, [{ 4: "move@example.org", 5: "Mova" }]);
    await untilCardSays(site, "Mova", "waits for an admin");
    await approveAsAdmin(site, "Mova");
    await untilCardSays(site, "Mova", "waits for Henrik Hopper");
    const id = idOf("Mova");
    await command("U0BEN", `/acct assign ${id} @curie`, "C0GENERAL");
    await whisperTo(site, "U0BEN", "C0GENERAL", /Only admins and the PI/);
    await command("U0ADA", `/acct assign ${id} @curie`);
    await untilCardSays(site, "Mova", "waits for Maria Curie-Sato");
    const before = await untilTold(site, "U0HOPPER", /Mova Ypsilon requests an account/);
    await sandbox.until(() => !hasButton(before, "approve"), "the first PI's card without buttons");
    await command("U0ADA", `/acct assign ${id} noether@example.org`);
    await untilCardSays(site, "Mova", "waits for Emma Noether");
    await command("U0ADA", `/acct assign ${id} move@example.org`);
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /asks for themself/);
    await command("U0ADA", `/acct assign ${id} somebody`);
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /neither a person \(@somebody\) nor a mail address/);
    await command("U0ADA", `/acct assign ${id} @U0NOSUCH`);
    await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /U0NOSUCH cannot decide on requests/);
    await command("U0ADA", `/acct assign ${id} new.pi@elsewhere.example`);
    const mail = await untilMail(
      site,
      "new.pi@elsewhere.example",
      /Mova Ypsilon requests an account in astro/,
    );
    const [link = ""] = /http\S+\/decide\?token=\S+/.exec(mail.text) ?? [];
    expect(await (await fetch(link)).text()).toContain("Ada Okafor passed it on to you.");
    await untilCardSays(site, "Mova", "waits for new.pi@elsewhere.example, who is not in the chat");
    await pressAndFill(site, "U0ADA", ["assign", "Mova"], { person: "U0NOETHER" });
    await untilCardSays(site, "Mova", "waits for Emma Noether");
  });
});
