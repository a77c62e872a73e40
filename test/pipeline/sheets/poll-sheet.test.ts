import { afterEach, describe, expect, it } from "vitest";
import { findReaderLanguage } from "../../../src/pipeline/outbox/reader-language.ts";
import { translatePhrase } from "../../../src/view/templates/phrases.ts";
import { readOwnTemplates } from "../../../src/view/templates/templates.ts";
import { HEADINGS, openSheetDesk, type SheetDesk, someone, TAB } from "./sheet-desk.ts";

let desk: SheetDesk;
const open = async (but: Parameters<typeof openSheetDesk>[0] = {}) => {
  desk = await openSheetDesk(but);
  // Only what comes after the first reading is new.
  await desk.poll();
  return desk;
};
afterEach(() => desk.stop());
const emailOf = (answers: Record<string, string>) => answers["Email Address"] ?? "";

describe("A row of the access sheet", () => {
  it("becomes one request, however often the sheet is read", async () => {
    const { sheet, poll, requestsOf, rows } = await open();
    const answers = someone();
    sheet.submit(TAB, answers);
    for (let count = 0; count < 3; count++) await poll();
    const [request, ...others] = await requestsOf(emailOf(answers));
    expect(others).toEqual([]);
    expect(request).toMatchObject({ kind: "account", project: "astro", piEmail: "hopper@example.org" });
    expect(await rows()).toMatchObject([{ state: "requested", request_id: request?.id }]);
    expect(sheet.stamps(TAB).flat()).toHaveLength(1);
  });

  it.each(["read", "write"] as const)(
    "becomes one request, also if a process dies after any call that is a %s",
    async (kind) => {
      const { sheet, sheets, poll, countRequests, rows } = await open();
      sheet.submit(TAB, someone());
      sheets.fault = (call) => (call.kind === kind ? "reset-after" : undefined);
      for (let count = 0; count < 2; count++) await poll();
      sheets.fault = undefined;
      for (let count = 0; count < 2; count++) await poll();
      expect(await countRequests()).toBe(1);
      expect(await rows()).toHaveLength(1);
      expect(sheet.stamps(TAB).flat()).toHaveLength(1);
    },
  );

  it("keeps the stamp that it got just before a process died, and the request that it became", async () => {
    const { sheet, database, poll, countRequests, rows } = await open();
    sheet.submit(TAB, someone());
    await poll();
    const stamps = sheet.stamps(TAB);
    // The process died after it had created the request, and before it recorded the row.
    await database.query("delete from intake_rows");
    await poll();
    expect(await countRequests()).toBe(1);
    expect(await rows()).toHaveLength(1);
    expect(sheet.stamps(TAB)).toEqual(stamps);
  });

  it.each(["follows", "stays"] as const)(
    "is the same after the tab was sorted, whether the metadata %s",
    async (metadata) => {
      const { sheet, poll, countRequests, rows } = await open();
      const all = ["Cy", "Al", "Bo"].map((name) => someone({ "First name": name }));
      for (const answers of all) sheet.submit(TAB, answers);
      await poll();
      const before = await rows();
      sheet.person(TAB).sort("First name", { metadata });
      await poll();
      await poll();
      expect(await countRequests()).toBe(3);
      expect((await rows()).map(({ id, stamp }) => [id, stamp])).toEqual(
        before.map(({ id, stamp }) => [id, stamp]),
      );
      // Each stamp is in the row that it was given to.
      const shown = sheet.rows(TAB).map((row) => row[HEADINGS.indexOf("First name")]);
      const stamps = sheet.stamps(TAB);
      for (const { cells, stamp } of before)
        expect(stamps[shown.indexOf(cells.givenName ?? "")]).toEqual([stamp]);
    },
  );

  it("that appears several times leaves each row as it is", async () => {
    const { sheet, poll, countRequests, rows } = await open();
    const answers = someone();
    sheet.submit(TAB, answers);
    sheet.submit(TAB, answers);
    for (let count = 0; count < 3; count++) await poll();
    expect(await countRequests()).toBe(1);
    expect(await rows()).toHaveLength(2);
    expect(sheet.stamps(TAB).flat()).toHaveLength(2);
  });

  it("that appears several times shows what became of its request in each, also after a sort that left the stamps behind", async () => {
    const desk = await open();
    const twice = someone({ "First name": "Cy" });
    for (const one of [twice, twice, ...["Al", "Bo"].map((name) => someone({ "First name": name }))])
      desk.sheet.submit(TAB, one);
    await desk.poll();
    const [request] = await desk.requestsOf(twice["Email Address"]);
    if (request) await desk.askAdmin(request);
    await desk.decide((await desk.requestsOf(twice["Email Address"]))[0], "spam");
    desk.sheet.person(TAB).sort("First name", { metadata: "stays" });
    for (let count = 0; count < 2; count++) {
      await desk.poll();
      await desk.show();
    }
    const shown = desk.sheet.rows(TAB).map((row) => row[0]);
    expect(shown.slice(1)).toEqual(["", "", "Spam", "Spam"]);
  });

  it("that was submitted in the same second as a deleted one, and got its stamp by a sort, is a request of its own", async () => {
    const { sheet, poll, requestsOf } = await open();
    const at = "2026-03-10T09:00:00";
    const [gone, stays] = [someone({ "First name": "Cy" }), someone({ "First name": "Al" })];
    sheet.submit(TAB, gone, at);
    await poll();
    sheet.submit(TAB, stays, at);
    sheet.person(TAB).sort("First name", { metadata: "stays" });
    sheet.person(TAB).deleteRow(3);
    await poll();
    expect(await requestsOf(stays["Email Address"])).toHaveLength(1);
    expect(await requestsOf(gone["Email Address"])).toMatchObject([{ givenName: "Cy" }]);
  });

  it("below rows that people left above the headings is read", async () => {
    const { sheet, poll, countRequests } = await open();
    sheet.person(TAB).insertRow(1);
    sheet.person(TAB).insertRow(1);
    sheet.submit(TAB, someone());
    await poll();
    expect(await countRequests()).toBe(1);
  });

  it("with a blank PIN is shown once, told to the person, and taken up when someone fixes it", async () => {
    const { sheet, poll, requestsOf, notices, mails } = await open();
    const answers = someone({ PIN: "" });
    const row = sheet.submit(TAB, answers);
    await poll();
    await poll();
    const about = (await notices()).filter((text) => text.includes(`Row ${row}`));
    expect(about).toHaveLength(1);
    expect(about[0]).toContain("PIN for your first password is missing");
    expect(await mails()).toEqual([`row-incomplete ${emailOf(answers)}`]);
    expect(await requestsOf(emailOf(answers))).toEqual([]);
    sheet.person(TAB).put(row, "PIN", { value: "0815" });
    await poll();
    expect(await requestsOf(emailOf(answers))).toHaveLength(1);
  });

  it("that can't be used is explained to the person by name, in the language of the row, in words that are theirs", async () => {
    const { sheet, poll, database } = await open({ headings: [...HEADINGS, "Language"] });
    const row = sheet.submit(TAB, someone({ "Last name": "", "First name": "", Language: "Deutsch" }));
    sheet.person(TAB).put(row, "PIN", { value: 123 });
    sheet.submit(TAB, someone({ "First name": "Cy", PIN: "", Language: "Deutsch" }));
    sheet.submit(TAB, someone({ "Do you have an account here?": "Yes", Language: "fr" }));
    await poll();
    const sent = await database.query<{ to_name: string; data: { list: string; language: string } }>(
      "select to_name, data from notifications where template = 'row-incomplete' order by key",
    );
    const { templates } = readOwnTemplates();
    expect(sent.map(({ data }) => data.language).toSorted()).toEqual(["de", "de", "fr"]);
    expect(sent.map(({ to_name }) => to_name)).toContain("Cy Ypsilon");
    const lines = sent.flatMap(({ data }) => data.list.split("\n"));
    expect(lines).toHaveLength(4);
    for (const line of lines) {
      expect(line).not.toMatch(/format the cell|says so|registry/);
      for (const language of ["de", "es", "fr"] as const)
        expect(translatePhrase(line, templates, language)).not.toBe(line);
    }
    const language = await findReaderLanguage(
      { via: "email", toEmail: "x@example.org", toUser: null, data: sent[0]?.data ?? {} } as never,
      undefined,
      { db: desk.deps.db, chat: undefined as never, site: { language: "en" } },
    );
    expect(language).not.toBe("en");
  });

  it("that can't be used is explained to the person with the questions of the site's own form", async () => {
    const own: Readonly<Record<string, string>> = {
      "Join project": "In welchem Projekt arbeiten Sie?",
      Phone: "Unter welcher Nummer\nerreichen wir Sie?",
      PIN: "Welche PIN möchten Sie?",
    };
    const { sheet, poll, database } = await open({
      headings: [...HEADINGS.map((title) => own[title] ?? title), "Language"],
      columns: { existingProject: own["Join project"], phone: own.Phone, pin: own.PIN },
      required: ["phone"],
    });
    const { "Join project": _, PIN: __, ...answers } = someone({ Language: "Deutsch" });
    sheet.submit(TAB, { ...answers, [own["Join project"] ?? ""]: "Astro Lab" });
    await poll();
    const [sent] = await database.query<{ data: { list: string } }>(
      "select data from notifications where template = 'row-incomplete'",
    );
    const { templates } = readOwnTemplates();
    const lines = sent?.data.list.split("\n").map((line) => translatePhrase(line, templates, "de"));
    expect(lines?.toSorted()).toEqual([
      expect.stringMatching(/^Ihre Antwort auf „In welchem Projekt arbeiten Sie\?“ .*astro-lab\?$/),
      "Ihre Antwort auf „Unter welcher Nummer erreichen wir Sie?“ fehlt.",
      "Ihre Antwort auf „Welche PIN möchten Sie?“ fehlt.",
    ]);
  });

  it.each([
    ["a number without its zero", { value: 123 }, false],
    ["a number that shows its zero", { value: 123, format: { type: "NUMBER", pattern: "0000" } }, true],
    ["a text with a zero", { value: "0123" }, true],
  ] as const)("whose PIN is %s", async (_, cell, isTaken) => {
    const { sheet, poll, requestsOf, notices } = await open();
    const answers = someone();
    const row = sheet.submit(TAB, answers);
    sheet.person(TAB).put(row, "PIN", cell);
    await poll();
    expect(await requestsOf(emailOf(answers))).toHaveLength(isTaken ? 1 : 0);
    expect((await notices()).some((text) => text.includes("taken a zero away"))).toBe(!isTaken);
  });

  it("that staff have marked with something else is left alone until the mark is gone", async () => {
    const { sheet, poll, countRequests } = await open();
    const row = sheet.submit(TAB, someone());
    sheet.person(TAB).type(row, "Approved", "duplicate");
    await poll();
    await poll();
    expect(await countRequests()).toBe(0);
    sheet.person(TAB).put(row, "Approved", undefined);
    await poll();
    expect(await countRequests()).toBe(1);
  });

  it("of a site that requires a phone number is asked for it", async () => {
    const { sheet, poll, countRequests, notices } = await open({ required: ["phone"] });
    sheet.submit(TAB, someone());
    await poll();
    expect(await countRequests()).toBe(0);
    expect((await notices()).join()).toContain("Phone is missing");
  });
});

