import type { types } from "@slack/bolt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packLines } from "../../src/chat/slack/pack-lines.ts";
import { renderCard } from "../../src/chat/slack/render-card.ts";
import { renderForm } from "../../src/chat/slack/render-form.ts";
import { renderHome } from "../../src/chat/slack/render-home.ts";
import { renderNotice } from "../../src/chat/slack/render-notice.ts";
import { buildCard } from "../../src/view/card.ts";
import type { Line } from "../../src/view/notice.ts";
import { aRequest } from "../a-request.ts";

/* Nothing is cut without saying how much is missing, and what a form takes can be read in full somewhere. */

const AT = new Date("2026-11-20T09:14:00Z");
const textsIn = (blocks: readonly types.KnownBlock[]): string[] =>
  blocks.flatMap((block) => {
    if (block.type === "section")
      return [...(block.text ? [block.text.text] : []), ...(block.fields ?? []).map(({ text }) => text)];
    return block.type === "context" ? block.elements.flatMap((one) => ("text" in one ? [one.text] : [])) : [];
  });
const allText = (blocks: readonly types.KnownBlock[]) => textsIn(blocks).join("\n");
/** Words that are all different, so that a missing one is noticed. */
const words = (length: number) => {
  let text = "";
  for (let n = 0; text.length < length; n++) text += `w${n} `;
  return text.slice(0, length).trimEnd();
};
const squeezed = (text: string) => text.replace(/\s+/g, "");

function expectWithinLimits(blocks: readonly types.KnownBlock[], most: number): void {
  expect(blocks.length).toBeLessThanOrEqual(most);
  for (const block of blocks) {
    if (block.type === "section") {
      if (block.text) expect(block.text.text.length).toBeLessThanOrEqual(3000);
      for (const field of block.fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2000);
    }
    if (block.type === "context") expect(block.elements.length).toBeLessThanOrEqual(10);
  }
  for (const text of textsIn(blocks)) expect(text.length).toBeLessThanOrEqual(3000);
}

describe("A message", () => {
  it("has every line of a list whose lines are long", () => {
    const lines = Array.from({ length: 24 }, (_, n): Line => [`${n} · ${"x".repeat(300)} · `, AT]);
    const { blocks } = renderNotice({ title: "24 requests", lines: [...lines, "More: /acct list page 2"] });
    for (let n = 0; n < 24; n++) expect(allText(blocks)).toContain(`${n} · xxx`);
    expect(allText(blocks)).toContain("More: /acct list page 2");
    expectWithinLimits(blocks, 50);
  });

  it("has every entry of a page of /acct list, however long their problems are", () => {
    const lines = Array.from({ length: 20 }, (_, n): Line => [`${n} · & ${"&".repeat(3000)} · `, AT]);
    const { blocks } = renderNotice({ title: "24 requests", lines: [...lines, "More: /acct list page 2"] });
    for (let n = 0; n < 20; n++) expect(allText(blocks)).toContain(`${n} · &amp;`);
    expect(allText(blocks)).toMatch(/more characters/);
    expectWithinLimits(blocks, 50);
  });

  it.each([1000, 3000, 10_000])("has a text of %i characters as a whole", (length) => {
    const text = words(length);
    const { blocks } = renderNotice({ title: "A reply", lines: [text, "What next?"] });
    expect(squeezed(allText(blocks))).toContain(squeezed(text));
    expectWithinLimits(blocks, 50);
  });

  it("says how much doesn't fit, and keeps its last lines", () => {
    const lines = Array.from({ length: 400 }, (_, n) => `${n} · ${"y".repeat(90)}`);
    const { blocks } = renderNotice({ title: "Reminders", lines: [...lines, "Decide on the Home tab."] });
    const text = allText(blocks);
    const shown = lines.filter((line) => text.includes(line)).length;
    expect(shown).toBeGreaterThan(100);
    expect(text).toMatch(new RegExp(`… \\d+ more characters in ${400 - shown} lines don't fit here`));
    expect(text).toContain("Decide on the Home tab.");
    expectWithinLimits(blocks, 50);
  });

  it("stays within Slack's limits, whatever it contains", () => {
    const anyLines = fc.array(
      fc.oneof(fc.string({ unit: "binary", maxLength: 8000 }), fc.stringMatching(/^[&<>]{0,5000}$/)),
    );
    fc.assert(
      fc.property(anyLines, fc.integer({ min: 600, max: 12_000 }), (lines, total) => {
        const texts = packLines(lines, total);
        for (const text of texts) {
          expect(text.length).toBeLessThanOrEqual(3000);
          expect(text.isWellFormed() || lines.some((line) => !line.isWellFormed())).toBe(true);
        }
        expect(texts.reduce((sum, text) => sum + text.length, 0)).toBeLessThanOrEqual(total);
      }),
      { numRuns: 40 },
    );
  });
});

