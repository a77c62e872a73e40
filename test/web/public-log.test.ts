import { type FastifyInstance, fastify } from "fastify";
import { afterAll, afterEach, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { readInstallation } from "../../src/db/installation.ts";
import { listPublicLog, recordPublicLog } from "../../src/db/public-log.ts";
import { insertRequest } from "../../src/db/requests.ts";
import { logRoutes } from "../../src/web/log-routes.ts";
import { mountOf } from "../../src/web/mount.ts";
import { newDatabase } from "../new-database.ts";
import { pageAsText } from "../page-as-text.ts";

const database = await newDatabase();
const { db } = database;
const publicUrl = "https://accounts.example.org/it";
const site = {
  ...{ name: "Campus & Co", helpAddress: "help@example.org", timeZone: "Europe/Berlin", language: "en" },
  mount: mountOf(publicUrl),
};
const apps: FastifyInstance[] = [];
afterAll(async () => {
  await Promise.all(apps.map((app) => app.close()));
  await database.close();
});
afterEach(() => database.query("delete from public_log"));

function serve({ showRule = false, title }: { showRule?: boolean; title?: string } = {}) {
  const app = fastify();
  apps.push(app);
  app.register((part) =>
    logRoutes(part, {
      ...{ site, publicUrl, showRule, title },
      list: (listing) => listPublicLog(db, listing),
      identify: () => readInstallation(db),
    }),
  );
  return (url: string, headers: Record<string, string> = {}) =>
    app.inject({ method: "GET", url, headers: { accept: "text/html", ...headers } });
}

let users = 0;
async function approve(name: string, at: string, rule?: string) {
  const request = await insertRequest(db, aNewRequest(), new Date());
  if (!request) throw new Error("There is such a request already");
  const userId = String(++users);
  const entry = { requestId: request.id, name, userId, at: new Date(at), ...(rule ? { rule } : {}) };
  await recordPublicLog(db, entry);
  return entry;
}
const linesOf = (html: string) => pageAsText(html).split("\n");

it("The log shows each day with its entries in UTC, newest first, and rules only where the site wants that", async () => {
  await approve("cy", "2026-11-26T23:59:59Z", "staff");
  await approve("ann", "2026-11-27T06:51:30Z");
  await approve("bo", "2026-11-27T00:00:00Z");
  const { body } = await serve()("/log");
  const log = ["## 2026-11-27", "• 06:51 @ann was approved.", "• 00:00 @bo was approved.", "## 2026-11-26"];
  expect(linesOf(body).slice(1, 8)).toEqual([
    ...["# Approved accounts", "  All times are in UTC.", ...log, "• 23:59 @cy was approved."],
  ]);
  expect(linesOf((await serve({ showRule: true })("/log")).body)).toContain(
    "• 23:59 @cy was approved. Rule: staff.",
  );
  expect((await serve()("/log.txt")).body).toBe(
    "2026-11-27 06:51 @ann was approved.\n2026-11-27 00:00 @bo was approved.\n2026-11-26 23:59 @cy was approved.\n",
  );
});

it("An entry that is recorded again stays as it was", async () => {
  const entry = await approve("ann", "2026-11-27T06:51:30Z");
  await recordPublicLog(db, { ...entry, name: "other", at: new Date("2026-11-28T06:51:30Z") });
  expect((await serve()("/log.txt")).body).toBe("2026-11-27 06:51 @ann was approved.\n");
});

it("A name is only ever a text: in HTML, in Atom, and as a line", async () => {
  await approve('<img src=x onerror="a">&\u202Eb\nc\u0007', "2026-11-27T06:51:30Z", "]]><b>");
  const open = serve({ showRule: true, title: "<T>" });
  const { body: html } = await open("/log");
  expect(html).not.toMatch(/<img|<b>|<T>|\u202E/);
  expect(linesOf(html)).toContain('• 06:51 @<img src=x onerror="a">& b c was approved. Rule: ]]><b>.');
  const { body: atom } = await open("/log.atom");
  expect(atom).toContain(
    "<title>@&lt;img src=x onerror=&quot;a&quot;&gt;&amp; b c was approved. Rule: ]]&gt;&lt;b&gt;.</title>",
  );
  expect(atom).toContain("<title>&lt;T&gt;</title>");
  expect((await open("/log.txt")).body.split("\n")).toHaveLength(2);
});

it("A page ends with a whole day after 200 entries, and older days are on the next ones, each entry once", async () => {
  const start = Date.parse("2026-11-27T12:00:00Z");
  const names: string[] = [];
  // One day has more entries than a page should, and many of them at the same moment.
  for (let number = 0; number < 520; number++) {
    const [hour, minute] = number < 260 ? [12, 0] : [12 - (number - 259), number % 60];
    const at = new Date(start + (hour - 12) * 3_600_000 - minute * 60_000).toISOString();
    names.push(`u${number}`);
    await approve(`u${number}`, at);
  }
  const open = serve();
  const shown: string[] = [];
  const pages: string[] = [];
  let next: string | undefined = "/log";
  while (next !== undefined) {
    const { body } = await open(next);
    pages.push(next);
    shown.push(...[...body.matchAll(/@(u\d+) was approved/g)].map(([, name = ""]) => name));
    next = /href="\/it(\/log\?before=[^"]*)"/.exec(body)?.[1];
  }
  expect(shown.toSorted()).toEqual(names.toSorted());
  expect(pages.length).toBeGreaterThan(1);
  for (const page of pages.slice(1)) expect(page).toMatch(/^\/log\?before=\d{4}-\d\d-\d\d$/);
});

