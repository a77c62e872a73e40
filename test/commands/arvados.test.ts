import { afterAll, describe, expect, it } from "vitest";
import * as content from "../../dev/local-stack/arvados/add-content.ts";
import * as commands from "../../src/commands/arvados.ts";
import { aFailure } from "../a-failure.ts";
import { newArvados } from "../arvados/new-arvados.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { server, site, userAt, changes, tables } = await newArvados();
afterAll(async () => {
  await server.stop();
  await database.close();
});
const by = { id: "command-line:root", name: "root" };
const tools = { db: database.db, by, site, now: () => new Date() };
const textsOf = (lines: readonly commands.ArvadosLine[]) => lines.map(({ text }) => text);

describe("acct arvados", () => {
  it("says what it would do, and does it then", async () => {
    server.addUser({ email: "amy@example.org" });
    const before = changes().length;
    expect(textsOf(await commands.planSetup("amy@example.org", tools))).toEqual([
      "account amy of amy@example.org",
      "new: the account becomes active",
    ]);
    expect(textsOf(await commands.planUnsetup("amy@example.org", tools))[0]).toMatch(/would be out of use/);
    expect(changes().length).toBe(before);
    expect(await commands.setUpByHand("amy@example.org", tools)).toMatchObject([
      {
        text: "account amy of amy@example.org is active",
        uuid: userAt("amy@example.org").uuid,
        isActive: true,
      },
    ]);
    await commands.unsetUpByHand(userAt("amy@example.org").uuid, tools);
    expect(userAt("amy@example.org").is_active).toBe(false);
    await expect(commands.setUpByHand("amy@example.org", tools)).rejects.toMatchObject(
      aFailure(/suspended by acct.*acct resume/),
    );
  });

  it("brings back what someone took out of use in Arvados", async () => {
    server.addUser({ email: "bo@example.org", is_active: true });
    await site.arvados.unsetUp(userAt("bo@example.org").uuid);
    await commands.setUpByHand("bo@example.org", tools);
    expect(userAt("bo@example.org").is_active).toBe(true);
  });

  it("creates no one whom acct doesn't know, and finds no one by a wrong name", async () => {
    const count = tables.users.length;
    await expect(commands.setUpByHand("new@example.org", tools)).rejects.toMatchObject(
      aFailure(/no account of new@example\.org/),
    );
    await expect(commands.planSetup("newname", tools)).rejects.toMatchObject(
      aFailure(/knows no one called newname/),
    );
    await expect(commands.activateByHand("zzzzz-tpzed-xxxxxxxxxxxxxxx", tools)).rejects.toMatchObject(
      aFailure(/no user zzzzz/),
    );
    expect(tables.users).toHaveLength(count);
  });

  it("lists what is to be signed, and activates only who has signed it", async () => {
    const terms = content.addCollection(server.state, { name: "Terms", files: { "t.html": "x" } });
    const { uuid } = content.requireAgreement(server.state, terms);
    server.addUser({ email: "cy@example.org", isInvited: true });
    expect(await commands.listAgreements(undefined, tools)).toEqual([
      { text: "Terms", agreement: terms.uuid, name: "Terms" },
    ]);
    expect(textsOf(await commands.listAgreements("cy@example.org", tools))).toEqual(["Terms: not signed"]);
    expect(textsOf(await commands.planActivation("cy@example.org", tools))).toEqual(["not signed: Terms"]);
    await expect(commands.activateByHand("cy@example.org", tools)).rejects.toMatchObject({
      name: "NotYetError",
    });
    tables.links.splice(
      tables.links.findIndex((link) => link.uuid === uuid),
      1,
    );
    expect(textsOf(await commands.activateByHand("cy@example.org", tools))).toEqual([
      "account cy of cy@example.org is active now",
    ]);
  });

  it("merges into a project of the new owner, or permanently, and says before what ends", async () => {
    const [dee, eve, fay] = ["dee", "eve", "fay"].map((name) =>
      server.addUser({ email: `${name}@example.org`, is_active: true }),
    );
    for (const owner of [dee, fay])
      content.addCollection(server.state, { name: "data", owner_uuid: owner?.uuid ?? "" });
    const pair = { from: "dee@example.org", to: "eve@example.org", redirect: false };
    expect(textsOf(await commands.planMerge(pair, tools))).toEqual([
      expect.stringMatching(/what dee .* owns would be in a new project of eve .*; the tokens/),
      expect.stringMatching(/dee .* has collections \(1\)$/),
    ]);
    await commands.mergeByHand(pair, tools);
    expect(userAt("dee@example.org").redirect_to_user_uuid).toBeNull();
    const same = { from: "fay@example.org", to: "eve@example.org", redirect: true };
    expect(textsOf(await commands.planMerge(same, tools))[0]).toMatch(
      /another name of eve .* can't be split off/,
    );
    await commands.mergeByHand(same, tools);
    expect(userAt("fay@example.org").redirect_to_user_uuid).toBe(eve?.uuid);
  });
});
