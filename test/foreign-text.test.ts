import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseLdif } from "../src/adopt/parse-ldif.ts";
import { readPeopleCsv } from "../src/adopt/read-people-csv.ts";
import { readSacctmgrDump } from "../src/adopt/read-sacctmgr-dump.ts";
import { typedText } from "../src/chat/slack/typed-text.ts";
import { secretKeys } from "../src/credentials/secret-keys.ts";
import { parseListQuery } from "../src/handlers/list-filter.ts";
import { readRequestId } from "../src/handlers/request-id.ts";
import { resolvePi } from "../src/handlers/resolve-pi.ts";
import { ACCESS_TITLES, type AccessCells, readAccessRow } from "../src/intake/access-sheet.ts";
import { columnsByTitle } from "../src/intake/columns-by-title.ts";
import { draftSchema, tidy, tidyText } from "../src/intake/draft.ts";
import { readFields } from "../src/intake/tickets/read-fields.ts";
import { completeTemplate } from "../src/intake/tickets/ticket-template.ts";
import { readTicketText } from "../src/intake/tickets/ticket-text.ts";
import { requestIdIn, verifySignedToken } from "../src/pipeline/secrets/signed-token.ts";
import { tidyOutput } from "../src/provisioners/command/tidy-output.ts";
import { dnKey, isSameDn } from "../src/provisioners/ldap/dn.ts";
import { messageIn } from "../src/provisioners/openstack/call-keystone.ts";
import { readOsloConf } from "../src/setpass/oslo-conf.ts";
import { textOfHtml } from "../src/tickets/rt/text-of-html.ts";
import { addressKey } from "../src/web/address-key.ts";
import { formFields } from "../src/web/form-fields.ts";
import { readLinkCookie } from "../src/web/link-cookie.ts";
import { mountOf } from "../src/web/mount.ts";
import { estimateStrength } from "../src/web/strength.ts";
import { choosePageText } from "../src/web/text/choose-page-text.ts";

/** Texts that make regular expressions backtrack. Each is repeated, with an end that matches and an end that doesn't. */
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
  "<!--",
  "<style",
  "<blockquote>",
  "> ",
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

/** Builds such texts of at least this length. */
function nasty(length: number): string[] {
  const repeated = (unit: string) => unit.repeat(Math.ceil(length / unit.length));
  return ENDS.flatMap((end) => [
    ...UNITS.map((unit) => repeated(unit) + end),
    ...STARTS.flatMap((start) => MIXED.map((unit) => start + repeated(unit) + end)),
  ]);
}

const WHOLE = nasty(40_000);
const HALF = nasty(20_000);
const TENTH = nasty(4_000);
const HUNDREDTH = nasty(400);

