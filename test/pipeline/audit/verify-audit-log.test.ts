import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { aNewRequest } from "../../../dev/local-stack/a-new-request.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { applyChange, recordEvent } from "../../../src/db/apply-change.ts";
import { insertRequest } from "../../../src/db/requests.ts";
import { openAuditKey, readAuditKey } from "../../../src/pipeline/audit/audit-key.ts";
import { sealEvents } from "../../../src/pipeline/audit/seal-events.ts";
import { formatHead, parseHead, verifyAuditLog } from "../../../src/pipeline/audit/verify-audit-log.ts";
import { transition } from "../../../src/pipeline/engine/transition.ts";
import { waitFor } from "../../../src/pipeline/stage.ts";
import { newDatabase, type TestDatabase } from "../../new-database.ts";

const now = new Date("2026-03-02T08:00:00Z");
const keys = secretKeys(Buffer.from("0123456789abcdef0123456789abcdef"));
let database: TestDatabase;
let key: Buffer;
const opened: TestDatabase[] = [];
afterAll(() => Promise.all(opened.map((each) => each.close())));

beforeEach(async () => {
  database = await newDatabase();
  opened.push(database);
  key = await openAuditKey(database.db, keys);
});

/** Creates a request with three events. */
async function history(): Promise<number> {
  const { db } = database;
  const request = await insertRequest(db, aNewRequest(), now);
  if (!request) throw new Error("not inserted");
  const change = transition(request, waitFor("admin", "Waiting for an admin"), [], now);
  await applyChange(db, request, change, now);
  for (const note of ["one", "two"]) {
    await recordEvent(db, request.id, { kind: "asked", actor: "U1", actorName: "Ada", note }, now);
  }
  return request.id;
}

const seal = () => sealEvents(database.db, key, { all: true, now });
const verify = (known?: string) =>
  verifyAuditLog(database.db, key, known === undefined ? undefined : parseHead(known));

/** Runs a statement as the owner of the tables, who can disable the triggers. */
async function asOwner(statement: string, values: unknown[] = []): Promise<void> {
  for (const table of ["events", "audit_seals"])
    await database.query(`alter table ${table} disable trigger user`);
  await database.query(statement, values);
  for (const table of ["events", "audit_seals"])
    await database.query(`alter table ${table} enable trigger user`);
}

async function head(): Promise<string> {
  const [row] = await database.query<{ position: string; hash: Buffer }>(
    "select position, hash from audit_head",
  );
  return formatHead({ position: Number(row?.position), hash: row?.hash ?? Buffer.alloc(0) });
}

it("The audit log is intact no matter how often it was sealed, and the check counts the events that aren't sealed yet", async () => {
  await history();
  await seal();
  expect(await verify()).toEqual({ breaks: [], sealed: 3, countedOnly: 0, unsealed: 0 });
  await history();
  expect(await verify()).toMatchObject({ breaks: [], sealed: 3, unsealed: 3 });
  await Promise.all([seal(), seal(), seal()]);
  await seal();
  expect(await verify()).toEqual({ breaks: [], sealed: 6, countedOnly: 0, unsealed: 0 });
});

describe("The owner of the tables", () => {
  let id = 0;
  beforeEach(async () => {
    id = await history();
    await history();
    await seal();
  });

  it("can't change an event undetected", async () => {
    await asOwner("update events set actor_name = 'Eve' where request_id = $1 and seq = 2", [id]);
    const { breaks } = await verify();
    expect(breaks).toEqual([expect.stringContaining(`Request ${id}, event 2`)]);
  });

  it("can't delete an event, or a request with all its events, undetected", async () => {
    await asOwner("delete from events where request_id = $1 and seq = 2", [id]);
    expect((await verify()).breaks).toEqual([expect.stringContaining(`Request ${id}`)]);
    await asOwner("delete from events where request_id = $1", [id]);
    await asOwner("delete from requests where id = $1", [id]);
    expect((await verify()).breaks).toEqual([expect.stringMatching(`Request ${id}: 3 events`)]);
  });

  it("can't cut off the end undetected, not even by changing or deleting the head", async () => {
    const last = "(select id from events order by id desc limit 2)";
    await asOwner(`delete from audit_seals where event_id in ${last}`);
    await asOwner(`delete from events where id in ${last}`);
    await asOwner("update requests set version = version - 2 where id = $1", [id + 1]);
    expect((await verify()).breaks).toEqual([expect.stringContaining("2 events are missing")]);
    await database.query(
      "update audit_head set (position, hash) = (select position, hash from audit_seals order by position desc limit 1)",
    );
    expect((await verify()).breaks).toHaveLength(1);
    await database.query("delete from audit_head");
    expect((await verify()).breaks).toHaveLength(1);
  });

  it("can't remove events from the middle undetected", async () => {
    await asOwner("delete from audit_seals where position in (2, 3)");
    await asOwner("delete from events where request_id = $1 and seq in (2, 3)", [id]);
    expect((await verify()).breaks.length).toBeGreaterThan(0);
  });

  it("can't go back to an older copy undetected if someone has kept the latest head", async () => {
    const older = await newDatabase(database);
    opened.push(older);
    await history();
    await seal();
    const kept = await head();
    expect((await verify(kept)).breaks).toEqual([]);
    expect((await verifyAuditLog(older.db, key)).breaks).toEqual([]);
    expect((await verifyAuditLog(older.db, key, parseHead(kept))).breaks).toHaveLength(1);
  });
});

it("The key isn't stored in plain text, and each database has a different key", async () => {
  const [row] = await database.query<{ text: string }>("select installation::text as text from installation");
  expect(row?.text).not.toContain(key.toString("base64"));
  expect(row?.text).not.toContain(key.toString("hex"));
  const another = await newDatabase();
  opened.push(another);
  expect((await openAuditKey(another.db, keys)).equals(key)).toBe(false);
  expect((await openAuditKey(database.db, keys)).equals(key)).toBe(true);
});

it("A secret key that doesn't match the database is reported as such, not as a broken audit log", async () => {
  const other = secretKeys(Buffer.from("fedcba9876543210fedcba9876543210"));
  await expect(readAuditKey(database.db, other)).rejects.toThrow("ACCT_SECRET_KEY");
});

it("After the key was dropped, events that were sealed before are only counted, and later events are verified", async () => {
  const id = await history();
  await seal();
  await database.query("update installation set sealed_audit_key = null");
  key = await openAuditKey(database.db, keys);
  expect(await verify()).toMatchObject({ breaks: [], countedOnly: 3 });
  await history();
  await seal();
  expect(await verify()).toMatchObject({ breaks: [], sealed: 6, countedOnly: 3 });
  await asOwner("update events set note = 'forged' where request_id = $1 and seq = 1", [id + 1]);
  expect((await verify()).breaks).toEqual([expect.stringContaining(`Request ${id + 1}, event 1`)]);
});
