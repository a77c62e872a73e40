import { afterAll, expect, it } from "vitest";
import { LDAP } from "../services/ldap-names.ts";
import { astro, newSite } from "./new-site.ts";
import { approveAsAdmin, approveAsPi, ask, mailsTo, untilCardSays, untilMail } from "./people.ts";

const stranger = (uid: string, uidNumber: number, mail: string) => `
dn: uid=${uid},${LDAP.peopleDn}
objectClass: inetOrgPerson
objectClass: posixAccount
uid: ${uid}
cn: Somebody Else
sn: Else
mail: ${mail}
uidNumber: ${uidNumber}
gidNumber: 5001
homeDirectory: /home/${uid}
`;

const site = await newSite({
  entries: [
    astro,
    stranger("aash", 1, "else@example.org"),
    stranger("taken", 20_000, "other@example.org"),
  ].join("\n"),
});
afterAll(() => site.stop());
await site.start();

const inspect = async (uid: string) => (await site.slapd?.search(`(uid=${uid})`, "*", "+")) ?? "";

it("Whoever has a name already in the directory keeps it untouched, and a number that is taken there is passed over", async () => {
  const before = await inspect("aash");
  expect(await ask(site, "U0AMY")).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await untilMail(site, "amy@example.org", /ready/);
  expect(await inspect("aash2")).toMatch(/^uidNumber: 20001$/m);
  expect(await inspect("aash")).toBe(before);
});

it("A name that is wanted and taken is refused in the form, where another can be chosen", async () => {
  expect(await ask(site, "U0ZOE", { username: "taken" })).toBe("errors");
  expect(site.sandbox.modal("U0ZOE")?.errors).toMatchObject({ username: expect.stringContaining("taken") });
  site.sandbox.workspace.modals.clear();
});

it("A namesake who came between approval and creation is refused, never adopted, and the person is told", async () => {
  expect(await ask(site, "U0BEN")).toBe("closed");
  await approveAsAdmin(site, "Ben Birch");
  await site.slapd?.add(stranger("bbirch", 2, "birch@elsewhere.example"));
  const before = await inspect("bbirch");
  await approveAsPi(site, "Ben Birch");
  await untilCardSays(site, "Ben Birch", "refused: LDAP has uid=bbirch for somebody else");
  await untilMailOrMessage("U0BEN", /was not approved/);
  expect(await inspect("bbirch")).toBe(before);
  expect(mailsTo(site, "ben@example.org", /ready/)).toEqual([]);
  expect(await site.slapd?.search("(memberUid=bbirch)", "dn")).toBe("");
});

async function untilMailOrMessage(user: string, words: RegExp): Promise<void> {
  await site.sandbox.until(
    () => site.sandbox.messages(user).some(({ text }) => words.test(text)),
    `${user} to be told ${words}`,
  );
}
