import { afterAll, expect, it } from "vitest";
import { activateChatLink } from "../../../src/db/chat-links.ts";
import type { LinkState } from "../../../src/db/names.ts";
import { emailIdentity, findPersonBy, loginIdentity } from "../../../src/db/people.ts";
import { linkSignIn } from "../../../src/pipeline/links/link-sign-in.ts";
import { createSignInLink } from "../../../src/pipeline/links/sign-in-claim.ts";
import { newDesk } from "../../handlers/desk.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";

const desk = await newDesk({ signInWith: "Campus SSO" });
const { context } = desk;
const { db, chat } = context;
afterAll(() => desk.close());

let made = 0;
/** Someone in the registry, and a user in the chat with this link to them and this address. */
async function someone(state: LinkState | "none", shows: "their address" | "another address") {
  const username = `p${++made}`;
  const own = `${username}@example.org`;
  const email = shows === "their address" ? own : `chat-${own}`;
  await anAccount(db, username, { email: own, project: { name: "elsewhere" } });
  const user = chat.addPerson(`P${made} Pichler`, { email });
  const person = await findPersonBy(db, emailIdentity(own));
  if (!person) throw new Error("there is no such person");
  if (state !== "none") {
    await activateChatLink(db, person.id, user.user, { verifiedBy: "chat", now: START });
    const set = "update identities set state = $1 where kind = 'chat' and value = $2";
    await desk.database.query(set, [state, user.user]);
  }
  return { person, user, own, username };
}
type Someone = Awaited<ReturnType<typeof someone>>;

const newToken = async ({ user }: Pick<Someone, "user">) =>
  new URL(await createSignInLink(user, context)).searchParams.get("token") ?? "";
const login = (subject: string, email?: string) => ({ issuer: "https://sso.example.org", subject, email });
const signIn = async (by: Pick<Someone, "user">, subject: string, email?: string) =>
  linkSignIn(await newToken(by), login(subject, email), context);
const ownerOf = async (subject: string) => (await findPersonBy(db, loginIdentity(login(subject))))?.id;
const stateOf = async ({ user }: Pick<Someone, "user">) =>
  (
    await desk.database.query<{ state: string }>(
      "select state from identities where kind = 'chat' and value = $1 and state <> 'declined'",
      [user.user],
    )
  ).map(({ state }) => state);
const told = (template: string) =>
  desk.database.query<{ to: string }>(
    "select coalesce(to_user, to_email) as to from notifications where template = $1 order by id desc limit 2",
    [template],
  );

it("Someone whose account is linked adds their sign-in: it is theirs by issuer and subject, recorded, and told", async () => {
  const amy = await someone("active", "another address");
  expect(await signIn(amy, "amy")).toBe("linked");
  expect(await ownerOf("amy")).toBe(amy.person.id);
  expect((await told("sign-in-linked")).map(({ to }) => to).toSorted()).toEqual(
    [amy.own, amy.user.user].toSorted(),
  );
  const events = "select note from events where kind = 'linked' and actor = $1";
  expect(await desk.database.query(events, [amy.user.user])).toHaveLength(1);
  expect(await signIn(amy, "amy", "married@example.org")).toBe("known");
});

it.each<[string, LinkState | "none"]>([
  ["no link", "none"],
  ["a link that is paused", "frozen"],
  ["a proposal that isn't answered", "pending"],
])("With %s, a verified address of the account proves that it is theirs", async (_, state) => {
  const adopted = await someone(state, "another address");
  expect(await signIn(adopted, `proof-${state}`, adopted.own)).toBe("linked");
  expect(await stateOf(adopted)).toEqual(["active"]);
  expect(await ownerOf(`proof-${state}`)).toBe(adopted.person.id);
  expect((await told("account-linked")).map(({ to }) => to)).toContain(adopted.own);
});

it("A sign-in without a verified address proves nothing, not even to someone with the address in the chat", async () => {
  const stranger = { user: chat.addPerson("Sam Stone", { email: "sam@elsewhere.example" }) };
  const byAddress = await someone("auto", "their address");
  const paused = await someone("frozen", "another address");
  for (const [n, one] of [stranger, byAddress, paused].entries()) {
    expect(await signIn(one, `silent-${n}`)).toBe("unknown");
    expect(await ownerOf(`silent-${n}`)).toBeUndefined();
  }
  expect(await stateOf(byAddress)).toEqual(["auto"]);
});

it("A sign-in that belongs to someone else is refused, and so is one with someone else's address", async () => {
  const [amy, eve, bea] = [
    await someone("active", "their address"),
    await someone("active", "their address"),
    await someone("none", "another address"),
  ];
  expect(await signIn(amy, "amy-1", amy.own)).toBe("linked");
  // Eve sends her own link to Amy and Bea, who follow it.
  expect(await signIn(eve, "amy-1", amy.own)).toBe("someone-else");
  expect(await signIn(eve, "bea-1", bea.own)).toBe("someone-else");
  expect(await ownerOf("amy-1")).toBe(amy.person.id);
  expect(await ownerOf("bea-1")).toBeUndefined();
});

it("No one takes over an account whose link to another user is confirmed", async () => {
  const amy = await someone("active", "their address");
  const twin = { user: chat.addPerson("Twin Two", { email: "twin@elsewhere.example" }) };
  expect(await signIn(twin, "twin", amy.own)).toBe("taken");
  expect(await stateOf(amy)).toEqual(["active"]);
  expect(await stateOf(twin)).toEqual([]);
  expect(await ownerOf("twin")).toBeUndefined();
});

it("A link works once, for the one who asked for it, and not for someone who was offboarded or has left the chat", async () => {
  const amy = await someone("active", "their address");
  const token = await newToken(amy);
  expect(await linkSignIn(token, login("once"), context)).toBe("linked");
  expect(await linkSignIn(token, login("twice"), context)).toBe("dead");
  expect(await linkSignIn("nonsense", login("twice"), context)).toBe("dead");

  const late = await newToken(amy);
  const later = { ...context, now: () => new Date(START.getTime() + 16 * 60_000) };
  expect(await linkSignIn(late, login("late"), later)).toBe("dead");

  const before = await newToken(amy);
  await desk.database.query("update accounts set removed_at = now() where username = $1", [amy.username]);
  expect(await linkSignIn(before, login("gone"), context)).toBe("dead");
  const away = await someone("active", "their address");
  const left = await newToken(away);
  chat.people.delete(away.user.user);
  expect(await linkSignIn(left, login("left"), context)).toBe("dead");
});
