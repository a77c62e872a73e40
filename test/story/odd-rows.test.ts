import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { textOf, untilCardSays } from "../../dev/local-stack/people.ts";
import { csvRow, csvTitles } from "../csv-row.ts";
import { astro, newSite } from "./new-site.ts";

/* Rows of a sheet that are taken by no word of theirs, or only to be looked at twice. */

const site = await newSite({ entries: astro });
await site.start();
afterAll(() => site.stop());

async function importRows(rows: readonly string[], ...options: string[]) {
  const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "rows.csv");
  await writeFile(file, `${csvTitles}\n${rows.join("\n")}\n`);
  return site.run("import", file, ...options);
}

it("Who says that they have an account is looked up, and the refusal says whose it is or that there is none", async () => {
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
    csvRow({ 4: `${name}@example.org`, 5: "Lena", 7: "Yes" }),
  );
  const { code, stdout } = await importRows(rows);
  expect(code).toBe(1);
  expect(stdout).toMatch(/lena\.hart@example\.org +not taken .*the account lhart in LDAP/);
  expect(stdout).toMatch(/lena\.nowhere@example\.org +not taken .*nobody with this address has an account/);
});

it("What is odd about a row that was taken is on the card, for the admins to look at twice", async () => {
  const { stdout } = await importRows([
    csvRow({ 4: "turned@example.org", 5: "Safe\u202egpj.exe", 6: "Odd" }),
    csvRow({ 4: "both.ways@example.org", 5: "Bo", 6: "Both", 14: "Yes", 15: "fresh-one" }),
  ]);
  expect(stdout).toContain("2 opened");
  const turned = await untilCardSays(site, "Safegpj.exe Odd", "Look twice");
  expect(textOf(turned)).toContain("turn its letters around");
  const both = await untilCardSays(site, "Bo Both", "Look twice");
  expect(textOf(both)).toContain("contradicts the project names");
});

it("A dry run promises what the import then does, also for rows that repeat one another", async () => {
  const twice = csvRow({ 4: "repeats@example.org" });
  const rows = [
    twice,
    twice,
    csvRow({ 4: "Repeats@Example.org", 3: "later" }),
    csvRow({ 4: "other@example.org" }),
  ];
  for (const options of [["--dry-run"], []]) {
    expect((await importRows(rows, ...options)).stdout).toMatch(/2 (would be )?opened, 2 there already/);
  }
});