describe("A form", () => {
  it("shows texts of the longest lengths as a whole, such as Details with a reason, a question, and a reply", () => {
    const [reason, question, answer] = [words(10_000), words(1000), words(3000)];
    const view = renderForm({
      action: "details",
      title: "Request 1",
      intro: [`Reason: ${reason}`, [AT, `  Ada asked: ${question}`], [AT, `  Nora replied: ${answer}`]],
      fields: [],
    });
    const text = squeezed(allText(view.blocks as types.KnownBlock[]));
    for (const whole of [reason, question, answer]) expect(text).toContain(squeezed(whole));
    expectWithinLimits(view.blocks as types.KnownBlock[], 100);
  });
});

it("Home says how many entries don't fit", () => {
  const entries = Array.from({ length: 120 }, (_, n) => ({ title: `entry ${n}`, lines: ["one"] }));
  const { blocks } = renderHome({ sections: [{ heading: "Queue", entries }] });
  const shown = entries.filter(({ title }) =>
    textsIn(blocks as types.KnownBlock[]).some((text) => text.startsWith(`*${title}*`)),
  ).length;
  expect(JSON.stringify(blocks.at(-1))).toContain(`${120 - shown} more entries don't fit here`);
  expectWithinLimits(blocks as types.KnownBlock[], 100);
});

describe("A card", () => {
  const [reason, answer, description] = [words(6000), words(3000), words(1000)];
  const request = aRequest({
    status: "waiting",
    stage: "await-pi",
    waitsFor: "pi",
    details: { reason, newProject: true, projectDescription: description },
  });
  const history = [
    { kind: "requested", actorName: "Amy", note: "" },
    { kind: "asked", actorName: "Ada", note: words(1000) },
    { kind: "answered", actorName: "Amy", note: answer },
  ].map(
    (event, n) =>
      ({ id: n, requestId: 7, seq: n, at: AT, stage: "await-pi", actor: "x", detail: {}, ...event }) as never,
  );

  it("for a PI, who has no Details, shows everything that fits into a message", () => {
    const { blocks } = renderCard(buildCard(request, history, { audience: "pi", place: "slack:UBO" }));
    const text = squeezed(allText(blocks).replaceAll(/^>/gm, ""));
    for (const whole of [reason, answer]) expect(text).toContain(squeezed(whole));
    expectWithinLimits(blocks, 50);
  });

  it("for admins is short, and says how much more Details has", () => {
    const { blocks } = renderCard(
      buildCard({ ...request, stage: "await-admin", waitsFor: "admin" }, history, { audience: "admin" }),
    );
    const text = allText(blocks);
    expect(text).toMatch(/… \(\d+ more characters in Details\)/);
    expect(text.length).toBeLessThan(8000);
    expectWithinLimits(blocks, 50);
  });

  it("stays within Slack's limits with the longest texts of everything", () => {
    const huge = { ...request, details: { ...request.details, reason: "&".repeat(10_000) } };
    const many = Array.from({ length: 60 }, () => history[2] as never);
    for (const audience of ["pi", "admin"] as const) {
      const { blocks } = renderCard(buildCard(huge, many, { audience, place: "slack:UBO" }));
      expectWithinLimits(blocks, 50);
      expect(allText(blocks).length).toBeLessThan(13_000);
      expect(allText(blocks)).toMatch(/more characters|earlier steps/);
    }
  });
});
