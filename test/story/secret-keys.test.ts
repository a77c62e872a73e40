import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  hasButton,
  linkIn,
  openLink,
  PASSWORD,
  PIN,
} from "../../dev/local-stack/people.ts";
import { run } from "../../dev/local-stack/run.ts";
import { csvRow, csvTitles } from "../csv-row.ts";
import { astro, newSite, type TestSite } from "./new-site.ts";
import { emailsTo, untilEmail, untilRequest } from "./until.ts";
import { urlIn } from "./until-more.ts";

const key = (name: string) => Buffer.alloc(32, name).toString("base64");
const [FIRST, SECOND, THIRD] = [key("throw-away"), key("second"), key("third")];
const PI = "absent@elsewhere.example";

const sites: TestSite[] = [];
afterAll(() => Promise.all(sites.map((site) => site.stop())));

interface Links {
  readonly site: TestSite;
  /** Amy's link to the password page, which asks for her PIN. */
  readonly password: string;
  /** The link to Dev's request in the email to the PI. */
  readonly decision: string;
  /** Dev's link to their own request. */
  readonly request: string;
}

/** A site that has used the first key and has sent a link of each kind. It is stopped. */
async function siteWithLinks(): Promise<Links> {
  const rocks = astro.replaceAll("astro", "rocks").replace("5001", "5002");
  const site = await newSite({
    entries: `${astro}\n${rocks}`,
    settings: { slack: { messagesPerMinute: 100_000 } },
  });
  sites.push(site);
  const acct = await site.start();
  expect(await ask(site, "U0AMY")).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  const welcome = await untilEmail(site, "amy@example.org", "welcome");
  const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "rows.csv");
  const row = csvRow({
    email: "dev@example.org",
    givenName: "Dev",
    existingProject: "rocks",
    piName: "Prof. Absent",
    piEmail: PI,
  });
  await writeFile(file, [csvTitles, row].join("\n"));
  expect(await site.run("import", file)).toMatchObject({ code: 0 });
  await approveAsAdmin(site, "Dev Ypsilon");
  const question = await untilEmail(site, PI, "pi-approval");
  const received = await untilEmail(site, "dev@example.org", "received");
  await acct.stop();
  return {
    site,
    password: linkIn(welcome),
    decision: urlIn(question, "decide"),
    request: urlIn(received, "request"),
  };
}

/** The same link to another process. */
function at(origin: string, link: string): string {
  const { pathname, search } = new URL(link);
  return `${origin}${pathname}${search}`;
}

const command = ({ env }: TestSite, variables: NodeJS.ProcessEnv, ...args: string[]) =>
  run(process.execPath, ["src/cli.ts", ...args], { env: { ...env, PORT: "0", ...variables } });

