import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutTo, escapeTo } from "../../src/chat/slack/mrkdwn.ts";

const anyText = fc.string({ unit: "binary", maxLength: 400 });
const nasty = fc.stringMatching(/^[&<>a😀é]{0,300}$/u);

describe("text for Slack", () => {
  it("cannot mention, link or embed anything", () => {
    expect(escapeTo(100, "<!channel> <@U1> <https://x|y> &amp;")).toBe(
      "&lt;!channel&gt; &lt;@U1&gt; &lt;https://x|y&gt; &amp;amp;",
    );
  });

  it("stays within the limit after escaping, whatever it contains", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, nasty), fc.integer({ min: 1, max: 300 }), (text, max) => {
        expect(escapeTo(max, text).length).toBeLessThanOrEqual(max);
        expect(cutTo(max, text).length).toBeLessThanOrEqual(max);
      }),
    );
  });

  it("is never cut in the middle of an entity", () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 300 }), (text, max) => {
        expect(escapeTo(max, text).replace(/&(amp|lt|gt);/g, "")).not.toMatch(/[&<>]/);
      }),
    );
  });

  it("is never cut in the middle of a character", () => {
    fc.assert(
      fc.property(nasty, fc.integer({ min: 1, max: 300 }), (text, max) => {
        expect(escapeTo(max, text).isWellFormed()).toBe(true);
        expect(cutTo(max, text).isWellFormed()).toBe(true);
      }),
    );
  });

  it("is unchanged when it fits", () => {
    fc.assert(fc.property(anyText, (text) => cutTo(text.length + 1, text) === text));
  });

  it("ends with an ellipsis when it was cut", () => {
    expect(escapeTo(5, "abcdefgh")).toBe("abcd…");
  });
});
