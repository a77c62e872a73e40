import { afterAll, beforeAll, expect, it } from "vitest";
import { PIN } from "../../dev/local-stack/people.ts";
import { untilEmail } from "../story/until.ts";
import { urlIn } from "../story/until-more.ts";
import { aProjectSite, isInGroup, post, problemIn, rosterTokenOf } from "./a-project-site.ts";

const ROUNDS = [1, 2, 3, 4];
const named = (start: string) => ROUNDS.map((round) => `${start}${round}`);
const site = await aProjectSite(
  [...named("mem"), ...named("end"), "pia"],
  [...named("acc"), ...named("dec"), ...named("tak")],
);
const { database } = site;
beforeAll(async () => {
  await site.start();
});
afterAll(() => site.stop());

const PI = "hopper@example.org";
const at = (username: string) => `${username}@example.org`;
const send = async (email: string, action: string, fields: Record<string, string> = {}) =>
  post(site, "/project", { token: await rosterTokenOf(site, email), action, ...fields });
type Sent = Awaited<ReturnType<typeof post>>;

/** Invites someone and returns the token in the email to them. */
async function invite(email: string): Promise<string> {
  expect((await send(PI, "invite", { email })).status).toBe(303);
  const link = urlIn(await untilEmail(site, email, "invitation"), "invitation");
  return new URL(link).searchParams.get("token") ?? "";
}
const answer = (token: string, fields: Record<string, string>) =>
  post(site, "/invitation", { token, ...fields });
const stateOf = async (email: string) =>
  (await database.query<{ state: string }>("select state from invitations where email = $1", [email]))[0]
    ?.state;
const requestsOf = (email: string, kind: string) =>
  database.query<{ status: string }>(
    "select status from requests where email = $1 and kind = $2 and project = 'optics' order by id",
    [email, kind],
  );
/** The one that was done comes first, wherever it was sent. */
const sorted = (answers: readonly Sent[]) => [...answers].sort((one, other) => one.status - other.status);

it.each(named("acc"))(
  "Two posts that accept at once: %s joins once, and the other page says that it was answered",
  async (name) => {
    const token = await invite(at(name));
    const sent = await Promise.all([1, 2, 3].map(() => answer(token, { answer: "accept" })));
    expect(sorted(sent).map(({ status, next }) => [status, next])).toEqual([
      [303, "/invitation/accepted"],
      [410, ""],
      [410, ""],
    ]);
    for (const { status, page } of sent) if (status === 410) expect(page).toContain("already answered");
    expect(await requestsOf(at(name), "membership")).toHaveLength(1);
    await expect.poll(() => isInGroup(site, name)).toBe(true);
  },
);

it.each(named("new"))("Two posts that ask for an account at once: %s has one request", async (name) => {
  const email = `${name}@elsewhere.example`;
  const token = await invite(email);
  const fields = { answer: "accept", givenName: name, familyName: "Novak", reason: "Lenses.", pin: PIN };
  const sent = sorted(await Promise.all([answer(token, fields), answer(token, fields)]));
  expect(sent.map(({ status }) => status)).toEqual([303, 410]);
  expect(sent[0]?.next).toBe("/invitation/asked");
  expect(await requestsOf(email, "account")).toHaveLength(1);
});

it.each(named("tak"))(
  "Accepting and taking back at once: one of them counts, and the other page says which (%s)",
  async (name) => {
    const token = await invite(at(name));
    const [row] = await database.query<{ id: string }>("select id from invitations where email = $1", [
      at(name),
    ]);
    const [accepted, takenBack] = await Promise.all([
      answer(token, { answer: "accept" }),
      send(PI, "take-back", { about: row?.id ?? "" }),
    ]);
    if (accepted.status === 303) {
      expect(takenBack.status).toBe(409);
      expect(problemIn(takenBack.page)).not.toBe("");
      expect(await stateOf(at(name))).toBe("accepted");
      await expect.poll(() => isInGroup(site, name)).toBe(true);
    } else {
      expect([accepted.status, takenBack.status]).toEqual([410, 303]);
      expect(accepted.page).toContain("was taken back");
      expect(await stateOf(at(name))).toBe("taken-back");
      expect(await requestsOf(at(name), "membership")).toEqual([]);
    }
  },
);

it.each(named("dec"))("Accepting and declining at once: one of them counts (%s)", async (name) => {
  const token = await invite(at(name));
  const sent = await Promise.all([answer(token, { answer: "accept" }), answer(token, { answer: "decline" })]);
  expect(sorted(sent).map(({ status }) => status)).toEqual([303, 410]);
  const isAccepted = sent[0]?.status === 303;
  expect(await stateOf(at(name))).toBe(isAccepted ? "accepted" : "declined");
  expect(await requestsOf(at(name), "membership")).toHaveLength(isAccepted ? 1 : 0);
});

it.each(named("mem"))(
  "Removing someone who leaves at once: %s leaves once, and both read that it happens",
  async (name) => {
    const sent = await Promise.all([
      send(PI, "remove", { about: name }),
      send(at(name), "leave"),
      send(PI, "remove", { about: name }),
    ]);
    expect(sent.map(({ status, next }) => [status, next])).toEqual([1, 2, 3].map(() => [303, "/project"]));
    expect(await requestsOf(at(name), "removal")).toHaveLength(1);
  },
);

it.each(named("end"))(
  "Different changes of %s at once: each one that was confirmed has its request",
  async (name) => {
    const sent = await Promise.all([
      send(PI, "promote", { about: name }),
      send(PI, "end-date", { about: name, ends: "2099-12-31" }),
      send(PI, "end-date", { about: name, ends: "2098-12-31" }),
    ]);
    const confirmed = sent.filter(({ status }) => status === 303);
    expect(confirmed.length).toBeGreaterThan(0);
    for (const { status, page } of sent) {
      expect([303, 409]).toContain(status);
      if (status === 409) expect(problemIn(page)).not.toBe("");
    }
    // Who got another role a moment ago has to be looked at again, so one of them may be refused.
    const statuses = async () =>
      (await requestsOf(at(name), "membership-change")).map(({ status }) => status);
    await expect.poll(statuses).not.toContain("running");
    const [first, ...others] = await statuses();
    expect(first).toBe("closed");
    expect(others).toHaveLength(confirmed.length - 1);
  },
);

it("Handing the project over to two people at once: one of them is asked, and the other page names them", async () => {
  const [curie, amy] = await Promise.all([
    send(PI, "hand-over", { email: "curie@example.org", reason: "For Marie." }),
    send(PI, "hand-over", { email: "boss@elsewhere.example", reason: "For the boss." }),
  ]);
  const asked = await database.query<{ piEmail: string }>(
    `select pi_email as "piEmail" from requests where kind = 'new-pi'`,
  );
  expect(asked).toHaveLength(1);
  const isCurie = asked[0]?.piEmail === "curie@example.org";
  expect([curie.status, amy.status]).toEqual(isCurie ? [303, 409] : [409, 303]);
  const loser = isCurie ? amy : curie;
  expect(problemIn(loser.page)).toMatch(isCurie ? /Curie|curie@/ : /boss@/);
  expect(loser.page).toContain(isCurie ? "For the boss." : "For Marie.");
});
