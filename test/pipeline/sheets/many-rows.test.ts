import { afterEach, describe, expect, it } from "vitest";
import { quarantineAddress } from "../../../src/db/quarantined-addresses.ts";
import { pollSheet } from "../../../src/pipeline/sheets/poll-sheet.ts";
import { type Answers, openSheetDesk, type SheetDesk, someone, TAB } from "./sheet-desk.ts";

let desk: SheetDesk;
afterEach(() => desk.stop());

const MANY = 60;
const addressOf = (answers: Answers) => answers["Email Address"] ?? "";

/** Opens a sheet that acct has read before, in which many people have submitted the form since. */
async function openWithMany(): Promise<Record<string, string>[]> {
  desk = await openSheetDesk();
  await desk.poll();
  const people = Array.from({ length: MANY }, () => someone());
  for (const [at, answers] of people.entries())
    desk.sheet.submit(TAB, answers, `2026-03-10T09:00:${String(at).padStart(2, "0")}`);
  return people;
}

/** From now on, the database rejects rows of this table that mention the text. */
async function reject(table: string, text: string) {
  await desk.database.query(`
    create function reject() returns trigger language plpgsql as $$
    begin
      if strpos(to_jsonb(new)::text, '${text}') > 0 then raise exception 'rejected'; end if;
      return new;
    end $$`);
  await desk.database.query(
    `create trigger reject before insert on ${table} for each row execute function reject()`,
  );
  return () => desk.database.query(`drop trigger reject on ${table}`);
}

async function expectOneEach(people: readonly Answers[]) {
  expect(await desk.countRequests()).toBe(people.length);
  for (const answers of people) {
    const email = addressOf(answers);
    const [request, ...others] = await desk.requestsOf(email);
    expect(others, email).toEqual([]);
    const rows = (await desk.rows()).filter(({ cells }) => cells.email === email) as {
      readonly state: string;
      readonly request_id?: number;
    }[];
    expect(rows, email).toMatchObject([{ state: "requested", request_id: request?.id }]);
  }
}

describe("Many new rows", () => {
  it("become requests and are recorded in few transactions, and a second reading changes nothing", async () => {
    const people = await openWithMany();
    await desk.poll();
    await expectOneEach(people);
    const written =
      "select distinct xmin::text from requests union select distinct xmin::text from intake_rows";
    expect((await desk.database.query(written)).length).toBeLessThanOrEqual(2);
    const before = await desk.rows();
    await desk.poll();
    expect(await desk.rows()).toEqual(before);
    await expectOneEach(people);
  });

  it.each(["requests", "notifications", "intake_rows"])(
    "don't wait for one that the database rejects in %s, which is taken in once that is over",
    async (table) => {
      const people = await openWithMany();
      const [first, second, bad, ...others] = people;
      const accept = await reject(table, addressOf(bad ?? {}));
      await desk.poll();
      const recorded = (await desk.rows()).map(({ cells }) => cells.email);
      const good = [first, second, ...others].map((answers) => addressOf(answers ?? {}));
      expect(recorded.toSorted()).toEqual(good.toSorted());
      await accept();
      await desk.poll();
      await expectOneEach(people);
    },
  );

  it("of one person become one request, also if the address is written in several ways", async () => {
    const people = await openWithMany();
    const [amy, ben] = people as [Answers, Answers];
    const again = (answers: Answers, email: string, project: string) =>
      desk.sheet.submit(
        TAB,
        { ...answers, "Email Address": email, "Join project": project },
        "2026-03-10T10:00:00",
      );
    again(amy, addressOf(amy), "geo");
    again(ben, `Ben <${addressOf(ben).toUpperCase()}>`, "geo");
    await desk.poll();
    expect(await desk.countRequests()).toBe(MANY);
    for (const person of [amy, ben])
      expect(await desk.requestsOf(addressOf(person))).toMatchObject([{ project: "geo" }]);
    expect(new Set((await desk.rows()).map(({ state }) => state))).toEqual(new Set(["requested"]));
    expect(await desk.rows()).toHaveLength(MANY + 2);
  });

  it("become requests once if two processes read the sheet at the same time", async () => {
    const people = await openWithMany();
    const { setup, deps } = desk;
    await Promise.all([pollSheet(setup, deps), pollSheet(setup, deps)]);
    expect(await desk.countRequests()).toBe(people.length);
    for (const answers of people) expect(await desk.requestsOf(addressOf(answers))).toHaveLength(1);
  });

  it("are judged each by itself: a blank PIN, an address that sent spam, and an earlier request", async () => {
    desk = await openSheetDesk();
    const early = someone();
    desk.sheet.submit(TAB, early, "2026-03-09T09:00:00");
    await desk.poll();
    const [earlier] = await desk.requestsOf(addressOf(early));
    const [withoutPin, spammer, plain] = [someone({ PIN: "" }), someone(), someone()];
    await quarantineAddress(desk.deps.db, {
      email: addressOf(spammer),
      requestId: earlier?.id ?? 0,
      quarantinedAt: desk.deps.now(),
    });
    desk.sheet.submit(TAB, withoutPin, "2026-03-10T09:00:01");
    desk.sheet.submit(TAB, spammer, "2026-03-10T09:00:02");
    desk.sheet.submit(TAB, plain, "2026-03-10T09:00:03");
    desk.sheet.submit(TAB, { ...early, "Join project": "geo" }, "2026-03-10T09:00:04");
    await desk.poll();
    expect(await desk.requestsOf(addressOf(withoutPin))).toEqual([]);
    expect(await desk.requestsOf(addressOf(spammer))).toMatchObject([{ status: "quarantined" }]);
    expect(await desk.requestsOf(addressOf(plain))).toMatchObject([{ status: "running" }]);
    expect(await desk.requestsOf(addressOf(early))).toMatchObject([{ id: earlier?.id, project: "geo" }]);
    expect((await desk.rows()).map(({ state }) => state).toSorted()).toEqual([
      "problem",
      ...Array.from({ length: 4 }, () => "requested"),
    ]);
  });
});