describe("Headings", () => {
  it("of the site's own language are found by the setting", async () => {
    const headings = HEADINGS.map((title) => (title === "Email Address" ? "E-Mail-Adresse" : title));
    const { sheet, poll, countRequests } = await open({ headings, columns: { email: "E-Mail-Adresse" } });
    const { "Email Address": email = "", ...answers } = someone();
    sheet.submit(TAB, { ...answers, "E-Mail-Adresse": email });
    await poll();
    expect(await countRequests()).toBe(1);
  });

  it.each([
    [
      "renamed",
      (title: string) => (title === "PIN" ? "Secret number" : title),
      /missing: .*PIN.*"Secret number" \(column M\)/,
    ],
    ["repeated", (title: string) => (title === "Phone" ? "PIN" : title), /repeated: .*PIN.*columns K and M/],
  ])(
    "that acct needs and that are %s stop the reading, once, and nothing is lost",
    async (_, rename, why) => {
      const { sheet, poll, countRequests, notices } = await open();
      const tab = sheet.person(TAB);
      sheet.submit(TAB, someone());
      for (const [at, title] of HEADINGS.entries())
        tab.put(1, String.fromCharCode(65 + at), { value: rename(title) });
      await poll();
      await poll();
      expect(await countRequests()).toBe(0);
      expect((await notices()).filter((text) => why.test(text))).toHaveLength(1);
      for (const [at, title] of HEADINGS.entries())
        tab.put(1, String.fromCharCode(65 + at), { value: title });
      await poll();
      expect(await countRequests()).toBe(1);
    },
  );

  it("that nobody needs may be repeated", async () => {
    const { sheet, poll, countRequests } = await open({ headings: [...HEADINGS, "Comments"] });
    sheet.submit(TAB, someone());
    await poll();
    expect(await countRequests()).toBe(1);
  });

  it("of the old sheet with 11 columns are known, and unknown projects are new", async () => {
    const headings = [
      ...["Timestamp", "Project", "First name", "Last name", "Email", "Organization"],
      ...["Role", "Phone", "Sponsor", "Comments", "PIN"],
    ];
    const { sheet, poll, requestsOf, database } = await open({ headings });
    const row = { "First name": "Old", "Last name": "Hand", Email: "old@example.org", PIN: "4711" };
    sheet.submit(TAB, { ...row, Project: "geo" });
    await poll();
    expect(await requestsOf("old@example.org")).toMatchObject([
      { project: "geo", details: { newProject: true } },
    ]);
    expect(await database.query("select layout from intake_sheets")).toEqual([
      { layout: expect.stringContaining("11 columns") },
    ]);
  });
});