describe("a site whose key is replaced, with both keys configured", () => {
  let links: Links;
  beforeAll(async () => {
    links = await siteWithLinks();
  });

  it("rejects a process that has only another key, or an old key that is not the database's", async () => {
    for (const variables of [
      { ACCT_SECRET_KEY: SECOND },
      { ACCT_SECRET_KEY: SECOND, ACCT_SECRET_KEY_OLD: THIRD },
    ]) {
      for (const name of ["start", "doctor", "keys"]) {
        const { code, stdout, stderr } = await command(links.site, variables, name);
        expect(code, name).toBe(1);
        expect(stdout + stderr, name).toContain("acct keys forget-old");
      }
    }
  });

  it("loses nothing: old links still work, and old PINs are still valid", async () => {
    const { site } = links;
    const variables = { ACCT_SECRET_KEY: SECOND, ACCT_SECRET_KEY_OLD: FIRST };
    const acct = await site.start(variables);
    expect((await fetch(at(acct.url, links.request))).status).toBe(200);
    expect((await fetch(at(acct.url, links.decision))).status).toBe(200);
    expect(await choosePassword(links.password, { pin: "9999" }, acct.url)).toMatchObject({ status: 403 });
    expect(await choosePassword(links.password, {}, acct.url)).toMatchObject({ status: 200 });
    expect(await site.slapd?.whoami(`uid=aash,${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 0 });
    const { stdout } = await command(site, variables, "doctor");
    expect(stdout).toMatch(/^ok {4}secret key: /m);

    const token = new URL(links.decision).searchParams.get("token") ?? "";
    const body = new URLSearchParams({ token, verdict: "approved" });
    expect((await fetch(`${acct.url}/decide`, { method: "POST", body })).status).toBe(200);
    const welcome = await untilEmail(site, "dev@example.org", "welcome");
    await acct.stop();

    expect(await command(site, { ACCT_SECRET_KEY: SECOND }, "start")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("ACCT_SECRET_KEY_OLD"),
    });
    expect(await command(site, { ACCT_SECRET_KEY: FIRST }, "start")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("ACCT_SECRET_KEY"),
    });
    const again = await site.start(variables);
    expect(await choosePassword(linkIn(welcome), {}, again.url)).toMatchObject({ status: 200 });
    await again.stop();
  });

  it("works without the old key after `acct keys forget-old`, and never accepts it again", async () => {
    const { site } = links;
    const soon = await site.start({ ACCT_SECRET_KEY: SECOND, ACCT_SECRET_KEY_OLD: FIRST });
    // PINs have been sealed again with the new key, and requests end.
    await expect
      .poll(() => site.database.query("select 1 from requests where status in ('running', 'stuck')"))
      .toEqual([]);
    await soon.stop();
    expect(await command(site, { ACCT_SECRET_KEY: SECOND }, "keys", "forget-old", "--yes")).toMatchObject({
      code: 0,
    });
    const alone = await site.start({ ACCT_SECRET_KEY: SECOND });
    await alone.stop();
    expect(await command(site, { ACCT_SECRET_KEY: FIRST }, "start")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("ACCT_SECRET_KEY"),
    });
  });
});

describe("a site whose key is lost", () => {
  let links: Links;
  beforeAll(async () => {
    links = await siteWithLinks();
  });

  it("keeps its links until an operator gives up the key, which is refused while a process is running", async () => {
    const { site } = links;
    expect(await command(site, { ACCT_SECRET_KEY: SECOND }, "keys", "forget-old")).toMatchObject({
      code: 1,
      stdout: expect.stringContaining("--yes"),
    });
    const acct = await site.start();
    expect(await command(site, { ACCT_SECRET_KEY: SECOND }, "keys", "forget-old", "--yes")).toMatchObject({
      code: 1,
    });
    expect(await site.database.query("select 1 from secret_keys where dropped_at is not null")).toEqual([]);
    expect((await openLink(at(acct.url, links.password))).status).toBe(200);
    await acct.stop();
  });

  it("then ends the open links, offers a new one on the page, and emails a new one to everyone who is waiting for one", async () => {
    const { site } = links;
    const told = await command(site, { ACCT_SECRET_KEY: SECOND }, "keys", "forget-old", "--yes");
    expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining("aash") });
    const acct = await site.start({ ACCT_SECRET_KEY: SECOND });

    const dead = await openLink(at(acct.url, links.password));
    expect(dead).toMatchObject({ status: 403, page: expect.stringContaining("/password/again") });
    expect(await choosePassword(links.password, {}, acct.url)).toMatchObject({ status: 403 });
    for (const link of [links.decision, links.request]) {
      expect(await fetch(at(acct.url, link))).toMatchObject({ status: 410 });
    }

    const second = <T>(mails: readonly T[]) => (mails.length === 2 ? mails[1] : undefined);
    const welcome = await site.sandbox.until(
      () => second(emailsTo(site, "amy@example.org", "welcome")),
      "a second welcome mail",
    );
    expect(await choosePassword(linkIn(welcome), { pin: "" }, acct.url)).toMatchObject({ status: 200 });
    expect(await site.slapd?.whoami(`uid=aash,${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 0 });

    const asked = await site.sandbox.until(
      () => second(emailsTo(site, PI, "pi-approval")),
      "a second question to the PI",
    );
    const decision = at(acct.url, urlIn(asked, "decide"));
    expect((await fetch(decision)).status).toBe(200);
    const renewed = await untilEmail(site, "dev@example.org", "new-link");
    expect((await fetch(at(acct.url, urlIn(renewed, "request")))).status).toBe(200);
    const card = await untilRequest(site, "Dev", { waitsFor: "pi", piUser: null });
    expect(hasButton(card, "approve-for-pi")).toBe(true);
    await acct.stop();
  });
});

it("PINs from before keys had ids stay valid after the key is replaced, with or without a start in between", async () => {
  const { isPin, renewPin } = await import("../../src/pipeline/passwords/pin.ts");
  const { secretKeys } = await import("../../src/credentials/secret-keys.ts");
  const { hash } = await import("@node-rs/argon2");
  const [first, second] = [Buffer.from(FIRST, "base64"), Buffer.from(SECOND, "base64")];
  const peppered = await hash(PIN, { secret: first });
  const both = secretKeys(second, first);
  for (const stored of [
    peppered,
    renewPin(both, renewPin(secretKeys(first), peppered)),
    renewPin(both, peppered),
  ]) {
    expect(await isPin(PIN, stored, both)).toBe(true);
    expect(await isPin("9999", stored, both)).toBe(false);
  }
  expect(await isPin(PIN, renewPin(both, peppered), secretKeys(second))).toBe(true);
});
