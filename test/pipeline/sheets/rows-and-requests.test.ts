import { eq } from "drizzle-orm";
import { afterEach, describe, expect, it } from "vitest";
import { showRowAgain } from "../../../src/db/intake-rows.ts";
import { leaseDue } from "../../../src/db/leases.ts";
import { findRequest, listEvents } from "../../../src/db/requests.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { tickets } from "../../../src/db/tables/tickets.ts";
import { type MirrorView, views } from "../../../src/db/tables/views.ts";
import { showInMirror } from "../../../src/pipeline/outbox/show-in-mirror.ts";
import { sheetMirror } from "../../../src/pipeline/sheets/sheet-mirror.ts";
import { warnOfDeletedRow } from "../../../src/view/deleted-row.ts";
import { HEADINGS, openSheetDesk, type SheetDesk, someone, TAB } from "./sheet-desk.ts";

const ADMIN_ALONE = { account: [{ name: "admin", count: 1, from: [{ role: "admin", count: 0 }] }] };

let desk: SheetDesk;
const open = async (but: Parameters<typeof openSheetDesk>[0] = {}) => {
  desk = await openSheetDesk(but);
  await desk.poll();
  return desk;
};
afterEach(() => desk.stop());
const emailOf = (answers: Record<string, string>) => answers["Email Address"] ?? "";
const cell = (row: number, heading: string) =>
  desk.sheet.rows(TAB)[row - 1]?.[HEADINGS.indexOf(heading as never)] ?? "";

/** Someone fills in the form, and the request waits for an admin. */
async function submit(but: Record<string, string> = {}) {
  const answers = someone(but);
  const row = desk.sheet.submit(TAB, answers);
  await desk.poll();
  const find = async () => {
    const [request] = await desk.requestsOf(emailOf(answers));
    if (!request) throw new Error("There is no request");
    return request;
  };
  await desk.askAdmin(await find());
  return { answers, row, find };
}

describe("Approved in the sheet", () => {
  it("is an admin's approval where the site allows it, by nobody's name, once", async () => {
    await open({ approvedCounts: true, approvals: ADMIN_ALONE });
    const { row, find } = await submit();
    desk.sheet.person(TAB).type(row, "Approved", " approved ");
    await desk.poll();
    await desk.poll();
    expect(await find()).toMatchObject({ status: "running", stage: "sign-agreements" });
    expect(
      await desk.database.query("select surface, actor, person_id, plan_hash <> '' as seen from approvals"),
    ).toEqual([{ surface: "sheet", actor: "sheet:access", person_id: null, seen: true }]);
  });

  it.each([
    ["where the site doesn't say so", { approvals: ADMIN_ALONE }],
    ["where the PI must be another person", { approvedCounts: true }],
    [
      "where two admins must approve",
      {
        approvedCounts: true,
        approvals: { account: [{ name: "admin", count: 2, from: [{ role: "admin", count: 0 }] }] },
      },
    ],
    [
      "where a group must approve",
      {
        approvedCounts: true,
        approvals: { account: [{ name: "security", count: 1, from: [{ role: "security", count: 1 }] }] },
      },
    ],
  ])("never counts %s", async (_, but) => {
    await open(but);
    const { row, find } = await submit();
    desk.sheet.person(TAB).type(row, "Approved", "Approved");
    await desk.poll();
    expect(await find()).toMatchObject({ status: "waiting", waitsFor: "admin", approvals: [] });
  });

  it("that doesn't count is told to the admins once, with the setting that makes it count", async () => {
    await open({ approvals: ADMIN_ALONE });
    const { row } = await submit();
    desk.sheet.person(TAB).type(row, "Approved", "approved ");
    await desk.poll();
    await desk.poll();
    const told = (await desk.notices()).filter((text) => text.includes("sheets.access.approvedCounts"));
    expect(told).toHaveLength(1);
  });

  it("counts with a PI where the site lets one person approve both", async () => {
    await open({ approvedCounts: true, approvals: { distinctPeople: false } });
    const { row, find } = await submit();
    desk.sheet.person(TAB).type(row, "Approved", "Approved");
    await desk.poll();
    expect(await find()).toMatchObject({ stage: "await-pi" });
  });

  it("that acct wrote itself never counts", async () => {
    await open({ approvedCounts: true, approvals: { distinctPeople: false } });
    const { row, find, answers } = await submit();
    await desk.decide(await find());
    await desk.show();
    expect(cell(row, "Approved")).toBe("Approved");
    await desk.poll();
    // Another project needs another approval.
    desk.sheet.resubmit(TAB, row, { ...answers, "Join project": "geo" });
    await desk.poll();
    await desk.askAdmin(await find());
    await desk.poll();
    expect(await find()).toMatchObject({ project: "geo", waitsFor: "admin", approvals: [] });
    await desk.show();
    expect(cell(row, "Approved")).toBe("");
    await desk.poll();
    desk.sheet.person(TAB).type(row, "Approved", "Approved");
    await desk.poll();
    expect(await find()).toMatchObject({ stage: "await-pi" });
  });
});

