import { afterEach, describe, expect, it } from "vitest";
import { describeReading } from "../../../src/commands/describe-reading.ts";
import { translatePhrase } from "../../../src/view/templates/phrases.ts";
import { readOwnTemplates } from "../../../src/view/templates/templates.ts";
import { anAccount } from "../../in-registry.ts";
import { HEADINGS, openSheetDesk, QUOTA_HEADINGS, type SheetDesk, someone, TAB } from "./sheet-desk.ts";

let desk: SheetDesk;
const open = async (but: Parameters<typeof openSheetDesk>[0] = {}) => {
  desk = await openSheetDesk(but);
  await desk.poll();
  return desk;
};
afterEach(() => desk.stop());

const joins = (but = {}) =>
  someone({ "Email Address": "Bo@Example.org", "Do you have an account here?": "Yes", PIN: "", ...but });

describe("A row of someone who has an account", () => {
  it("asks for a membership with the account that the registry has for the address", async () => {
    const { sheet, poll, requestsOf, deps } = await open({ trusted: false });
    await anAccount(deps.db, "bo", { project: { name: "geo" } });
    sheet.submit(TAB, joins());
    await poll();
    await poll();
    expect(await requestsOf("bo@example.org", "membership")).toMatchObject([
      { username: "bo", project: "astro", piEmail: "hopper@example.org", details: { addressUnproved: true } },
    ]);
    expect(await requestsOf("bo@example.org")).toEqual([]);
  });

  it("waits until the registry has the address", async () => {
    const { sheet, poll, requestsOf, deps, notices, mails } = await open();
    sheet.submit(TAB, joins());
    await poll();
    expect((await notices()).join()).toContain("no account here has this address");
    expect(await mails()).toEqual(["row-incomplete bo@example.org"]);
    await anAccount(deps.db, "bo", { project: { name: "geo" } });
    await poll();
    expect(await requestsOf("bo@example.org", "membership")).toHaveLength(1);
  });

  it("is left to the admins if they want a new project", async () => {
    const { sheet, poll, requestsOf, deps, notices, mails } = await open();
    await anAccount(deps.db, "bo", { project: { name: "geo" } });
    sheet.submit(TAB, joins({ "Join project": "", "Project name": "k2k" }));
    await poll();
    await poll();
    expect(await requestsOf("bo@example.org", "membership")).toEqual([]);
    expect((await notices()).filter((text) => text.includes("k2k"))).toHaveLength(1);
    expect(await mails()).toEqual([]);
  });
});

describe("Other groups in a row", () => {
  const otherGroups = [
    { name: "gpu-users", title: "GPU users", system: "ldap", decider: "admin" },
    { name: "robots", title: "Robot lab", system: "ldap", decider: "admin" },
  ] as const;
  const headings = [...HEADINGS, "Other groups", "Language"];
  const amy = (groups: string) =>
    someone({ "Email Address": "amy@example.org", "Other groups": groups, Language: "fr" });

  it("become part of the request, also of someone who joins with an account, and of the edited row", async () => {
    const { sheet, poll, requestsOf, deps } = await open({ headings, otherGroups });
    await anAccount(deps.db, "bo", { project: { name: "geo" } });
    const row = sheet.submit(TAB, amy("gpu-users; robots"));
    sheet.submit(TAB, joins({ "Other groups": "robots" }));
    await poll();
    await poll();
    expect((await requestsOf("amy@example.org"))[0]?.details.groups).toEqual(["gpu-users", "robots"]);
    expect((await requestsOf("bo@example.org", "membership"))[0]?.details.groups).toEqual(["robots"]);
    sheet.person(TAB).put(row, "Other groups", { value: "robots" });
    await poll();
    await poll();
    expect((await requestsOf("amy@example.org"))[0]?.details.groups).toEqual(["robots"]);
  });

  it.each([
    ["someone new", amy("robot")],
    ["someone with an account", joins({ "Other groups": "robot", Language: "fr" })],
  ])(
    "that the site doesn't have make no request for %s, who reads in their language which there are",
    async (_, row) => {
      const { sheet, poll, requestsOf, deps, notices, database } = await open({ headings, otherGroups });
      await anAccount(deps.db, "bo", { project: { name: "geo" } });
      sheet.submit(TAB, row);
      await poll();
      await poll();
      expect(await requestsOf("amy@example.org")).toEqual([]);
      expect(await requestsOf("bo@example.org", "membership")).toEqual([]);
      expect((await notices()).filter((text) => text.includes("gpu-users, robots"))).toHaveLength(1);
      const [sent] = await database.query<{ data: { list: string } }>(
        "select data from notifications where template = 'row-incomplete'",
      );
      expect(translatePhrase(sent?.data.list ?? "", readOwnTemplates().templates, "fr")).toMatch(
        /^Votre réponse .*gpu-users, robots\.$/,
      );
    },
  );

  it("cost no one their request where acct.yml has none, as the column may be about something else", async () => {
    const { sheet, poll, requestsOf } = await open({ headings });
    sheet.submit(TAB, amy("Dr. Smith's group"));
    await poll();
    await poll();
    const [request] = await requestsOf("amy@example.org");
    expect(request?.details.groups).toBeUndefined();
    expect(request?.details.remarks).toEqual([expect.stringContaining("Other groups")]);
  });
});

