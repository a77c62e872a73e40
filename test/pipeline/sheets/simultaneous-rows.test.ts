import { afterEach, expect, it } from "vitest";
import { HEADINGS, openSheetDesk, type SheetDesk, someone, TAB } from "./sheet-desk.ts";

const PAIRS = 50;
const AT_ONCE = 10;
const ADMIN_ALONE = { account: [{ name: "admin", count: 1, from: [{ role: "admin", count: 0 }] }] };

let desk: SheetDesk;
afterEach(() => desk.stop());

it("When two people submit in the same second, fifty times, also while acct writes, each status is beside its own person", async () => {
  desk = await openSheetDesk({ approvals: ADMIN_ALONE });
  const { sheet, sheets, poll } = desk;
  await poll();
  const people = new Map<string, "approved" | "denied">();
  const submit = (pair: number, verdict: "approved" | "denied") => {
    const answers = someone();
    people.set(answers["Email Address"] ?? "", verdict);
    sheet.submit(TAB, answers, `2026-03-10T09:00:${String(pair).padStart(2, "0")}`);
  };
  for (let first = 0; first < PAIRS; first += AT_ONCE) {
    const pairs = Array.from({ length: AT_ONCE }, (_, at) => first + at);
    for (const pair of pairs) submit(pair, "approved");
    // The form doesn't wait until acct has written to what it has just read.
    const late = [...pairs];
    sheets.before = ({ kind }) => {
      if (kind === "write") for (const pair of late.splice(0)) submit(pair, "denied");
    };
    await poll();
    expect(late).toEqual([]);
    sheets.before = undefined;
    await poll();
  }
  expect(await desk.countRequests()).toBe(2 * PAIRS);

  for (const [email, verdict] of people) {
    const [request] = await desk.requestsOf(email);
    await desk.askAdmin(request);
    await desk.decide(request, verdict);
  }
  let isSubmitted = false;
  sheets.before = ({ kind }) => {
    if (kind !== "write" || isSubmitted) return;
    isSubmitted = true;
    sheet.submit(TAB, someone({ "First name": "Late" }), "2026-03-10T09:01:00");
  };
  await desk.show({ gatherMs: 2000 });
  expect(isSubmitted).toBe(true);

  const at = (heading: (typeof HEADINGS)[number]) => HEADINGS.indexOf(heading);
  const shown = sheet.rows(TAB).slice(1);
  expect(shown).toHaveLength(2 * PAIRS + 1);
  const statuses = shown.map((row) => [row[at("Email Address")] ?? "", row[at("Approved")] ?? ""] as const);
  const wanted = { approved: "Approved", denied: "Denied" } as const;
  for (const [email, status] of statuses) {
    const verdict = people.get(email);
    expect(status, email).toBe(verdict ? wanted[verdict] : "");
  }
}, 240_000);
