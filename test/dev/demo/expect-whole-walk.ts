import { expect } from "vitest";
import { run } from "../../../dev/local-stack/run.ts";

/** Runs the demo's walk, and expects that it went all the way. Without the directory, it would end before the login. */
export async function expectWholeWalk(
  chat: "slack" | "mattermost" | "both",
  more: readonly string[] = [],
): Promise<string> {
  const args = ["dev/demo/demo.ts", "--walk", "--chat", chat, ...more];
  const { code, stdout, stderr } = await run(process.execPath, args);
  expect(code, stdout + stderr).toBe(0);
  for (const shown of [
    "the plan was made again, and Alex was notified",
    "resumed where it failed",
    "she hasn't set a password yet, and a button sends her a new link",
    "dn:uid=aash,ou=people,dc=example,dc=org",
    "uidNumber: ",
    "memberUid: aash",
    "Henrik sees her among the members",
    "shared-address",
    "dn:uid=noether,ou=people,dc=example,dc=org",
    "she is in the group",
  ]) {
    expect(stdout).toContain(shown);
  }
  expect(stdout).toMatch(/Amy Ash, astro: .*Ada Okafor.*Henrik Hopper$/m);
  return stdout;
}