describe("A decision in the chat", () => {
  it("leaves Helpdesk Notified blank where no ticket was opened", async () => {
    await open({ approvals: ADMIN_ALONE });
    const { row, find } = await submit();
    await desk.decide(await find());
    await desk.show();
    expect([cell(row, "Approved"), cell(row, "Helpdesk Notified")]).toEqual(["Approved", ""]);
  });

  it("is shown in its row, with the times, and what staff wrote stays", async () => {
    await open({ approvals: ADMIN_ALONE });
    const { row, find } = await submit();
    const request = await find();
    await desk.deps.db.insert(tickets).values({
      ...{ place: "rt:rt.example.org", ticketId: 17, requestId: request.id, priority: 0, status: "open" },
      checkedAt: desk.deps.now(),
    });
    const [other] = [await submit()];
    desk.sheet.person(TAB).type(other.row, "Helpdesk Notified", "see ticket 17");
    await desk.show();
    expect([cell(row, "Approved"), cell(other.row, "Approved")]).toEqual(["", ""]);
    await desk.decide(await find());
    await desk.decide(await other.find(), "denied");
    await desk.show();
    expect(cell(row, "Approved")).toBe("Approved");
    expect(cell(row, "Helpdesk Notified")).toBe("10 Mar 2026 08:00:00");
    expect([cell(other.row, "Approved"), cell(other.row, "Helpdesk Notified")]).toEqual([
      "Denied",
      "see ticket 17",
    ]);
  });

  it.each(["follows", "stays"] as const)(
    "is written beside its own person after a sort, whether the metadata %s, and between reading and writing",
    async (metadata) => {
      await open({ approvals: ADMIN_ALONE });
      const all = [await submit({ "First name": "Cy" }), await submit({ "First name": "Al" })];
      const tab = desk.sheet.person(TAB);
      tab.sort("First name", { metadata });
      await desk.decide(await all[0]?.find());
      let isSorted = false;
      desk.sheets.before = ({ kind }) => {
        if (kind !== "write" || isSorted) return;
        isSorted = true;
        tab.sort("First name", { metadata, descending: true });
      };
      for (let count = 0; count < 4; count++) {
        await desk.show().catch(() => undefined);
        await desk.poll();
      }
      const shown = desk.sheet
        .rows(TAB)
        .slice(1)
        .map((row) => [row[HEADINGS.indexOf("First name")], row[0]]);
      expect(Object.fromEntries(shown)).toEqual({ Cy: "Approved", Al: "" });
    },
  );

  it("is written into rows with a stamp in the hidden column, and together with others in one call", async () => {
    await open({ approvals: ADMIN_ALONE });
    desk.sheet.tab(TAB).metadata.push({
      ...{ metadataId: 1, metadataKey: "other", visibility: "DOCUMENT" },
      metadataValue: "x".repeat(15_000),
    });
    const all = [await submit(), await submit(), await submit()];
    expect(desk.sheet.stamps(TAB).flat()).toEqual([]);
    for (const { find } of all) await desk.decide(await find());
    const before = desk.sheets.calls.length;
    // Long enough for a busy machine to gather all three.
    await desk.show({ gatherMs: 5000 });
    expect(desk.sheets.calls.slice(before).filter(({ kind }) => kind === "write")).toHaveLength(1);
    for (const { row } of all) expect(cell(row, "Approved")).toBe("Approved");
    const later = desk.sheets.calls.length;
    await desk.show();
    expect(desk.sheets.calls).toHaveLength(later);
  });

  it.each(["for the first time", "again"])(
    "is shown with the time at which the help desk was told, also if that happens while the row is being written %s",
    async (how) => {
      await open({ approvals: ADMIN_ALONE });
      const { row, find } = await submit();
      const { db, now, workflows, log } = desk.deps;
      const mirror = sheetMirror([desk.setup], { db, workflows, now, dryRun: false, gatherMs: 1 });
      const showDue = async () => {
        const due = await leaseDue(db, views, {
          by: 1,
          now: now(),
          leaseMs: 60_000,
          limit: 9,
          parts: ["sheet"],
        });
        for (const view of due)
          await showInMirror(view as MirrorView, { db, mirror, now, log, givesUp: () => false });
        return due.length;
      };
      if (how === "again") await showDue();
      const { id } = await find();
      const key = `ticket-opened:${id}`;
      await db.insert(notifications).values({
        ...{ key, requestId: id, template: "ticket-opened", via: "email" },
        ...{ toName: "the help desk", toEmail: "tickets@helpdesk.example", createdAt: now(), runAt: now() },
      });
      await desk.decide(await find());
      let isSent = false;
      desk.sheets.before = async ({ kind }) => {
        if (kind !== "write" || isSent) return;
        isSent = true;
        await db.update(notifications).set({ sentAt: now(), runAt: null }).where(eq(notifications.key, key));
        await showRowAgain(db, id, now());
      };
      expect(await showDue()).toBe(1);
      expect([isSent, cell(row, "Approved"), cell(row, "Helpdesk Notified")]).toEqual([true, "Approved", ""]);
      expect(await showDue()).toBe(1);
      expect(cell(row, "Helpdesk Notified")).toBe("10 Mar 2026 08:00:00");
      expect(await showDue()).toBe(0);
    },
  );

  it("that is spam wants the row to be moved", async () => {
    await open({ approvals: ADMIN_ALONE });
    const { find } = await submit();
    await desk.decide(await find(), "spam");
    await desk.show();
    expect(await desk.rows()).toMatchObject([{ move_to: "spam" }]);
  });

  it("is written once, also if the answer to the write is lost", async () => {
    await open({ approvals: ADMIN_ALONE });
    const { row, find } = await submit();
    await desk.decide(await find());
    desk.sheets.fault = ({ kind }) => (kind === "write" ? "unavailable-after" : undefined);
    await expect(desk.show()).rejects.toThrow();
    desk.sheets.fault = undefined;
    await desk.show();
    expect(cell(row, "Approved")).toBe("Approved");
    expect(desk.sheet.rows(TAB)).toHaveLength(2);
  });
});

