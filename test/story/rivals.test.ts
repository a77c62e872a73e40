import { afterAll, expect, it } from "vitest";
import { readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { RIVAL } from "../../src/health/watch-rivals.ts";
import { newDatabase } from "../new-database.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
const copy = await newDatabase();
afterAll(async () => {
  await site.stop();
  await copy.close();
});

interface Ready {
  readonly ok: boolean;
  readonly dependencies: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly problem?: string;
  }[];
}
async function connectionsOf({ url }: { readonly url: string }) {
  const ready = (await (await fetch(`${url}/readyz`)).json()) as Ready;
  return ready.dependencies.find(({ name }) => name === "Slack connections");
}
/** The warnings about a second installation in the admin channel. Each names the database that it comes from. */
async function warnings(): Promise<string[]> {
  const ids = await Promise.all(
    [site.database, copy].map(({ query }) => query<{ id: string }>("select id from installation")),
  );
  const texts = site.sandbox.messages(ADMIN_CHANNEL).map(readText);
  return texts.filter((text) => ids.flat().some(({ id }) => text.includes(id)));
}

it("Two installations with the same tokens but different databases notice each other, and processes that share a database cause no warning", {
  timeout: 480_000,
}, async () => {
  const [first, second] = [await site.start(), await site.start()];
  expect(site.sandbox.connections()).toBe(4);
  // The older process opens another connection for a moment, so that Slack reports the count again.
  await site.sandbox.until(() => site.sandbox.connections() === 5, "a count", 90_000);
  await site.sandbox.until(() => site.sandbox.connections() === 4, "the end of the count");
  const rival = await site.start({ DATABASE_URL: copy.url });

  const noticed = (acct: typeof first) =>
    expect.poll(() => connectionsOf(acct), { timeout: 150_000, interval: 500 });
  await noticed(rival).toMatchObject({ ok: false, problem: expect.stringContaining("ACCT_REHEARSAL") });
  expect(rival.log()).toContain(RIVAL);
  // Until now, the two processes have run side by side, and neither has mistaken the other for another installation.
  for (const acct of [first, second]) {
    expect(await connectionsOf(acct)).toMatchObject({ ok: true });
    expect(acct.log()).not.toContain(RIVAL);
  }

  // Slack reports the number of connections whenever a client reconnects.
  site.sandbox.refreshConnections();
  for (const acct of [first, second]) await noticed(acct).toMatchObject({ ok: false });
  await expect.poll(warnings).toHaveLength(2);

  await rival.stop();
  for (const acct of [first, second]) await noticed(acct).toMatchObject({ ok: true });
  expect(await warnings()).toHaveLength(2);
});
