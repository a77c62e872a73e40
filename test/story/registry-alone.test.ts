import { afterAll, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  textOf,
  untilCardSays,
  whisperTo,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false, settings: { times: { closeAfter: "0s" } } });
const { sandbox } = site;
await site.start();
afterAll(() => site.stop());

it("Without a directory the registry is all there is: the steps that need one say so, and the person hears that all is done", async () => {
  expect(await ask(site, "U0AMY", { projectKind: "new", project: "telescope" })).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await untilCardSays(site, "Amy Ash", "telescope: closed");
  await sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: "/acct status 1" });
  expect(await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /close: closed/)).not.toContain("not needed");
  await sandbox.until(
    () => sandbox.messages("U0AMY").some((message) => /Your account aash is ready/.test(textOf(message))),
    "Amy to hear that her account is ready",
  );
});

it("A project that only its PI knows is joined on the PI's word, and whoever asks next is put before the same PI", async () => {
  expect(await ask(site, "U0BEN", { project: "geology", pi: "U0CURIE" })).toBe("closed");
  await approveAsAdmin(site, "Ben Birch");
  await approveAsPi(site, "Ben Birch", "U0CURIE");
  await untilCardSays(site, "Ben Birch", "geology: closed");
  expect(await ask(site, "U0ZOE", { project: "geology", pi: "U0HOPPER" })).toBe("closed");
  await approveAsAdmin(site, "Zoë");
  await untilCardSays(site, "Zoë", "waits for Maria Curie-Sato");
});

it("Nobody is promised a link to a password that no system holds", async () => {
  await sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct resetpass" });
  await whisperTo(site, "U0AMY", "C0GENERAL", /No system here holds passwords/);
});

it("`acct plan` of a finished request does not warn of its own account, and that of somebody of the same name does", async () => {
  const { stdout } = await site.run("plan", "1");
  expect(stdout).toContain("registry: account aash in project telescope");
  expect(stdout).not.toContain("Somebody of this name");
  await importRows(site, [{ 4: "amy.too@example.org", 5: "Amy", 6: "Ash", 18: "telescope" }]);
  const [row] = await site.database.query<{ id: number }>(
    "select id from requests where email = 'amy.too@example.org'",
  );
  expect((await site.run("plan", String(row?.id))).stdout).toContain("has an account already: aash");
});
