import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdoptOptions } from "../../src/commands/adopt.ts";
import { checkAdoption } from "../../src/commands/check-adoption.ts";
import { tellUnknownSources } from "../../src/commands/tell-unknown-sources.ts";
import { START } from "../in-memory/pipeline-deps.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";
import { adoptFrom } from "./adopting.ts";
import { found, reading, someSource } from "./some-source.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await newDatabase();
});
afterEach(() => database.close());

const DAY_MS = 86_400_000;
const day = (number: number) => new Date(START.getTime() + number * DAY_MS);
const people = (count: number) =>
  reading(Array.from({ length: count }, (_, n) => found("LDAP", `p${n}`, { uidNumber: 2000 + n })));
const source = someSource("LDAP", people(20));
const seen = (now: ReturnType<typeof people> | Error) => Object.assign(source, { now });

/** Adopts as a cron job does, and returns what the admins have been told so far: the cause and the system. */
async function adoptOn(number: number, but: Partial<AdoptOptions> = {}) {
  const now = day(number);
  const by = { actor: "cron", actorName: "cron", verifiedBy: "directory", now } as const;
  const adopted = await adoptFrom(database.db, [source], { by, ...but });
  await tellUnknownSources(adopted, { db: database.db, adminChannels: ["slack:C0ACCOUNTS"], now });
  const rows = await database.query<{ said: string }>(
    `select (data ->> 'cause') || ' ' || (data ->> 'system') as said from notifications
     where template = 'source-unknown' and via = 'channel' and to_user = 'slack:C0ACCOUNTS' order by id`,
  );
  return rows.map(({ said }) => said);
}

const doctorOn = async (number: number, systems = ["LDAP"]) => {
  const checked = await checkAdoption(database.db, systems, day(number));
  return typeof checked === "string" ? [] : checked.warnings;
};

describe("The admins are told that a source is not known", () => {
  it("once for each cause, and again after it was known in between", async () => {
    seen(people(20));
    expect(await adoptOn(0)).toEqual([]);
    seen(people(17));
    expect(await adoptOn(1)).toEqual(["fewer LDAP"]);
    expect(await adoptOn(2)).toEqual(["fewer LDAP"]);
    seen(new Error("no route"));
    expect(await adoptOn(3)).toEqual(["fewer LDAP", "unread LDAP"]);
    expect(await adoptOn(4)).toEqual(["fewer LDAP", "unread LDAP"]);
    seen(people(20));
    expect(await adoptOn(5)).toEqual(["fewer LDAP", "unread LDAP"]);
    seen(people(17));
    expect(await adoptOn(6)).toEqual(["fewer LDAP", "unread LDAP", "fewer LDAP"]);
  });

  it("also if it was never known", async () => {
    seen(people(0));
    expect(await adoptOn(0)).toEqual(["empty LDAP"]);
    expect(await adoptOn(1)).toEqual(["empty LDAP"]);
    expect(await doctorOn(1)).toMatchObject([expect.stringContaining("LDAP")]);
  });
});

describe("The doctor", () => {
  it("says nothing about a site that has adopted no one", async () => {
    expect(await doctorOn(0)).toEqual([]);
  });

  it("names a system whose first count no one has confirmed", async () => {
    seen(people(20));
    await adoptOn(0);
    expect(await doctorOn(0)).toMatchObject([expect.stringContaining("--accept-count LDAP")]);
    await adoptOn(1, { accepted: new Set(["LDAP"]) });
    expect(await doctorOn(1)).toEqual([]);
    await adoptOn(2);
    expect(await doctorOn(2)).toEqual([]);
  });

  it("names a system that is not known, was last known long ago, or was never known", async () => {
    seen(people(20));
    await adoptOn(0, { accepted: new Set(["LDAP"]) });
    expect(await doctorOn(29)).toEqual([]);
    expect(await doctorOn(31)).toHaveLength(1);
    seen(people(17));
    await adoptOn(32);
    expect(await doctorOn(32)).toHaveLength(2);
    expect(await doctorOn(32, ["OpenStack"])).toMatchObject([expect.stringContaining("OpenStack")]);
    await adoptOn(33, { accepted: new Set(["LDAP"]) });
    expect(await doctorOn(33)).toEqual([]);
  });
});