it("A day on which very many were approved is divided, also within a moment, and each of its entries is on one page and in one part of the text", async () => {
  const names = Array.from({ length: 2300 }, (_, number) => `m${number}`);
  // All but a few of them at the same moment, as after an import.
  const moments = ["2026-11-26T08:00:00.123Z", "2026-11-26T09:00:00Z", "2026-11-25T23:59:59.999Z"];
  for (const [at, name] of names.entries())
    await approve(name, (at < 2290 ? moments[0] : moments[1 + (at % 2)]) ?? "");
  const open = serve();
  const read = async (
    first: string,
    nextOf: (page: Awaited<ReturnType<typeof open>>) => string | undefined,
  ) => {
    const shown: string[] = [];
    for (let next: string | undefined = first; next !== undefined; ) {
      const page = await open(next);
      expect(page.statusCode).toBe(200);
      const found = [...page.body.matchAll(/@(m\d+) was approved/g)].map(([, name = ""]) => name);
      expect(found.length).toBeLessThanOrEqual(1000);
      shown.push(...found);
      next = nextOf(page);
    }
    return shown;
  };
  const pages = await read("/log", ({ body }) => /href="\/it(\/log\?before=[^"]*)"/.exec(body)?.[1]);
  expect(pages.toSorted()).toEqual(names.toSorted());
  const linked = ({ headers }: Awaited<ReturnType<typeof open>>) =>
    /<https:\/\/accounts\.example\.org\/it(\/log\.txt[^>]*)>; rel="next"/.exec(String(headers.link))?.[1];
  expect(await read("/log.txt", linked)).toEqual(pages);
});

it.each([
  "2026-11-26T08:00:00.123Z",
  "2026-11-26T08:00:00.123Z-99999999999",
  "2026-13-26T08:00:00.123Z-1",
  "x",
])("There is no page before %s", async (before) => {
  expect((await serve()(`/log?before=${before}`)).statusCode).toBe(404);
});

it("Someone who has the log already gets 304 until there is something new", async () => {
  await approve("ann", "2026-11-27T06:51:30Z");
  const open = serve();
  for (const url of ["/log", "/log.atom", "/log.txt"]) {
    const first = await open(url);
    expect(first.headers).toMatchObject({
      "cache-control": "public, max-age=60",
      "last-modified": "Fri, 27 Nov 2026 06:51:30 GMT",
    });
    const etag = String(first.headers.etag);
    expect(await open(url, { "if-none-match": `"x", W/${etag}` })).toMatchObject({
      statusCode: 304,
      body: "",
    });
    expect(await open(url, { "if-none-match": '"x"' })).toMatchObject({ statusCode: 200 });
  }
  const { etag } = (await open("/log")).headers;
  await approve("bo", "2026-11-27T06:50:00Z");
  expect(await open("/log", { "if-none-match": String(etag) })).toMatchObject({ statusCode: 200 });
});

it("Entries of the feed have IDs that stay, also under another address", async () => {
  await approve("ann", "2026-11-27T06:51:30Z");
  const idsIn = (atom: string) => [...atom.matchAll(/<id>([^<]*)<\/id>/g)].map(([, id]) => id);
  const before = await serve()("/log.atom");
  const moved = fastify();
  apps.push(moved);
  moved.register((part) =>
    logRoutes(part, {
      ...{ site, publicUrl: "https://elsewhere.example.org", showRule: true, title: "Other" },
      list: (listing) => listPublicLog(db, listing),
      identify: () => readInstallation(db),
    }),
  );
  await approve("bo", "2026-11-28T06:51:30Z");
  const after = await moved.inject("/log.atom");
  const [feed, ann] = idsIn(before.body);
  expect(idsIn(after.body)).toEqual([feed, expect.anything(), ann]);
  expect(feed).toMatch(/^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(after.body).toContain("<updated>2026-11-28T06:51:30.000Z</updated>");
});

it.each(["yesterday", "2026-02-30", "2026-11-27T00:00Z", "", "2026-13-01"])(
  "There is no page before %j",
  async (day) => {
    expect((await serve()(`/log?before=${day}`)).statusCode).toBe(404);
  },
);

it("A log without entries says so", async () => {
  const open = serve();
  expect(linesOf((await open("/log")).body)).toContain("No account has been approved yet.");
  expect((await open("/log.txt")).body).toBe("");
  expect((await open("/log.atom")).body).toMatch(/<updated>\d{4}-/);
});