/** Returns the lowest CPU time of several runs. Other processes on the machine don't affect it. */
function millisecondsOf(work: () => unknown, runs: number): number {
  const times = Array.from({ length: runs }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

/** Times below this can't be distinguished from garbage collection. */
const NOISE_MS = 25;

/** Returns the beginning of an input whose time isn't linear, if there is one: twice the text takes more than three times as long. */
function findSlowOne(feed: (text: string) => unknown): string | undefined {
  for (const [n, whole] of WHOLE.entries()) {
    const [half = "", tenth = ""] = [HALF[n], TENTH[n]];
    const start = whole.slice(0, 30);
    // Quadratic time already shows at a tenth of the length, and would take minutes at full length: a hundredfold for ten times the text.
    const early = millisecondsOf(() => feed(tenth), 1);
    if (early > NOISE_MS) {
      const [tenfold, once] = [
        millisecondsOf(() => feed(tenth), 2),
        millisecondsOf(() => feed(HUNDREDTH[n] ?? ""), 3),
      ];
      if (tenfold > NOISE_MS && tenfold > 30 * once) return start;
    }
    if (millisecondsOf(() => feed(whole), 1) < NOISE_MS) continue;
    const takesLonger = () => {
      const [twice, once] = [millisecondsOf(() => feed(whole), 3), millisecondsOf(() => feed(half), 3)];
      if (twice <= NOISE_MS || twice <= 3 * once) return false;
      // Garbage collection can make it look so. Quadratic time is a hundredfold for ten times the text, and linear time far from it.
      return twice > 40 * millisecondsOf(() => feed(tenth), 3);
    };
    // A busy machine can slow one measurement down, but not each of three.
    if (takesLonger() && takesLonger() && takesLonger()) return start;
  }
  return undefined;
}

const root = fileURLToPath(new URL("../src/", import.meta.url));
/** Folders whose input is written only by the site's own administrators. */
const TRUSTED = ["config/", "web/pages/"];

/** Lists the regular expressions in a source file, each from a slash where a value can begin to the slash that ends it. */
function expressionsIn(source: string): RegExp[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const literal =
    /(?<=[(,=:[!&|?{};]\s*|return\s)\/(?![/*])((?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+)\/([dgimsuvy]*)/g;
  return [...code.matchAll(literal)].map(([, pattern = "", flags]) => new RegExp(pattern, flags));
}

const files = (readdirSync(root, { recursive: true }) as string[])
  .filter((file) => file.endsWith(".ts") && !TRUSTED.some((folder) => file.startsWith(folder)))
  .map((file) => [file, expressionsIn(readFileSync(join(root, file), "utf8"))] as const)
  .filter(([, expressions]) => expressions.length > 0);

describe("regular expressions for untrusted text run in linear time", () => {
  it("The test finds all of them", () => {
    expect(files.map(([file]) => file)).toEqual(
      expect.arrayContaining(["intake/draft.ts", "chat/slack/typed-text.ts"]),
    );
    expect(files.flatMap(([, expressions]) => expressions).length).toBeGreaterThan(40);
  });

  it.each(files)(
    "Those in %s do",
    (_, expressions) => {
      for (const expression of expressions) {
        const feed = (text: string) =>
          expression.global ? text.replace(expression, "") : expression.test(text);
        expect(findSlowOne(feed), String(expression)).toBe(undefined);
      }
    },
    120_000,
  );

  it("The test detects one that doesn't", () => {
    expect(findSlowOne((text) => /\s*,$/.test(text))).toMatch(/^ +$/);
  });
});

const call = (text: string) => ({ text }) as Parameters<typeof readRequestId>[0];
const quietly = (work: () => unknown) => {
  try {
    return work();
  } catch {
    // Other tests check how invalid text is reported.
    return undefined;
  }
};
const entitlement = { purpose: "decide", requestId: 1, mark: undefined, email: "a@example.org" } as const;
const noCells = Object.fromEntries(Object.keys(ACCESS_TITLES).map((column) => [column, ""])) as AccessCells;
const chat = {} as Parameters<typeof resolvePi>[2]["chat"];

describe("untrusted text is read in linear time", () => {
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
    [
      "a sheet",
      (text) => readAccessRow({ ...noCells, pin: text, givenName: text, additionalUsers: text }, undefined),
    ],
    ["the titles of a sheet", (text) => columnsByTitle([text], ACCESS_TITLES)],
    ["a ticket", (text) => readFields(readTicketText(text), completeTemplate({}))],
    ["a message in HTML", textOfHtml],
    ["a configuration file", readOsloConf],
    ["a slash command", typedText],
    ["a filter", (text) => parseListQuery(text, new Date(0))],
    ["a request's number", (text) => readRequestId(call(text))],
    [
      "the person named as the PI",
      (text) =>
        void resolvePi(text, {} as never, { chat, db: {} as never, now: () => new Date(0) }).catch(
          () => undefined,
        ),
    ],
    [
      "the token of an emailed link",
      (text) => [requestIdIn(text), verifySignedToken(secretKeys(Buffer.alloc(32)), text, entitlement)],
    ],
    [
      "a cookie",
      (text) =>
        readLinkCookie({ headers: { cookie: text } }, "password", { mount: mountOf("http://localhost") }),
    ],
    ["the languages of a browser", (text) => choosePageText(text, "en")],
    ["a form", (text) => void formFields(Buffer.from(text), "application/x-www-form-urlencoded")],
    ["an address", addressKey],
    ["the output of a program", tidyOutput],
    ["a DN", (text) => isSameDn(text, "cn=a")],
    ["the key of a DN", dnKey],
    ["an LDIF file", (text) => [...parseLdif(text)]],
    ["a dump of Slurm", (text) => readSacctmgrDump(`Account - 'a':Description='${text}'`)],
    ["a list of people", (text) => readPeopleCsv(`username,email,projects\n"${text}","${text}","${text}"`)],
    ["another service's response", messageIn],
  ])(
    "%s",
    (_, read) => {
      expect(findSlowOne((text) => quietly(() => read(text)))).toBe(undefined);
    },
    120_000,
  );

  it("a password, because only its first characters are rated", () => {
    for (const text of nasty(300).slice(0, 40)) {
      expect(millisecondsOf(() => estimateStrength(text, [text]), 1)).toBeLessThan(2000);
    }
  });
});