describe("A row that someone edits", () => {
  it("is asked again: the card shows old and new, and what was approved no longer counts", async () => {
    await open();
    const { row, find, answers } = await submit();
    await desk.decide(await find());
    desk.sheet.resubmit(TAB, row, { ...answers, "Join project": "geo", PIN: "2718" });
    await desk.poll();
    await desk.poll();
    const request = await find();
    expect(request).toMatchObject({ project: "geo", stage: "verify-identity", approvals: [] });
    expect(request.details.remarks?.join()).toMatch(/"Project to join" was "astro", and is "geo" now/);
    expect(request.details.remarks?.join()).toMatch(/another PIN/);
    expect(JSON.stringify(request)).not.toContain("2718");
    expect(request.details.amendments).toBe(1);
    expect(await desk.countRequests()).toBe(1);
  });

  it("in its PIN alone gets the new one", async () => {
    await open();
    const { row, find } = await submit();
    const { pinHash } = await find();
    desk.sheet.person(TAB).type(row, "PIN", "2718");
    await desk.poll();
    expect((await find()).pinHash).not.toBe(pinHash);
  });

  it("after it was decided changes nothing, and the admins are told once", async () => {
    await open({ approvals: ADMIN_ALONE });
    const { row, find, answers } = await submit();
    await desk.decide(await find());
    desk.sheet.resubmit(TAB, row, { ...answers, "Join project": "geo" });
    await desk.poll();
    await desk.poll();
    expect(await find()).toMatchObject({ project: "astro", stage: "sign-agreements" });
    expect((await desk.notices()).filter((text) => text.includes("was edited"))).toHaveLength(1);
  });

  it("to another address keeps its request, and the admins are told", async () => {
    await open();
    const { row, find, answers } = await submit();
    desk.sheet.resubmit(TAB, row, { ...answers, "Email Address": "other@example.org" });
    await desk.poll();
    expect((await find()).email).toBe(emailOf(answers));
    expect(await desk.requestsOf("other@example.org")).toEqual([]);
    expect((await desk.notices()).join("\n")).toMatch(/another address/);
  });

  it("so that it can't be used keeps the earlier answers", async () => {
    await open();
    const { row, find } = await submit();
    desk.sheet.person(TAB).put(row, "PIN", undefined);
    await desk.poll();
    await desk.poll();
    expect(await findRequest(desk.deps.db, (await find()).id)).toMatchObject({ waitsFor: "admin" });
    expect((await desk.notices()).filter((text) => text.includes("keeps the earlier answers"))).toHaveLength(
      1,
    );
  });
});

