import { afterAll, describe, expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import type { Reply } from "../../../src/chat/interaction.ts";
import { closeAccount, markSuspended } from "../../../src/db/accounts.ts";
import { addAutoLink, freezeAutoLink, listLinksOf } from "../../../src/db/chat-links.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { why } from "../../../src/handlers/actions/why.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { forPi } from "../a-stored-request.ts";
import { ada, amy, aPerson, bo, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
const { system } = desk.context;
afterAll(() => desk.close());

/** Someone with an account that is there in LDAP, but without a password. */
async function someone(name: string, project = "astro"): Promise<Actor> {
  const actor = aPerson(name);
  desk.context.chat.people.set(actor.user, actor);
  const username = actor.givenName.toLowerCase();
  const registered = await anAccount(db, username, {
    ...{ chatUser: actor.user, email: actor.email ?? "" },
    project: { name: project },
  });
  await system.ensure(registered.account, registered.project);
  return actor;
}

const textOf = (reply: Reply) => JSON.stringify(reply);
const linesOf = (reply: Reply) => (reply.kind === "message" ? reply.notice.lines : []);
const actionsOf = (reply: Reply) =>
  reply.kind === "message" ? (reply.notice.buttons ?? []).map(({ action }) => action) : reply.kind;

describe("A person who asks about themself", () => {
  it("reads one sentence with the button that fixes it", async () => {
    const cora = await someone("Cora Clay");
    const reply = await desk.expectNoTrace(() => desk.type(why, cora, ""));
    expect(linesOf(reply)).toHaveLength(1);
    expect(actionsOf(reply)).toEqual(["reset-password"]);
    expect(actionsOf(await desk.type(why, cora, "cora"))).toEqual(["reset-password"]);
  });

  it("can ask about a project, and is offered to join it, whether or not it exists", async () => {
    const dora = await someone("Dora Dill");
    desk.context.store.passwords.set("dora", "set");
    for (const project of ["comets", "dora comets"]) {
      const reply = await desk.type(why, dora, project);
      expect(reply.kind).toBe("message");
    }
  });

  it("without an account is offered to request one, also as a guest", async () => {
    for (const actor of [zed, guest])
      expect(actionsOf(await desk.type(why, actor, ""))).toEqual(["request-account"]);
  });

  it("whose request is open reads what it waits for, and is offered nothing that would end it", async () => {
    const request = await desk.store({ ...forPi, waitsFor: "pi", email: amy.email ?? "", username: null });
    const reply = await desk.type(why, amy, "");
    expect(reply).toMatchObject({ notice: { request: { id: request.id } } });
    expect(actionsOf(reply)).toEqual([]);
  });

  it("who is suspended or was offboarded gets an answer, too, with the address to turn to", async () => {
    const elly = await someone("Elly Elm");
    const { account } = await anAccount(db, "elly-robot", { email: "robot@example.org" });
    expect(account.username).toBe("elly-robot");
    const found = await desk.database.query<{ id: number }>(
      "select id from accounts where username = 'elly'",
    );
    await markSuspended(db, found[0]?.id ?? 0, START);
    expect(textOf(await desk.type(why, elly, ""))).toMatch(/suspended.*help@example\.org/);
    await closeAccount(db, found[0]?.id ?? 0, START);
    expect(textOf(await desk.type(why, elly, ""))).toMatch(/deactivated.*help@example\.org/);
  });

  it("whose link is paused reads only that, and can confirm who they are", async () => {
    const fred = aPerson("Fred Fox", { email: "new-fred@example.org" });
    const { account } = await anAccount(db, "fred");
    await addAutoLink(db, account.personId, fred.user, START);
    const [link] = await listLinksOf(db, fred.user);
    await freezeAutoLink(db, link?.id ?? 0);
    const reply = await desk.type(why, fred, "");
    expect(actionsOf(reply)).toEqual(["reset-password"]);
    expect(textOf(reply)).not.toContain("fred@");
  });

  it("can't ask about someone else, and reads the same whether or not they exist", async () => {
    const gina = await someone("Gina Gold", "comets");
    await someone("Hana Hill");
    for (const text of ["hana astro", "nobody astro", "hana@example.org", "@slack:UHANA"])
      expect(actionsOf(await desk.type(why, gina, text))).toEqual([]);
    const [known, unknown] = [await desk.type(why, gina, "hana"), await desk.type(why, gina, "nobody")];
    expect(textOf(known).replaceAll("hana", "…")).toBe(textOf(unknown).replaceAll("nobody", "…"));
  });

  it("who presses the button of another person's request reads nothing about it", async () => {
    const request = await desk.store({ ...forPi, requesterUser: amy.user, email: "amy-too@example.org" });
    const reply = await desk.press(why, zed, request);
    expect(textOf(reply)).not.toContain("Amy");
    expect(actionsOf(reply)).toEqual([]);
  });
});

describe("A PI", () => {
  it("reads about a member of their project what is about the project, and nothing else", async () => {
    const pia = await someone("Pia Park", "moons");
    await anAccount(db, "ivo", {
      project: { name: "moons", piUser: pia.user, piEmail: pia.email ?? "", piName: pia.name },
    });
    const led = await someone("Pavo Pine", "rings");
    const { account, project } = await anAccount(db, "jon", {
      project: { name: "disks", piUser: led.user, piEmail: led.email ?? "", piName: led.name },
    });
    await system.ensure(account, project);
    const whole = await desk.type(why, led, "jon");
    expect(textOf(whole)).toContain("disks");
    expect(textOf(whole)).not.toContain("password");
    expect(textOf(await desk.type(why, led, "jon disks"))).toBe(textOf(whole));
    expect(textOf(await desk.type(why, led, "jon astro"))).not.toContain("disks");
  });

  it("reads nothing about people in projects of others", async () => {
    await someone("Kim Koch");
    expect(textOf(await desk.type(why, bo, "kim moons"))).not.toMatch(/LDAP|password/);
  });
});

describe("An admin", () => {
  it("reads every link of anyone, by username, address, or mention", async () => {
    const lena = await someone("Lena Lind");
    const replies = await Promise.all(
      ["lena", "LENA", "lena@example.org", `@${lena.user}`, "lena astro"].map((text) =>
        desk.type(why, ada, text),
      ),
    );
    for (const reply of replies) {
      expect(textOf(reply)).toMatch(/lena.*LDAP/);
      expect(actionsOf(reply)).toEqual(["reset-password"]);
    }
  });

  it("can resume someone who is suspended, from the answer", async () => {
    await someone("Mona Moss");
    const found = await desk.database.query<{ id: number }>(
      "select id from accounts where username = 'mona'",
    );
    await markSuspended(db, found[0]?.id ?? 0, START);
    expect(await desk.type(why, ada, "mona")).toMatchObject({
      notice: { buttons: [{ action: "resume", mark: "mona" }] },
    });
  });

  it("is told that acct knows no one with this name", async () => {
    expect(textOf(await desk.type(why, ada, "nobody"))).toContain("nobody");
  });

  it("is told which system couldn't be asked, after everything else", async () => {
    await someone("Nora Nash");
    const { findLock, diff } = system;
    const down = () => Promise.reject(new Failure("LDAP is down"));
    Object.assign(system, { findLock: down, diff: down });
    const reply = await desk.type(why, ada, "nora");
    Object.assign(system, { findLock, diff });
    expect(textOf(reply)).toContain("LDAP is down");
    expect(actionsOf(reply)).toEqual(["reset-password"]);
  });
});

it("A PI who asks about a name that neither a member nor a project has is told so, and reads nothing about themself", async () => {
  const pi = await someone("Paul Pike", "pikes");
  const reply = await desk.type(why, pi, "birch");
  expect(textOf(reply)).toContain("birch");
  expect(actionsOf(reply)).toEqual([]);
});
