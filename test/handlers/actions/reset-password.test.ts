import { afterAll, describe, expect, it } from "vitest";
import { findAccountByUsername } from "../../../src/db/accounts.ts";
import { findPersonById } from "../../../src/db/people.ts";
import { resetPassword } from "../../../src/handlers/actions/reset-password.ts";
import { runHandler } from "../../../src/handlers/run-handler.ts";
import { mergePeople } from "../../../src/pipeline/merge-people.ts";
import { isPin } from "../../../src/pipeline/passwords/pin.ts";
import { anAccount } from "../../in-registry.ts";
import { ada, amy, anInteraction, aPerson, bo, guest, zed } from "../an-interaction.ts";
import { faultsOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

let owners = 0;

/** Creates a person whose account is linked to them or, with `isLinked: false`, only has the address of their profile. */
async function anOwner({ isLinked = true } = {}) {
  const username = `owner${++owners}`;
  const person = aPerson(`Owner${owners} Olden`, { email: `${username}@example.org` });
  await anAccount(db, username, isLinked ? { chatUser: person.user } : {});
  return { person, username };
}

const linksFor = async (username: string) => {
  const rows = await desk.database.query<{ id: number }>(
    "select id from requests where kind = 'password' and username = $1 order by id",
    [username],
  );
  return Promise.all(rows.map((row) => desk.recordOf(row)));
};

describe("for a person's own account", () => {
  it("The link goes to the account's address, and the page will ask for the PIN", async () => {
    const { person, username } = await anOwner();
    expect(fieldsOf(await desk.press(resetPassword, person))).toEqual(["way", "pin"]);
    const reply = await desk.submit(resetPassword, person, { way: "mail", pin: " 4711 " });
    expect(reply.kind).toBe("message");
    const [link] = await linksFor(username);
    expect(link).toMatchObject({
      state: ["running", "hand-over", null],
      events: [`requested by ${person.user}`],
      notifications: [],
      request: { email: person.email, requesterUser: person.user, details: {} },
    });
    expect(await isPin("4711", link?.request.pinHash ?? "", desk.context.secretKey)).toBe(true);
  });

  it("The link goes to the person in the chat, and needs no PIN", async () => {
    const { person, username } = await anOwner();
    await desk.submit(resetPassword, person, { way: "chat" });
    expect(await linksFor(username)).toMatchObject([
      { request: { requesterUser: person.user, pinHash: null, details: { linkByChat: true } } },
    ]);
  });

  it("An address in a profile is enough for a link by email, but not for one in the chat", async () => {
    const { person, username } = await anOwner({ isLinked: false });
    expect(fieldsOf(await desk.press(resetPassword, person))).toEqual(["pin"]);
    const reply = await desk.expectNoTrace(() => desk.submit(resetPassword, person, { way: "chat" }));
    expect(faultsOf(reply)).toEqual(["pin"]);
    await desk.submit(resetPassword, person, { way: "chat", pin: "4711" });
    expect(await linksFor(username)).toMatchObject([{ request: { details: {}, requesterUser: null } }]);
  });

  it("Someone with several accounts says which one, and needs no admin for any of them", async () => {
    const { person, username } = await anOwner();
    const robot = `${username}-robot`;
    const [own, second] = [await findAccountByUsername(db, username), (await anAccount(db, robot)).account];
    const [kept, merged] = [
      await findPersonById(db, own?.personId ?? 0),
      await findPersonById(db, second.personId),
    ];
    if (!kept || !merged) throw new Error("The registry has no such person");
    await mergePeople(kept, merged, { id: "cli:root", name: "root" }, desk.context);
    const reply = await desk.expectNoTrace(() => desk.press(resetPassword, person));
    expect(JSON.stringify(reply)).toMatch(new RegExp(`${username}, ${robot}`));
    expect(fieldsOf(await desk.type(resetPassword, person, robot))).toEqual(["way", "pin"]);
    expect(fieldsOf(await desk.type(resetPassword, person, username))).toEqual(["way", "pin"]);
    // Each account has its own link, and asking again replaces only that one.
    const submit = (text: string) => desk.fill(resetPassword, person, text, { way: "chat" });
    for (const name of [username, robot, robot]) await submit(name);
    expect((await linksFor(username)).map(({ state }) => state[0])).toEqual(["running"]);
    expect((await linksFor(robot)).map(({ state }) => state[0])).toEqual(["withdrawn", "running"]);
  });

  it("Naming their own account is the same as naming none", async () => {
    const { person, username } = await anOwner();
    expect(fieldsOf(await desk.type(resetPassword, person, username.toUpperCase()))).toEqual(["way", "pin"]);
  });

  it.each(["", "12", "123456789", "abcd"])('The PIN "%s" keeps the form open', async (pin) => {
    const { person } = await anOwner();
    const reply = await desk.expectNoTrace(() => desk.submit(resetPassword, person, { way: "mail", pin }));
    expect(faultsOf(reply)).toEqual(["pin"]);
  });

  it("A new link replaces the one before, and the same form twice is one link", async () => {
    const { person, username } = await anOwner();
    const interaction = { values: { way: "chat" }, deliveryId: `form:${username}` };
    await desk.act(resetPassword, person, interaction);
    const again = await desk.expectNoTrace(() => desk.act(resetPassword, person, interaction));
    expect(again.kind).toBe("message");

    await desk.submit(resetPassword, person, { way: "chat" });
    expect((await linksFor(username)).map(({ state }) => state[0])).toEqual(["withdrawn", "running"]);
  });

  it("Someone without an account, and a guest, get no link", async () => {
    for (const actor of [zed, guest]) {
      for (const act of [
        () => desk.press(resetPassword, actor),
        () => desk.submit(resetPassword, actor, { pin: "4711" }),
      ]) {
        expect((await desk.expectNoTrace(act)).kind).toBe("message");
      }
    }
  });

  it("Someone with the address of an account that is linked to another person gets a code instead of a link", async () => {
    const { person, username } = await anOwner();
    const heir = { ...zed, email: person.email };
    const reply = await desk.submit(resetPassword, heir, { pin: "4711" });
    expect(JSON.stringify(reply)).toMatch(/\d{3} \d{3}/);
    expect(JSON.stringify(reply)).not.toContain(username);
    expect(await linksFor(username)).toEqual([]);
  });
});

describe("for someone else", () => {
  it("An admin names the account, and the link goes to its address, never to the admin", async () => {
    const { person, username } = await anOwner();
    const reply = await desk.type(resetPassword, ada, username);
    expect(reply.kind).toBe("message");
    expect(await linksFor(username)).toMatchObject([
      {
        events: [`requested by ${ada.user}`],
        request: { email: person.email, requesterUser: person.user, details: { requestedBy: ada.name } },
      },
    ]);
  });

  it("No one else can name another account or learn whether it exists", async () => {
    const { username } = await anOwner();
    for (const actor of [amy, bo, zed, guest]) {
      const [known, unknown] = [
        await desk.expectNoTrace(() => desk.type(resetPassword, actor, username)),
        await desk.expectNoTrace(() => desk.type(resetPassword, actor, "nobody")),
      ];
      expect(known.kind).toBe("message");
      expect(known).toEqual(unknown);
    }
  });

  it("An account that doesn't exist gets an answer", async () => {
    const reply = await desk.expectNoTrace(() => desk.type(resetPassword, ada, "nobody"));
    expect(reply.kind).toBe("message");
  });
});

describe("where no link would help", () => {
  it("A locked account gets none, and only an admin reads which system has locked it", async () => {
    const { person, username } = await anOwner();
    desk.context.store.locked.add(username);
    const own = await desk.expectNoTrace(() => desk.submit(resetPassword, person, { way: "chat" }));
    expect(JSON.stringify(own)).not.toContain(desk.context.store.name);
    const admins = await desk.expectNoTrace(() => desk.type(resetPassword, ada, username));
    expect(JSON.stringify(admins)).toContain(desk.context.store.name);
  });

  it("A system that doesn't respond doesn't prevent a link: the lock is checked again when the password is set", async () => {
    const { person, username } = await anOwner();
    desk.context.store.isAway = true;
    await desk.submit(resetPassword, person, { way: "chat" });
    desk.context.store.isAway = false;
    expect(await linksFor(username)).toHaveLength(1);
  });

  it("Whoever has to confirm first who they are gets the code for it, also where no system stores passwords", async () => {
    const { username } = await anOwner();
    const claimant = aPerson("Una Unproven", {
      ...{ email: undefined, unverifiedEmail: `${username}@example.org` },
    });
    const context = { ...desk.context, passwords: [] };
    const reply = await runHandler(resetPassword, anInteraction(claimant), context);
    expect(JSON.stringify(reply)).toMatch(/enter this code there: \d{3} \d{3}/);
  });

  it("There is none during a dry run, nor where no system stores passwords", async () => {
    const { person } = await anOwner();
    const dryRun = await newDesk({ dryRun: true }, desk.database);
    for (const context of [dryRun.context, { ...desk.context, passwords: [] }]) {
      for (const but of [{}, { values: { way: "chat" } }]) {
        const reply = await desk.expectNoTrace(() =>
          runHandler(resetPassword, anInteraction(person, but), context),
        );
        expect(reply.kind).toBe("message");
      }
    }
  });
});