describe("The row of an open request that someone deletes", () => {
  const changesOf = async (id: number) =>
    (await listEvents(desk.deps.db, id)).filter(({ kind }) => kind === "row-changed");
  const warningsOf = async (id: number) => {
    const request = await findRequest(desk.deps.db, id);
    if (!request) throw new Error("There is no request");
    return warnOfDeletedRow(request, await listEvents(desk.deps.db, id));
  };
  /** The row as someone has put it back by undoing the deletion. */
  const putBack = (row: number, cells: readonly string[]) => {
    const tab = desk.sheet.person(TAB);
    tab.insertRow(row);
    for (const [at, text] of cells.entries()) if (text !== "") tab.type(row, HEADINGS[at] ?? "", text);
  };

  it("is a line on the card, and is told to the admins once, until the row is there again", async () => {
    await open();
    const [one, other] = [await submit(), await submit()];
    const { id } = await one.find();
    const cells = desk.sheet.rows(TAB)[one.row - 1] ?? [];
    desk.sheet.person(TAB).deleteRow(one.row);
    for (let count = 0; count < 2; count++) await desk.poll();
    expect(await changesOf(id)).toMatchObject([{ detail: { isDeleted: true } }]);
    expect(await warningsOf(id)).toHaveLength(1);
    expect(await changesOf((await other.find()).id)).toEqual([]);
    expect((await desk.notices()).filter((text) => text.includes(`Request ${id} `))).toHaveLength(1);
    putBack(one.row, cells);
    for (let count = 0; count < 2; count++) await desk.poll();
    expect((await changesOf(id)).map(({ detail }) => detail.isDeleted)).toEqual([true, false]);
    expect(await warningsOf(id)).toEqual([]);
    expect(await desk.countRequests()).toBe(2);
  });

  it("is no news after a reading that failed, nor if acct has moved it, nor if a newer row is there", async () => {
    await open({ approvals: ADMIN_ALONE });
    const [one, moved] = [await submit(), await submit()];
    desk.sheet.submit(TAB, one.answers);
    await desk.poll();
    await desk.askAdmin(await one.find());
    const ids = [(await one.find()).id, (await moved.find()).id];
    await desk.database.query(`update intake_rows set move_to = 'finished' where request_id = ${ids[1]}`);
    desk.sheets.fault = ({ kind }) => (kind === "read" ? "unavailable-after" : undefined);
    const tab = desk.sheet.person(TAB);
    tab.deleteRow(moved.row);
    tab.deleteRow(one.row);
    await desk.poll();
    desk.sheets.fault = undefined;
    await desk.poll();
    for (const id of ids) expect(await changesOf(id)).toEqual([]);
  });
});
