import { execFile } from "node:child_process";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, inject, it } from "vitest";
import { allowList } from "../../../src/rules/sources/allow-list.ts";
import { holdsRuleSourceContract, type Trouble } from "../../contracts/rule-source.contract.ts";
import { aSubject } from "../a-subject.ts";

const folder = join(inject("folder"), "rules-allow-list");
await mkdir(join(folder, "garbage"), { recursive: true });
await mkdir(join(folder, "silent"), { recursive: true });
await mkdir(join(folder, "folder", "trusted.txt"), { recursive: true });
const write = (name: string, content: string | Buffer) => writeFile(join(folder, name), content);

await write(
  "trusted.txt",
  "\uFEFF# Trusted since 2024\r\n\r\n  Ann@Example.org   # our founder\r\n8f0c2b1e-77aa-4c6c-9c61-1a2b3c4d5e6f\nodd#tag@example.org\n",
);
await write("garbage/trusted.txt", Buffer.from([0xff, 0xfe, 0x00, 0x41, 0x0a]));
await promisify(execFile)("mkfifo", [join(folder, "silent", "trusted.txt")]);

const source = allowList({ folder });
const ask = (facts: Parameters<typeof aSubject>[0], wanted = "trusted.txt", of = source) =>
  of.ask(wanted, aSubject(facts), new AbortController().signal);

const PLACES: Partial<Record<Trouble, string>> = {
  away: join(folder, "nothing"),
  garbage: join(folder, "garbage"),
  "a bad gateway": join(folder, "folder"),
  "cut off": join(folder, "silent"),
};

holdsRuleSourceContract(
  { troubles: ["away", "garbage", "a bad gateway", "cut off"], mistyped: "trusted.text" },
  () => ({
    source,
    wanted: "trusted.txt",
    ann: { emails: ["ann@example.org"] },
    bob: { emails: ["bob@example.org"] },
    namesake: { emails: ["ann@example.org.evil.example"] },
    broken: (trouble) => allowList({ folder: PLACES[trouble] ?? "" }),
    snapshot: () => readFile(join(folder, "trusted.txt"), "utf8"),
  }),
);

describe("An allow list", () => {
  it("has addresses and campus IDs, and comments", async () => {
    const evidence = "ann@example.org is in trusted.txt, line 3";
    expect(await ask({ emails: ["other@example.org", "ann@example.org"] })).toEqual({
      answer: "yes",
      evidence,
    });
    const campusId = "8f0c2b1e-77aa-4c6c-9c61-1a2b3c4d5e6f";
    expect(await ask({ campusId })).toMatchObject({ answer: "yes" });
    expect(await ask({ emails: ["odd#tag@example.org"] })).toMatchObject({ answer: "yes" });
    expect(await ask({ emails: ["tag@example.org"], campusId: "ann" })).toMatchObject({ answer: "no" });
  });

  it("is read again when it changes, also when another file takes its place", async () => {
    await write("changing.txt", "ann@example.org\n");
    const answer = async (email: string) => (await ask({ emails: [email] }, "changing.txt")).answer;
    expect(await answer("ann@example.org")).toBe("yes");
    await write("changing.txt", "bob@example.org\n");
    expect([await answer("ann@example.org"), await answer("bob@example.org")]).toEqual(["no", "yes"]);
    await write("next.txt", "ann@example.org\n");
    await rename(join(folder, "next.txt"), join(folder, "changing.txt"));
    expect([await answer("ann@example.org"), await answer("bob@example.org")]).toEqual(["yes", "no"]);
  });

  it.each([
    ["a domain", "@example.org"],
    ["two addresses", "ann@example.org bob@example.org"],
    ["a name with an address", "Ann <ann@example.org>"],
    ["a pattern", "*@example.org,"],
    ["half an address", "ann@example."],
    ["something in another encoding", "andr\ufffd@example.org"],
    ["a control character", "ann\u0007@example.org"],
  ])("with %s in a line says nothing at all but the number of the line", async (_, line) => {
    await write("broken.txt", `bob@example.org\n\n${line}\n`);
    const why = "broken.txt, line 3: neither an address nor the ID of a person";
    expect(await ask({ emails: ["bob@example.org"] }, "broken.txt")).toEqual({ answer: "unknown", why });
  });

  it("that is empty says no", async () => {
    await write("empty.txt", "# nobody yet\n");
    expect(await ask({ emails: ["ann@example.org"] }, "empty.txt")).toMatchObject({ answer: "no" });
  });
});
