import { randomUUID } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  hasButton,
  mailsTo,
  press,
  readText,
} from "../../dev/local-stack/people.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { signedToken } from "../../src/pipeline/secrets/signed-token.ts";
import { csvRow, csvTitles } from "../csv-row.ts";
import { newSite, type TestSite } from "./new-site.ts";
import { untilEmail, untilEvent, untilRequest } from "./until.ts";
import { untilEmailAbout, urlIn } from "./until-more.ts";

const sites: TestSite[] = [];
afterAll(() => Promise.all(sites.map((site) => site.stop())));

const PI = "absent@elsewhere.example";

/** A site where these people have asked to join astro, whose PI is not in the chat. */
async function siteWith(account: string[], ...people: string[]): Promise<TestSite> {
  const site = await newSite({ withLdap: false, settings: { approvals: { account } } });
  sites.push(site);
  await site.start();
  const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "rows.csv");
  const rows = people.map((name) =>
    csvRow({
      email: `${name.toLowerCase()}@example.org`,
      givenName: name,
      reason: "<b>Rocks</b>",
      piName: "Prof. Absent",
      piEmail: PI,
    }),
  );
  await writeFile(file, [csvTitles, ...rows].join("\n"));
  await site.run("import", file);
  return site;
}

async function linkTo(site: TestSite, name: string): Promise<string> {
  return urlIn(await untilEmailAbout(site, PI, "pi-approval", `${name} Ypsilon`), "decide");
}
async function answer(link: string, fields: Record<string, string>) {
  const { origin, searchParams } = new URL(link);
  const body = new URLSearchParams({ token: searchParams.get("token") ?? "", ...fields });
  const response = await fetch(`${origin}/decide`, { method: "POST", body });
  return { status: response.status, page: await response.text() };
}

describe("a PI who is not in the chat, once an admin has approved", () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await siteWith(["admin", "pi"], "Dev", "Eve", "Flo");
    for (const name of ["Dev", "Eve", "Flo"]) await approveAsAdmin(site, `${name} Ypsilon`);
  });

  it("gets an email with a link, and opening it decides nothing", async () => {
    const link = await linkTo(site, "Dev");
    for (let i = 0; i < 3; i++) {
      const opened = await fetch(link);
      expect(opened.status).toBe(200);
      const page = await opened.text();
      expect(page).toContain("Dev Ypsilon");
      expect(page).toContain("astro");
      expect(page).toContain("&lt;b&gt;Rocks&lt;/b&gt;");
    }
    const card = await untilRequest(site, "Dev", { waitsFor: "pi", piUser: null });
    expect(hasButton(card, "approve-for-pi")).toBe(true);
  });

  it("can approve once on the page, and the card names them", async () => {
    const link = await linkTo(site, "Dev");
    expect(await answer(link, { verdict: "approved" })).toMatchObject({ status: 200 });
    const card = await untilEvent(site, "Dev", "approved", "Prof. Absent");
    await site.sandbox.until(() => readText(card).includes("Prof. Absent"), "the card to name them");
    expect(await answer(link, { verdict: "denied", reason: "no" })).toMatchObject({ status: 410 });
    expect((await fetch(link)).status).toBe(410);
  });

  it("can deny with a reason, which the requester receives; without a reason, nothing is decided", async () => {
    const link = await linkTo(site, "Eve");
    expect(await answer(link, { verdict: "denied" })).toMatchObject({ status: 400 });
    expect(await answer(link, {})).toMatchObject({ status: 400 });
    expect(await answer(link, { verdict: "denied", reason: "Not one of mine." })).toMatchObject({
      status: 200,
    });
    await untilEvent(site, "Eve", "denied", "Prof. Absent");
    const card = await untilRequest(site, "Eve", { status: "refused" });
    for (const words of ["Not one of mine", "Prof. Absent"]) expect(readText(card)).toContain(words);
    expect((await untilEmail(site, "eve@example.org", "refused")).text).toContain("Not one of mine.");
  });

  it("has nothing left to decide after an admin has decided for them", async () => {
    const link = await linkTo(site, "Flo");
    await press(site, "U0GRACE", "approve-for-pi", "Flo Ypsilon");
    const { id } = await site.sandbox.until(() => site.sandbox.modal("U0GRACE"), "the form");
    await site.sandbox.submit({ user: "U0GRACE", viewId: id, values: { reason: "Phoned." } });
    await untilRequest(site, "Flo", { stage: "close" });
    expect((await fetch(link)).status).toBe(410);
  });

  it("cannot be impersonated with a link that is forged, changed, or for another request", async () => {
    const link = await linkTo(site, "Dev");
    const token = new URL(link).searchParams.get("token") ?? "";
    const [id, until, keyId, signature] = token.split(".");
    const key = secretKeys(Buffer.from(site.env.ACCT_SECRET_KEY ?? "", "base64"));
    // The stranger's own key, and the same key under the id of acct's key.
    const stranger = secretKeys(Buffer.alloc(32, "stranger"));
    const named = { current: { ...stranger.current, id: key.current.id } };
    const [{ mark } = { mark: "" }] = await site.database.query<{ mark: string }>(
      "select mark from requests where id = $1",
      [id],
    );
    const question = {
      mark,
      purpose: "decide" as const,
      requestId: Number(id),
      email: "mallory@example.net",
      until: new Date(Number(until) * 1000),
    };
    for (const forged of [
      `${id}.${Number(until) + 1}.${keyId}.${signature}`,
      `${Number(id) + 1}.${until}.${keyId}.${signature}`,
      `${id}.${until}.${keyId}.${"A".repeat(43)}`,
      `${id}.${until}.${"A".repeat(43)}`,
      signedToken(key, question),
      signedToken(named, { ...question, email: PI }),
      // For the request that had this number before a restore, and for one from a release without marks.
      signedToken(key, { ...question, email: PI, mark: randomUUID() }),
      signedToken(key, { ...question, email: PI, mark: undefined }),
      "",
      "1",
      "../../etc/passwd",
    ]) {
      const forgedLink = `${new URL(link).origin}/decide?token=${encodeURIComponent(forged)}`;
      expect((await fetch(forgedLink)).status, forged).toBe(404);
      expect(await answer(forgedLink, { verdict: "approved" })).toMatchObject({ status: 404 });
    }
    const old = signedToken(key, { ...question, email: PI, until: new Date(Date.now() - 1000) });
    expect((await fetch(`${new URL(link).origin}/decide?token=${old}`)).status).toBe(410);
  });
});

it("If accounts need only the PI's approval, an address that only the requester named gets no link until an admin has approved", async () => {
  const site = await siteWith(["pi"], "Mal");
  await untilRequest(site, "Mal", { waitsFor: "admin" });
  expect(mailsTo(site, PI, /./)).toEqual([]);
  await approveAsAdmin(site, "Mal Ypsilon");
  await untilEmail(site, PI, "pi-approval");
  const card = () => adminCard(site, "Mal") ?? ({ blocks: [] } as never);
  await expect.poll(() => hasButton(card(), "approve-for-pi")).toBe(true);
});
