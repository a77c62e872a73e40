import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { commandText } from "../src/chat/slack/command-text.ts";
import { secretKeys } from "../src/credentials/secret-keys.ts";
import { parseListQuery } from "../src/handlers/list-filter.ts";
import { readRequestId } from "../src/handlers/request-id.ts";
import { resolvePi } from "../src/handlers/resolve-pi.ts";
import { ACCESS_TITLES, type AccessCells, readAccessRow } from "../src/intake/access-sheet.ts";
import { columnsByTitle } from "../src/intake/columns-by-title.ts";
import { draftSchema, tidy, tidyText } from "../src/intake/draft.ts";
import { requestIdIn, verifySignedToken } from "../src/pipeline/secrets/signed-token.ts";
import { tidyOutput } from "../src/provisioners/command/tidy-output.ts";
import { isSameDn } from "../src/provisioners/ldap/group-of-names-store.ts";
import { messageIn } from "../src/provisioners/openstack/call-keystone.ts";
import { readOsloConf } from "../src/setpass/oslo-conf.ts";
import { addressKey } from "../src/web/address-key.ts";
import { formFields } from "../src/web/form-fields.ts";
import { readLinkCookie } from "../src/web/link-cookie.ts";
import { estimateStrength } from "../src/web/strength.ts";
import { choosePageText } from "../src/web/text/choose-page-text.ts";

/** What makes expressions try again and again: each is repeated, with an end that fits and one that does not. */
const UNITS = [
  " ",
  "\n",
  "\r\n",
  " \n",
  "\t",
  ".",
  "a",
  "A",
  "0",
  "/",
  "-",
  "_",
  ",",
  " , ",
  ":",
  ";",
  "=",
  "|",
  "~",
  "~\n",
  "]",
  "[",
  "] ",
  "}",
  "{",
  '"',
  "'",
  "\\",
  "$",
  "@",
  "a@",
  "a.",
  ".@",
  "<",
  ">",
  "<@U",
  "<@U|",
  "<http://",
  "<mailto:",
  "<http://a|",
  "&",
  "&amp;",
  "a://",
  "a://b:",
  "://",
  "${a",
  "${",
  "$a",
  "{a",
  "{a:1",
  "page ",
  "page 1 ",
  "a:",
  "token ",
  "token=",
  'password="',
  "--token ",
  "Bearer ",
  "-----BEGIN ",
  "-----END ",
  "PRIVATE KEY-----",
  " Code: 0x0",
  "Nothing ",
  "error",
  "acct-password=",
  "; ",
  "en;q=0.1,",
  "ssh-rsa ",
  "A+",
  "=",
  "\u0301",
  "e\u0301",
  "\u202e",
  "\0",
  "é",
  "😀",
  "::",
  "1:",
  "ff:",
  "1.",
] as const;
const STARTS = [
  "a@",
  "[",
  "<http://",
  "${",
  "ssh-ed25519 ",
  "-----BEGIN PRIVATE KEY-----",
  "a://a:",
  '"',
] as const;
const ENDS = ["", "\u0001"] as const;

const MIXED = [" ", "a", ".", "]", "<"] as const;

/** Of at least this length each. */
function nasty(length: number): string[] {
  const repeated = (unit: string) => unit.repeat(Math.ceil(length / unit.length));
  return ENDS.flatMap((end) => [
    ...UNITS.map((unit) => repeated(unit) + end),
    ...STARTS.flatMap((start) => MIXED.map((unit) => start + repeated(unit) + end)),
  ]);
}

const WHOLE = nasty(100_000);
const HALF = nasty(50_000);
const TENTH = nasty(10_000);

