import { afterAll, expect, it } from "vitest";
import { findPersonById } from "../../../src/db/people.ts";
import { enterCode, inspectCode } from "../../../src/pipeline/links/enter-code.ts";
import { CODE_MS, requestCode } from "../../../src/pipeline/links/request-code.ts";
import { linkToken } from "../../../src/pipeline/passwords/password-token.ts";
import { newDesk } from "../../handlers/desk.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";

const desk = await newDesk();
const { context, database } = desk;
afterAll(() => desk.close());

/** A person asks for a code for an account that isn't linked to them. */
async function aCode(username: string, but: { readonly isElsewhere?: boolean } = {}) {
  const { account } = await anAccount(database.db, username);
  const user = context.chat.addPerson(`${username[0]?.toUpperCase()}${username.slice(1)} Case`);
  if (but.isElsewhere) await anAccount(database.db, `${username}2`, { chatUser: user.user });
  const person = await findPersonById(database.db, account.personId);
  if (!person) throw new Error("There is no such person");
  const ask = () => requestCode(person, username, user, context);
  const asked = await ask();
  if (asked.kind !== "code") throw new Error(`There was no code: ${asked.kind}`);
  const [claim] = await database.query<{ code_hash: Buffer }>(
    "select code_hash from link_claims where label = $1",
    [username],
  );
  return { ask, user, code: asked.code, token: await newestToken(username), claim };
}

async function newestToken(label: string): Promise<string> {
  const [claim] = await database.query<{ id: string }>(
    "select id from link_claims where label = $1 order by created_at desc",
    [label],
  );
  return linkToken(context.secretKey, claim?.id ?? "");
}

it("A code links the person to the user who was shown it, once", async () => {
  const { code, token, user } = await aCode("once");
  expect(await inspectCode(token, context)).toEqual({ kind: "open", label: "once", person: user.name });
  expect(await enterCode(token, ` ${code.slice(0, 3)} ${code.slice(3)} `, context)).toMatchObject({
    kind: "linked",
  });
  expect(await enterCode(token, code, context)).toEqual({ kind: "used" });
});

it("Two people who send the right code at the same time link once", async () => {
  const { code, token } = await aCode("twice");
  const done = await Promise.all([enterCode(token, code, context), enterCode(token, code, context)]);
  expect(done.map(({ kind }) => kind).toSorted()).toEqual(["linked", "used"]);
});

it("A code that is stale counts no more", async () => {
  const { code, token } = await aCode("stale");
  context.setClock(new Date(START.getTime() + CODE_MS));
  expect(await enterCode(token, code, context)).toEqual({ kind: "expired" });
  expect(await inspectCode(token, context)).toEqual({ kind: "expired" });
  context.setClock(START);
});

it("A user who is linked to someone else in the meantime isn't linked again", async () => {
  const { code, token } = await aCode("elsewhere", { isElsewhere: true });
  expect(await enterCode(token, code, context)).toEqual({ kind: "taken" });
});

it("A user who has left the chat in the meantime isn't linked", async () => {
  const { code, token, user } = await aCode("gone");
  context.chat.people.delete(user.user);
  expect(await enterCode(token, code, context)).toEqual({ kind: "taken" });
});

it("A user gets a limited number of emails an hour, and the code itself is stored nowhere", async () => {
  const { ask, code, claim } = await aCode("eager");
  expect(claim?.code_hash.toString()).not.toContain(code);
  const [message] = await database.query<{ data: object }>(
    "select data from notifications where template = 'link-code' and data ->> 'label' = 'eager'",
  );
  expect(JSON.stringify(message)).not.toContain(code);
  const kinds: string[] = [];
  for (let time = 1; time <= 5; time++) {
    context.setClock(new Date(START.getTime() + time * 1000));
    const token = await newestToken("eager");
    for (let attempt = 1; attempt <= 5; attempt++) await enterCode(token, "no code", context);
    kinds.push((await ask()).kind);
  }
  expect(kinds).toEqual(["code", "code", "code", "code", "too-many"]);
  context.setClock(START);
});
