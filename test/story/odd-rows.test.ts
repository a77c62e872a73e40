import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { readText } from "../../dev/local-stack/people.ts";
import { csvRow, csvTitles } from "../csv-row.ts";
import { astro, newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";
import { requestAbout } from "./until-more.ts";

/* Rows of a sheet whose statements acct verifies, or which it imports with a warning. */

const site = await newSite({ entries: astro });
await site.start();
afterAll(() => site.stop());

async function importRows(rows: readonly string[], ...options: string[]) {
  const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "rows.csv");
  await writeFile(file, `${csvTitles}\n${rows.join("\n")}\n`);
  return site.run("import", file, ...options);
}

const opened = async () => (await site.database.query("select 1 from requests")).length;

it("If a row says that the person has an account, acct looks it up, and the error names the account or says that there is none", async () => {
  await site.slapd?.add(`dn: uid=lhart,${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: lhart
cn: Lena Hart
sn: Hart
mail: lena.hart@example.org
uidNumber: 4321
gidNumber: 5001
homeDirectory: /home/lhart
`);
  const rows = ["lena.hart", "lena.nowhere"].map((name) =>
    csvRow({ email: `${name}@example.org`, givenName: "Lena", existingAccount: "Yes" }),
  );
  const { code, stdout } = await importRows(rows);
  expect(code).toBe(1);
  expect(stdout).toMatch(/lena\.hart@example\.org.*\blhart\b.*LDAP/);
  expect(stdout).toMatch(/lena\.nowhere@example\.org/);
  expect(stdout).not.toMatch(/lena\.nowhere@example\.org.*LDAP/);
  expect(await opened()).toBe(0);
});

it("The card of an imported row shows the admins a warning about anything odd in the row", async () => {
  const { code } = await importRows([
    csvRow({ email: "turned@example.org", givenName: "Safe\u202egpj.exe", familyName: "Odd" }),
    csvRow({
      email: "both.ways@example.org",
      givenName: "Bo",
      familyName: "Both",
      projectExists: "Yes",
      newProject: "fresh-one",
    }),
  ]);
  expect(code).toBe(0);
  for (const [name, cell] of [
    ["Safegpj.exe Odd", "First name"],
    ["Bo Both", "Project"],
  ] as const) {
    const card = readText(await untilRequest(site, name, { waitsFor: "admin" }));
    const { warnings } = await requestAbout<{ warnings: string[] }>(site, name, "warnings");
    expect(warnings).toContainEqual(expect.stringContaining(`"${cell}"`));
    for (const warning of warnings) expect(card).toContain(warning);
  }
});

it("A dry run predicts the result of the import, even for rows that repeat one another", async () => {
  const twice = csvRow({ email: "repeats@example.org" });
  const rows = [
    twice,
    twice,
    csvRow({ email: "Repeats@Example.org", timestamp: "later" }),
    csvRow({ email: "other@example.org" }),
  ];
  const numbers = async (...options: string[]) => {
    const { stdout } = await importRows(rows, ...options);
    return stdout.trim().split("\n").at(-1)?.match(/\d+/g);
  };
  const before = await opened();
  const promised = await numbers("--dry-run");
  expect(promised).toEqual(["4", "4", "2", "2", "0"]);
  expect(await opened()).toBe(before);
  expect(await numbers()).toEqual(promised);
  expect(await opened()).toBe(before + 2);
});