/** CPU time of this process, of which other processes on the machine take nothing; the least of some runs. */
function millisecondsOf(work: () => unknown, runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

/** Below this nothing is told from the garbage collector's work. */
const NOISE_MS = 25;

/** Which inputs take more than in proportion to their length: twice the text, three times the time or more. */
function slowOnes(feed: (text: string) => unknown): string[] {
  const slow: string[] = [];
  for (const [n, whole] of WHOLE.entries()) {
    const [half = "", tenth = ""] = [HALF[n], TENTH[n]];
    // What is quadratic shows at a tenth already, and would take minutes at full length.
    if (millisecondsOf(() => feed(tenth), 1) > NOISE_MS && millisecondsOf(() => feed(tenth), 2) > NOISE_MS) {
      slow.push(JSON.stringify(whole.slice(0, 30)));
      continue;
    }
    if (millisecondsOf(() => feed(whole), 1) < NOISE_MS) continue;
    const [twice, once] = [millisecondsOf(() => feed(whole), 3), millisecondsOf(() => feed(half), 3)];
    if (twice > NOISE_MS && twice > 3 * once) slow.push(JSON.stringify(whole.slice(0, 30)));
  }
  return slow;
}

const root = fileURLToPath(new URL("../src/", import.meta.url));
/** What only the site's own administrator writes. */
const OURS = ["config/", "web/pages/"];

/** Every regular expression in a source file: a slash where a value may begin, up to the one that ends it. */
function expressionsIn(source: string): RegExp[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const literal =
    /(?<=[(,=:[!&|?{};]\s*|return\s)\/(?![/*])((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g;
  return [...code.matchAll(literal)].map(([, pattern = "", flags]) => new RegExp(pattern, flags));
}

const files = (readdirSync(root, { recursive: true }) as string[])
  .filter((file) => file.endsWith(".ts") && !OURS.some((ours) => file.startsWith(ours)))
  .map((file) => [file, expressionsIn(readFileSync(join(root, file), "utf8"))] as const)
  .filter(([, expressions]) => expressions.length > 0);

describe("every regular expression that can meet a stranger's text takes time in proportion to it", () => {
  it("and they are all found", () => {
    expect(files.map(([file]) => file)).toEqual(
      expect.arrayContaining(["intake/draft.ts", "chat/slack/command-text.ts"]),
    );
    expect(files.flatMap(([, expressions]) => expressions).length).toBeGreaterThan(40);
  });

  it.each(files)(
    "in %s",
    (_, expressions) => {
      for (const expression of expressions) {
        const feed = (text: string) =>
          expression.global ? text.replace(expression, "") : expression.test(text);
        expect(slowOnes(feed), String(expression)).toEqual([]);
      }
    },
    120_000,
  );

  it("as this test would notice", () => {
    expect(slowOnes((text) => /\s*,$/.test(text)).length).toBeGreaterThan(0);
  }, 120_000);
});

const call = (text: string) => ({ text }) as Parameters<typeof readRequestId>[0];
const quietly = (work: () => unknown) => {
  try {
    return work();
  } catch {
    // What it says of nonsense is tested elsewhere.
    return undefined;
  }
};
const entitlement = { purpose: "decide", requestId: 1, mark: undefined, email: "a@example.org" } as const;
const noCells = Object.fromEntries(Object.keys(ACCESS_TITLES).map((column) => [column, ""])) as AccessCells;
const chat = {} as Parameters<typeof resolvePi>[2]["chat"];

describe("what reads a stranger's text takes time in proportion to it", () => {
  it.each<[string, (text: string) => unknown]>([
    ["a line", tidy],
    ["a text", tidyText],
    [
      "a request",
      (text) =>
        draftSchema.safeParse({
          givenName: text,
          email: text,
          reason: text,
          pin: text,
          sshPublicKey: text,
          username: text,
        }),
    ],
    ["a sheet", (text) => readAccessRow({ ...noCells, pin: text, givenName: text, additionalUsers: text })],
    ["the titles of a sheet", (text) => columnsByTitle([text], ACCESS_TITLES)],
    ["a configuration file", readOsloConf],
    ["a slash command", commandText],
    ["a filter", (text) => parseListQuery(text, new Date(0))],
    ["a request's number", (text) => readRequestId(call(text))],
    [
      "whom somebody names as the PI",
      (text) => void resolvePi(text, {} as never, { chat }).catch(() => undefined),
    ],
    [
      "a letter's token",
      (text) => [requestIdIn(text), verifySignedToken(secretKeys(Buffer.alloc(32)), text, entitlement)],
    ],
    ["a cookie", (text) => readLinkCookie({ headers: { cookie: text } }, "password", false)],
    ["the languages of a browser", (text) => choosePageText(text, "en")],
    ["a form", (text) => void formFields(Buffer.from(text), "application/x-www-form-urlencoded")],
    ["an address", addressKey],
    ["a program's words", tidyOutput],
    ["a directory's name", (text) => isSameDn(text, "cn=a")],
    ["another service's answer", messageIn],
  ])(
    "%s",
    (_, read) => {
      expect(slowOnes((text) => quietly(() => read(text)))).toEqual([]);
    },
    120_000,
  );

  it("a password, of which only the first characters are judged", () => {
    for (const text of nasty(300).slice(0, 40)) {
      expect(millisecondsOf(() => estimateStrength(text, [text]), 1)).toBeLessThan(2000);
    }
  }, 120_000);
});
