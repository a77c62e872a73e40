import { describe, expect, it } from "vitest";
import { logLine } from "../../../src/pipeline/public-log/log-line.ts";
import { hasLog, mergeLog } from "../../../src/pipeline/public-log/merge-log.ts";

const style = { link: "[[gitlab:<username>|@<username>]]", showRule: false };
const entry = (name: string, at: string, userId = name) =>
  logLine({ id: 1, name, userId, at: new Date(at) }, style);
const ann = entry("ann", "2026-11-27T06:51:30Z", "7");
const bo = entry("bo", "2026-11-27T08:10:00Z");
const cy = entry("cy", "2026-11-26T23:59:59Z");

/** A page without acct's comments. */
const plain = (text: string) =>
  text.replace(/ ?<!--[^<>]*-->\n?/g, (mark) => (mark.endsWith("\n") ? "\n" : ""));

it("A line shows the minute in UTC and the link of the site, and its mark names the account and the minute", () => {
  expect(ann).toEqual({
    day: "2026-11-27",
    time: "06:51",
    text: "* 06:51 [[gitlab:ann|@ann]] was approved.",
    mark: "<!-- acct 7 2026-11-27T06:51 -->",
  });
});

it("A line names the rule where the site wants that", () => {
  const ruled = { id: 1, name: "ann", userId: "7", at: new Date("2026-11-27T06:51Z"), rule: "staff" };
  expect(logLine(ruled, { ...style, showRule: true }).text).toBe(
    "* 06:51 [[gitlab:ann|@ann]] was approved. Rule: staff.",
  );
  expect(logLine(ruled, style).text).not.toContain("staff");
});

it.each([
  "a]] [[Category:X",
  "{{delete}}",
  "~~~~",
  "<script>",
  "a|b",
  "__NOTOC__",
  "x\n== Y ==",
  "'''a'''",
  "-->",
])("The name %j means nothing in wikitext", (name) => {
  const { text, mark } = entry(name, "2026-11-27T06:51:30Z");
  expect(text).toMatch(/^\* 06:51 @[\p{L}\p{N} .,&#;-]* was approved\.$/u);
  expect(mark).toMatch(/^<!-- acct [\w.%!~*'()]+ 2026-11-27T06:51 -->$/);
});

describe("Lines that are added to a page", () => {
  it("are under the headings of their days, newest first", () => {
    const text = mergeLog("", [cy, ann, bo]);
    expect(plain(text)).toBe(
      [
        "",
        "== 2026-11-27 ==",
        "* 08:10 [[gitlab:bo|@bo]] was approved.",
        "* 06:51 [[gitlab:ann|@ann]] was approved.",
        "",
        "== 2026-11-26 ==",
        "* 23:59 [[gitlab:cy|@cy]] was approved.",
        "",
      ].join("\n"),
    );
  });

  it("give the same page in whichever passes they come, and each only once", () => {
    const together = mergeLog("Intro", [ann, bo, cy]);
    for (const passes of [
      [[bo], [cy], [ann]],
      [[ann, cy], [bo]],
      [[cy], [cy, ann, bo], [bo]],
    ]) {
      expect(passes.reduce(mergeLog, "Intro")).toBe(together);
    }
    expect(mergeLog(together, [ann, bo, cy])).toBe(together);
  });

  it("leave everything alone that people wrote above, between, and below them", () => {
    const page = mergeLog("Intro\n\nMore", [cy, bo])
      .replace("* 08:10", "This was a long day.\n* 08:10")
      .replace(/(@bo\]\].*\n)/, "$1** Who is this? --Ada\n")
      .concat("\n[[Category:Logs]]");
    const merged = mergeLog(page, [ann]);
    expect(plain(merged).split("\n")).toEqual([
      ...["Intro", "", "More", "", ""],
      ...["== 2026-11-27 ==", "This was a long day."],
      ...["* 08:10 [[gitlab:bo|@bo]] was approved.", "** Who is this? --Ada"],
      ...["* 06:51 [[gitlab:ann|@ann]] was approved.", ""],
      ...["== 2026-11-26 ==", "* 23:59 [[gitlab:cy|@cy]] was approved.", "", "[[Category:Logs]]"],
    ]);
  });

  it("come before the days that another program left on a page", () => {
    const old = "Intro.\n\n== 2025-01-02 ==\n* 06:51 [[gitlab:alon|@alon]] was approved.\n";
    const merged = mergeLog(old, [ann]);
    expect(merged.indexOf("2026-11-27")).toBeLessThan(merged.indexOf("2025-01-02"));
    expect(merged.endsWith(old.slice(old.indexOf("== ")))).toBe(true);
  });

  it("aren't added again if someone deleted the comment with the mark, or changed the rest of the line", () => {
    const page = mergeLog("", [ann, bo]);
    const without = page.replace(ann.mark, "").replace("[[gitlab:bo|@bo]]", "'''Bo'''");
    expect(mergeLog(without, [ann, bo])).toBe(without);
  });
});

it.each([
  ["only the first one", (page: string) => page.replace("<!-- acct log end -->", "")],
  ["only the last one", (page: string) => page.replace(/<!-- acct log begin[^>]*>/, "")],
  ["both twice", (page: string) => page + page],
  [
    "them in the wrong order",
    (page: string) => `<!-- acct log end -->${page}`.replace(/<!-- acct log end -->$/, ""),
  ],
])("A page with %s of the two comments is left alone, and a sentence says what to do", (_, damage) => {
  const page = damage(mergeLog("", [ann]));
  expect(() => mergeLog(page, [bo])).toThrow(/restore them from the page's history/);
});

it("A page has a place for the log once acct has written to it", () => {
  expect(hasLog("Intro")).toBe(false);
  expect(hasLog(mergeLog("Intro", [ann]))).toBe(true);
});
