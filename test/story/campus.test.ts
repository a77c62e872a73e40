import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { approveAsAdmin, approveAsPi, ask } from "../../dev/local-stack/people.ts";
import { startSamba } from "../../dev/local-stack/samba.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { untilDirectMessage, untilEmail, untilRequest } from "./until.ts";
import { requestAbout } from "./until-more.ts";

const folder = join(inject("folder"), "campus-story");
const certificates = await makeCertificates(join(folder, "certificates"));
const samba = await startSamba({ folder: join(folder, "samba"), certificates });
const person = (uid: string, control: number) => `dn: CN=${uid},CN=Users,${samba.base}
objectClass: user
sAMAccountName: ${uid}
mail: ${uid}@example.org
userAccountControl: ${control}
unicodePwd:: ${Buffer.from('"Passw0rd-campus"', "utf16le").toString("base64")}
`;
await samba.add(
  [person("amy", 512), person("ben", 514), person("fred", 514), person("cleo", 512)].join("\n"),
);

const site = await newSite({
  withLdap: false,
  settings: {
    csv: { trusted: false },
    directory: {
      flavor: "active-directory",
      url: samba.url,
      caFile: certificates.caFile,
      bindDn: samba.admin.bindDn,
      base: samba.base,
    },
  },
  variables: { DIRECTORY_PASSWORD: samba.admin.password },
});
await site.start();
afterAll(() => Promise.all([site.stop(), samba.stop()]));

it("Someone active in Active Directory gets an account, and acct knows them by an ID that stays the same", async () => {
  expect(await ask(site, "U0AMY", { projectKind: "new", project: "telescope" })).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await untilDirectMessage(site, "U0AMY", "created");
  const identities = await site.database.query(
    "select kind, verified_by from identities where kind = 'campus'",
  );
  expect(identities).toEqual([{ kind: "campus", verified_by: "directory" }]);
});

it("Someone disabled there is refused in the chat and in a file; someone unknown, too", async () => {
  expect(await ask(site, "U0BEN", { projectKind: "new", project: "birches" })).toBe("closed");
  await untilDirectMessage(site, "U0BEN", "refused");
  await importRows(site, [
    { email: "fred@example.org", givenName: "Fred", existingProject: "geo" },
    { email: "eve@example.org", givenName: "Eve", existingProject: "geo" },
    { email: "CLEO@example.org", givenName: "Cleo", existingProject: "geo" },
  ]);
  for (const address of ["fred@example.org", "eve@example.org"]) await untilEmail(site, address, "refused");
  // The directory has this address, so no one has to confirm it.
  await untilRequest(site, "Cleo", { waitsFor: "admin" });
});

it("While Active Directory is away, requests wait, doctor and /readyz name it, and then they continue", async () => {
  await samba.add(person("dora", 512));
  await samba.down();
  await importRows(site, [{ email: "dora@example.org", givenName: "Dora", existingProject: "geo" }]);
  const state = () => requestAbout<{ status: string; attempt: number }>(site, "Dora", "status, attempt");
  await expect.poll(state).toMatchObject({ status: "running", attempt: 1 });
  const { stdout } = await site.run("doctor");
  expect(stdout).toMatch(/^\S+ +campus directory: .*can't be reached/m);
  const second = await site.start();
  await expect.poll(async () => (await fetch(`${second.url}/readyz`)).status).toBe(503);
  const { dependencies } = (await (await fetch(`${second.url}/readyz`)).json()) as {
    dependencies: { name: string; ok: boolean }[];
  };
  expect(dependencies.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual(["campus directory"]);
  await second.stop();

  await samba.up();
  const { id } = await requestAbout<{ id: number }>(site, "Dora");
  await site.run("requests", "retry", String(id));
  await untilRequest(site, "Dora", { waitsFor: "admin" });
  expect((await site.run("doctor")).stdout).toMatch(/^ok +campus directory: /m);
});