describe("What was in the sheet before acct", () => {
  it("opens nothing and mails no one, and what is still pending is taken in", async () => {
    desk = await openSheetDesk();
    const { sheet, poll, countRequests, mails, notices, rows } = desk;
    const tab = sheet.person(TAB);
    for (let count = 0; count < 100; count++) {
      const row = sheet.submit(TAB, someone(), "2026-03-01T10:00:00");
      tab.type(row, "Approved", "Approved");
      tab.type(row, "Helpdesk Notified", "02 Mar 2026 10:00:00");
    }
    // No one has ever answered these.
    for (let count = 0; count < 10; count++) sheet.submit(TAB, someone(), "2025-03-04T10:00:00");
    sheet.submit(TAB, someone(), "2026-03-09T10:00:00");
    await poll();
    await poll();
    expect(await countRequests()).toBe(1);
    expect(await mails()).toHaveLength(1);
    expect((await rows()).filter(({ state }) => state === "history")).toHaveLength(110);
    expect((await notices()).join("\n")).toMatch(/110 rows .*from before/);
    // It stays history, also if someone corrects a letter in it.
    tab.type(105, "Last name", "Epsilon");
    await poll();
    expect(await countRequests()).toBe(1);
  });

  it("does so as well after the form was linked anew and the site has switched to the other tab", async () => {
    desk = await openSheetDesk();
    const { sheet, poll, countRequests, mails, notices } = desk;
    const all = Array.from({ length: 20 }, () => someone());
    for (const answers of all) sheet.submit(TAB, answers, "2026-03-09T10:00:00");
    await poll();
    expect(await countRequests()).toBe(20);
    const sent = (await mails()).length;
    sheet.addTab("Form Responses 2", { headings: HEADINGS, isForm: true });
    for (let count = 0; count < 20; count++)
      sheet.submit("Form Responses 2", someone(), "2025-11-01T10:00:00");
    for (const answers of all) sheet.submit("Form Responses 2", answers, "2026-03-09T10:00:00");
    await poll();
    await poll();
    expect((await notices()).filter((text) => text.includes("Form Responses 2"))).toHaveLength(1);
    await poll({ tab: "Form Responses 2" });
    sheet.submit("Form Responses 2", someone(), "2026-03-10T07:00:00");
    await poll({ tab: "Form Responses 2" });
    await poll({ tab: "Form Responses 2" });
    expect(await countRequests()).toBe(21);
    expect(await mails()).toHaveLength(sent + 1);
  });
});

describe("Stamps", () => {
  it("go into a hidden column before the metadata of the tab is full, and both are read", async () => {
    const { sheet, poll, rows, notices, countRequests } = await open();
    sheet.submit(TAB, someone());
    await poll();
    // Another program uses the same tab.
    sheet.tab(TAB).metadata.push({
      ...{ metadataId: 1, metadataKey: "other", visibility: "DOCUMENT" },
      metadataValue: "x".repeat(14_990),
    });
    sheet.submit(TAB, someone());
    sheet.submit(TAB, someone());
    await poll();
    sheet.submit(TAB, someone());
    for (let count = 0; count < 3; count++) await poll();
    expect(await countRequests()).toBe(4);
    expect(await rows()).toHaveLength(4);
    expect((await notices()).filter((text) => text.includes("hidden column"))).toHaveLength(1);
    expect(sheet.stamps(TAB).flat()).toHaveLength(1);
    sheet.person(TAB).sort("First name", { metadata: "stays", descending: true });
    await poll();
    expect(await countRequests()).toBe(4);
  });
});
