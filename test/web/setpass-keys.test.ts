import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { run } from "../../dev/local-stack/run.ts";
import { startSetpass } from "../../dev/local-stack/setpass.ts";
import { aKeystoneUser, eyeOn } from "../keystone-inspector.ts";
import { newDatabase } from "../new-database.ts";

const folder = join(inject("folder"), "setpass-keys");
const [keystone, database] = await Promise.all([
  startKeystone({ folder: join(folder, "keystone") }),
  newDatabase(),
]);
afterAll(() => Promise.all([keystone.stop(), database.close()]));
const eye = eyeOn(keystone);
const key = (name: string) => Buffer.alloc(32, name).toString("base64");
const [ONE_TIME, CHOSEN, PIN] = ["one time password 1", "a new password 2", "4711"];

/** Starts the password service with this key and, if given, an old key. */
const setpassWith = (current: string, old?: string) =>
  startSetpass({
    folder,
    databaseUrl: database.url,
    settings: { setpass: { authUrl: `${new URL(keystone.url).origin}/v3` } },
    variables: {
      ACCT_SECRET_KEY: key(current),
      ...(old === undefined ? {} : { ACCT_SECRET_KEY_OLD: key(old) }),
    },
  });

/** Creates a user in Keystone and returns them with the token of their link. */
async function aLink(url: string) {
  const user = await aKeystoneUser(eye, ONE_TIME);
  const token = (await keystone.tokenOf("admin", keystone.admin.password, "admin")) ?? "";
  const answer = await fetch(`${url}/token/${user.id}`, {
    method: "PUT",
    headers: { "x-auth-token": token },
    body: JSON.stringify({ pin: PIN, password: ONE_TIME }),
  });
  const text = await answer.text();
  expect(answer.status, text).toBe(200);
  return { ...user, token: text };
}

async function choose(url: string, token: string) {
  const body = new URLSearchParams({ password: CHOSEN, confirm_password: CHOSEN, pin: PIN });
  return (await fetch(`${url}/?token=${token}`, { method: "POST", body })).status;
}

it("After a key change, the password service keeps its links if it has the old key too; without the old key it doesn't start until told to forget it", async () => {
  const first = await setpassWith("first");
  const [early, late] = [await aLink(first.url), await aLink(first.url)];
  await first.stop();
  await expect(setpassWith("second")).rejects.toThrow(/acct keys forget-old/);

  const both = await setpassWith("second", "first");
  expect(await choose(both.url, early.token)).toBe(200);
  await both.stop();
  // Everything was sealed again, so the old key is no longer needed.
  const second = await setpassWith("second");
  expect(await choose(second.url, late.token)).toBe(200);
  const lost = await aLink(second.url);
  await second.stop();

  await expect(setpassWith("third")).rejects.toThrow(/acct keys forget-old/);
  const told = await run(process.execPath, ["src/cli.ts", "keys", "forget-old", "--yes"], {
    env: { PATH: process.env.PATH, DATABASE_URL: database.url, ACCT_SECRET_KEY: key("third") },
  });
  expect(told).toMatchObject({ code: 0, stdout: expect.stringContaining(lost.id) });
  const third = await setpassWith("third");
  expect(await choose(third.url, lost.token)).toBe(403);
  const again = await aLink(third.url);
  expect(await choose(third.url, again.token)).toBe(200);
  await third.stop();
});
