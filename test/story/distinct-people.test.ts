import { afterAll, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  approveAsPi,
  hasButton,
  press,
  pressAndFill,
} from "../../dev/local-stack/people.ts";
import { readRequestStats } from "../../src/db/request-stats.ts";
import { importRows } from "./import-rows.ts";
import { newSite, type TestSite } from "./new-site.ts";
import { replyTo } from "./until.ts";

const sites: TestSite[] = [];
afterAll(() => Promise.all(sites.map((site) => site.stop())));

/** A site where these people have requested to join a project whose PI is Ada, an admin. */
async function siteOfAda(settings: Readonly<Record<string, object>>, ...names: string[]): Promise<TestSite> {
  const site = await newSite({ withLdap: false, settings });
  sites.push(site);
  await site.start();
  await importRows(
    site,
    names.map((name) => ({
      email: `${name.toLowerCase()}@example.org`,
      givenName: name,
      existingProject: name.toLowerCase(),
      piName: "Ada",
      piEmail: "ada@example.org",
    })),
  );
  return site;
}

async function rowOf({ database }: TestSite, name: string) {
  const rows = await database.query<{ id: number; stage: string; status: string; pi_user: string | null }>(
    "select id, stage, status, pi_user from requests where given_name = $1",
    [name],
  );
  return rows[0];
}

it("An admin who is also the PI can approve only once, and another admin approves for the PI", async () => {
  const site = await siteOfAda({}, "Nora");
  await approveAsAdmin(site, "Nora Ypsilon");
  await expect
    .poll(() => rowOf(site, "Nora"))
    .toMatchObject({ stage: "await-pi", status: "waiting", pi_user: null });
  const own = site.sandbox.messages("U0ADA").filter((one) => hasButton(one, "approve"));
  expect(own).toEqual([]);

  await replyTo(site, "U0ADA", "C0ACCOUNTS", () => press(site, "U0ADA", "approve-for-pi", "Nora Ypsilon"));
  expect(site.sandbox.modal("U0ADA")).toBeUndefined();
  expect(await rowOf(site, "Nora")).toMatchObject({ stage: "await-pi", status: "waiting" });

  await pressAndFill(site, "U0GRACE", ["approve-for-pi", "Nora Ypsilon"], { reason: "I know her." });
  await expect.poll(() => rowOf(site, "Nora")).toMatchObject({ stage: "close" });
});

it("A PI who has approved cannot approve as an admin as well", async () => {
  const site = await siteOfAda(
    { approvals: { account: ["pi", "admin"] }, projects: { olaf: { pi: "ada@example.org" } } },
    "Olaf",
  );
  await approveAsPi(site, "Olaf Ypsilon", "U0ADA");
  await replyTo(site, "U0ADA", "C0ACCOUNTS", () => approveAsAdmin(site, "Olaf Ypsilon"));
  expect(await rowOf(site, "Olaf")).toMatchObject({ stage: "await-admin", status: "waiting" });
  await approveAsAdmin(site, "Olaf Ypsilon", "U0GRACE");
  await expect.poll(() => rowOf(site, "Olaf")).toMatchObject({ stage: "close" });
});

it("If a site turns this rule off, one person can give both approvals, and the digest lists the request", async () => {
  const site = await siteOfAda({ approvals: { distinctPeople: false } }, "Pia");
  await approveAsAdmin(site, "Pia Ypsilon");
  await approveAsPi(site, "Pia Ypsilon", "U0ADA");
  await expect.poll(() => rowOf(site, "Pia")).toMatchObject({ stage: "close" });
  const { id } = (await rowOf(site, "Pia")) ?? {};
  const dayAgo = new Date(Date.now() - 86_400_000);
  expect((await readRequestStats(site.database.db, dayAgo)).byOnePerson).toEqual([id]);
  expect(adminCard(site, "Pia Ypsilon")).toBeDefined();
});
