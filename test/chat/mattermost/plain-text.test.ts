import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutBytes, cutText, fitLines, runes } from "../../../src/chat/mattermost/cut-text.ts";
import { escapeMarkdown, inlineCode, linkTo, plainLine } from "../../../src/chat/mattermost/plain-text.ts";

/** Everything that means something to a client of Mattermost, in pieces that people could write. */
const PIECES = [
  ..."@all|@ada.l|@|~town-square|:smile:|:+1:|#tag|# |## |http://a.example|https://e.example/p|www.a.example|a.example/x".split(
    "|",
  ),
  ..."[x](http://y)|![x](http://y)|[a]: http://b|[a]|---|===|***|*|**|_|__|~~|`|```|~~~|$|<|>|<a@b>|<https://x.y>|<b>".split(
    "|",
  ),
  ..."<!--|-->|&#64;|&amp;|\\|- |+ |1. |1) |    |\t| |\n|\r|\u2424|\u00a0|a|B|é|9|.|:|;|/|!|(|)|a@b.example|ü@ö.example|mailto:|tel:1|foo:bar|mmaction://a|,".split(
    "|",
  ),
  ..."||;|-|-;|a|b|".split(";"),
];
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }).map((pieces) => pieces.join(""));

/** An address as inline code can be copied, and means nothing. */
const CODE = /`[A-Za-z0-9][\w.%+-]*@[\w.-]+`/g;
/** What a backslash can be before, in the web app and in CommonMark. */
const ESCAPED = /\\[`*{}[\]()#+\-.!_>|~]/g;

/**
 * What the clients look for in what is left after code and backslashes: the web app's rules are in
 * webapp/channels/src/utils/text_formatting.tsx and in the fork of marked, those of the phone apps in the fork of commonmark.js.
 */
const MEANINGS: Readonly<Record<string, RegExp>> = {
  "emphasis, code, a link, an image, or a crossed-out text": /[*`[\]]|~~/,
  "an underlined text": /(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/,
  "HTML or a link in angle brackets": /</,
  "a character by its number or name": /&(?!lt;|#36;)#?[A-Za-z0-9]+;/,
  "an address of a page": /[A-Za-z][A-Za-z\d.+-]*:(?:\/|[\p{L}\d%])|www\d{0,3}\.|\.\p{L}{2,4}\//u,
};
/** The same in the text that is shown, because the web app looks for these after it has resolved the backslashes. */
const SHOWN_MEANINGS: Readonly<Record<string, RegExp>> = {
  "a mention": /(?:\B|\b_+)@[a-z0-9.\-_]/i,
  "a channel": /\B~[a-z0-9.\-_]/i,
  "an emoji": /:[a-z0-9_+-]+:/i,
  "a hashtag": /#\p{L}/u,
  "an email address": /[\p{L}\d!#$%&'*+\-/=?^_`{|}~]@[\p{L}\d]/u,
  "a formula": /\$.*\$/,
};
const BLOCKS: Readonly<Record<string, RegExp>> = {
  "a heading": /^\s*(?:#{1,6}(?:\s|$)|[=-]+\s*$)/,
  "a quotation": /^\s*>/,
  "a list": /^\s*(?:[*+-]|\d+[.)])(?:\s|$)/,
  "a table": /^\s*(?:\|.*|[-:]+\s*\|.*)$/,
  "a block of code": /^(?: {4}|\t|\s*```|\s*~~~)/,
  "a rule": /^\s*(?:[*_-]\s*){3,}$/,
};

const meaningsIn = (escaped: string): string[] => {
  const without = escaped.replace(CODE, "\u0001").replace(ESCAPED, "\u0001");
  const shown = escaped.replace(CODE, "\u0001").replace(/\\([`*{}[\]()#+\-.!_>|~])/g, "$1");
  const found = (meanings: Readonly<Record<string, RegExp>>, where: string) =>
    Object.entries(meanings).flatMap(([name, meaning]) => (meaning.test(where) ? [name] : []));
  const lines = escaped.replace(CODE, "\u0001").split(/[\n\r\u2424]/);
  return [
    ...found(MEANINGS, without),
    ...found(SHOWN_MEANINGS, shown),
    ...lines.flatMap((line) => found(BLOCKS, line)),
  ];
};

const readable = (escaped: string) =>
  escaped
    .replace(/\\([`*{}[\]()#+\-.!_>|~])/g, "$1")
    .replace(/&lt;/g, "<")
    .replace(/&#36;/g, "$")
    .replace(/`([\w.%+-]+@[\w.-]+)`/g, "$1")
    .replaceAll("\u2060", "");

describe("what people wrote", () => {
  it("never becomes a mention, link, image, table, heading, or anything else in Mattermost", () => {
    fc.assert(
      fc.property(text, (written) => {
        expect(meaningsIn(escapeMarkdown(written))).toEqual([]);
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ["@all", "a mention"],
    ["see [x](http://y)", "emphasis, code, a link, an image, or a crossed-out text"],
    ["# Hello", "a heading"],
    ["a | b\n--|--", "a table"],
    ["https://e.example", "an address of a page"],
    ["&#64;all", "a character by its number or name"],
  ])("The test finds what would: %s", (written, meaning) => {
    expect(meaningsIn(written)).toContain(meaning);
  });

  it("is shown as it was written, and an address can be copied", () => {
    const written = "Amy_Ash *really* wants <b> & $5, or $6: amy@example.org, C:\\tmp\\x #1 (10:30)";
    expect(readable(escapeMarkdown(written))).toBe(written);
    expect(escapeMarkdown("Ask amy@example.org")).toBe("Ask `amy@example.org`");
    expect(escapeMarkdown("An ordinary sentence, with 2 numbers (and a remark).")).not.toMatch(/[\\\u2060]/);
  });

  it("mentions no one in labels and notifications, and stays on one line there", () => {
    expect(plainLine("Nora @all\n@here")).not.toMatch(/(?:^|\s)@\w|\n/);
    expect(plainLine("amy@example.org")).toBe("amy@example.org");
  });

  it("can't end inline code or a link", () => {
    expect(inlineCode("a`b")).not.toContain("`a");
    expect(linkTo("x](http://e.example)", "https://a.example/(b) c")).toBe(
      "[x\\](http:\u2060//e.example)](https://a.example/%28b%29%20c)",
    );
  });
});

describe("a text that is too long", () => {
  it("fits after it was escaped, and says how much is missing", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 80, max: 200 }), (written, max) => {
        const long = `${written}${"é😀".repeat(200)}`;
        const cut = cutText(max, long, " in Details");
        expect(runes(cut)).toBeLessThanOrEqual(max);
        const [, missing] = /… \((\d+) more characters in Details\)$/.exec(cut) ?? [];
        expect(Number(missing)).toBeGreaterThan(0);
        expect(meaningsIn(cut)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it("is measured in bytes where the server measures bytes", () => {
    const cut = cutBytes(24, "Größenänderung für Björn");
    expect(Buffer.byteLength(cut)).toBeLessThanOrEqual(24);
    expect(cut).toMatch(/…$/);
    expect(cutBytes(24, "Request an account")).toBe("Request an account");
  });

  it("loses lines in the middle, never those that say what to do next", () => {
    const lines = [
      ...Array.from({ length: 500 }, (_, n) => `Line ${n} ${"x".repeat(100)}`),
      "Do this.",
      "Then that.",
    ];
    const fitted = fitLines(lines, 5000, { timeZone: "UTC" });
    expect(runes(fitted)).toBeLessThanOrEqual(5000);
    expect(fitted.split("\n").slice(-2)).toEqual(["Do this.", "Then that."]);
    const shown = fitted.split("\n").filter((line) => line.startsWith("Line")).length;
    expect(fitted).toContain(`${500 - shown} more lines`);
  });
});