describe("A row of the quota sheet", () => {
  const more = (but = {}) => ({
    "Email Address": "bo@example.org",
    Project: "ASTRO",
    "Type of Increase": "Permanent",
    VCPUs: "40",
    RAM: "128",
    Comments: "A larger run",
    ...but,
  });
  const openQuotas = async () => {
    const opened = await open({ source: "quotas", headings: QUOTA_HEADINGS });
    await anAccount(opened.deps.db, "bo");
    return opened;
  };

  it("becomes a request for the project, in any case, with the blank quotas unchanged", async () => {
    const { sheet, poll, requestsOf } = await openQuotas();
    sheet.submit(TAB, more());
    await poll();
    await poll();
    expect(await requestsOf("bo@example.org", "quota")).toMatchObject([
      {
        project: "astro",
        username: "bo",
        quota: { requested: { cores: 40, ram: 128 } },
        details: { reason: "A larger run" },
      },
    ]);
  });

  it("that is temporary ends on its day, whatever the locale of the sheet shows", async () => {
    const { sheet, poll, requestsOf } = await openQuotas();
    sheet.file.locale = "de_DE";
    const row = sheet.submit(TAB, more({ "Type of Increase": "Temp" }));
    sheet.person(TAB).put(row, "End Date", { value: 46_117, format: { type: "DATE" } });
    await poll();
    expect(await requestsOf("bo@example.org", "quota")).toMatchObject([{ quota: { until: "2026-04-05" } }]);
  });

  it.each([
    ["names no project of ours", { Project: "nowhere" }, "is no project here"],
    ["has no comment", { Comments: "" }, "Comments is missing"],
    ["is temporary and has no end", { "Type of Increase": "Temp" }, "End date is missing"],
    ["asks for a number with words", { VCPUs: "a lot" }, 'VCPUs is "a lot"'],
    ["asks for nothing", { VCPUs: "", RAM: "" }, "nothing would change"],
  ])("that %s is shown to the admins", async (_, but, why) => {
    const { sheet, poll, requestsOf, notices } = await openQuotas();
    sheet.submit(TAB, more(but));
    await poll();
    await poll();
    expect(await requestsOf("bo@example.org", "quota")).toEqual([]);
    expect((await notices()).filter((text) => text.includes(why))).toHaveLength(1);
  });

  it("that can't be used is explained to the person in their language, with the questions of the site's own form", async () => {
    const own: Readonly<Record<string, string>> = { RAM: "Mémoire (Go)", Project: "Votre projet" };
    const { sheet, poll, deps, database } = await open({
      source: "quotas",
      headings: QUOTA_HEADINGS.map((title) => own[title] ?? title),
      columns: { ram: "Mémoire (Go)", project: "Votre projet" },
    });
    await anAccount(deps.db, "bo");
    const { RAM: _, Project: __, ...answers } = more({ "End Date": "2020-01-01" });
    const said = async (but: Record<string, string>) => {
      await database.query("delete from notifications where template = 'row-incomplete'");
      sheet.submit(TAB, { ...answers, ...but });
      await poll();
      const [sent] = await database.query<{ data: { list: string } }>(
        "select data from notifications where template = 'row-incomplete'",
      );
      const { templates } = readOwnTemplates();
      return sent?.data.list.split("\n").map((line) => translatePhrase(line, templates, "fr"));
    };
    expect(await said({ "Votre projet": "astro", "Mémoire (Go)": "beaucoup" })).toEqual([
      expect.stringMatching(/^Votre réponse à «.Mémoire \(Go\).» doit être un nombre entier/),
    ]);
    expect(await said({ "Votre projet": "nowhere" })).toEqual([
      expect.stringMatching(/^Votre réponse à «.Votre projet.» n’est pas le nom d’un projet/),
    ]);
    expect(await said({ "Votre projet": "astro", "Type of Increase": "Temp" })).toEqual([
      expect.stringMatching(/^Votre réponse à «.End date.» doit être un jour à venir/i),
    ]);
  });

  it("with an end that could be two days is refused by its name", async () => {
    const { sheet, poll, requestsOf, notices } = await openQuotas();
    const row = sheet.submit(TAB, more({ "Type of Increase": "Temp" }));
    sheet.person(TAB).put(row, "End Date", { value: "04/05/2026" });
    await poll();
    expect(await requestsOf("bo@example.org", "quota")).toEqual([]);
    expect((await notices()).join()).toMatch(/End date .*could be 2026-04-05 or 2026-05-04/);
  });

  it("waits while the quotas of the project are being changed", async () => {
    const { sheet, poll, requestsOf, notices } = await openQuotas();
    sheet.submit(TAB, more());
    sheet.submit(TAB, more({ VCPUs: "80" }), "2026-03-04T11:00:00");
    await poll();
    expect(await requestsOf("bo@example.org", "quota")).toHaveLength(1);
    expect((await notices()).join()).toContain("continues after that");
    // The dry run says the same of another row.
    sheet.submit(TAB, more({ VCPUs: "90" }), "2026-03-04T12:00:00");
    expect((await describeReading(desk.setup, desk.deps)).join("\n")).toMatch(
      /row 4 .*can't be used.*are being changed already/,
    );
    sheet.person(TAB).deleteRow(4);
    const [first] = await requestsOf("bo@example.org", "quota");
    await desk.askAdmin(first);
    await desk.decide(first, "denied");
    await poll();
    expect(await requestsOf("bo@example.org", "quota")).toHaveLength(2);
  });
});
