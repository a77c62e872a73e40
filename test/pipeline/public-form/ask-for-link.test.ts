import { afterAll, expect, it } from "vitest";
import { askForLink } from "../../../src/pipeline/public-form/ask-for-link.ts";
import { inMemoryDeps, later, START } from "../../in-memory/pipeline-deps.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const deps = inMemoryDeps(database.db);
afterAll(() => database.close());

let asked = 0;
const ask = () =>
  askForLink(
    { purpose: "apply", email: `a${++asked}@example.org`, language: "en", network: `192.0.2.${asked}` },
    deps,
  );
const told = async () =>
  database.query("select to_user, data from notifications where template = 'form-flood'");

it("A flood from many networks is told to the admins once for each hour in which no one gets through", async () => {
  await database.query(
    `insert into form_links (id, purpose, email, network, language, created_at, expires_at)
     select gen_random_uuid(), 'status', 'flood' || n || '@example.org', 'net' || n, 'en', $1, $1
     from generate_series(1, 999) n`,
    [START],
  );
  expect(await ask()).toBe("stored");
  expect(await told()).toEqual([]);
  for (let i = 0; i < 3; i++) expect(await ask()).toBe("everywhere");
  expect(await told()).toMatchObject([{ to_user: deps.rules.adminChannels[0], data: { count: "1000" } }]);

  deps.setClock(later(3_600_001));
  expect(await ask()).toBe("stored");
  expect(await told()).toHaveLength(1);
});
