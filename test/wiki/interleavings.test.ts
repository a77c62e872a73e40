import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { MODEL_PAGE, startWikiPageModel } from "../../dev/local-stack/wiki-page-model.ts";
import type { WikiPage } from "../../src/wiki/wiki-page.ts";
import { aLog, aPage } from "./a-log.ts";

const model = await startWikiPageModel();
const log = await aLog();
afterAll(() => Promise.all([model.close(), log.close()]));

const credential = { kind: "bot", user: "Acct@bot", password: "bot-password" } as const;
const page = aPage({ apiUrl: model.apiUrl, credential, page: MODEL_PAGE });

/** Someone adds a line of their own before the line number `at`. */
const edit = fc.record({ kind: fc.constant("edit" as const), at: fc.nat({ max: 60 }) });
/** Someone changes a line of acct's: what it says, or the comment behind it. */
const touch = fc.record({
  kind: fc.constantFrom("reword" as const, "unmark" as const),
  at: fc.nat({ max: 60 }),
});
const approve = fc.record({ kind: fc.constant("approve" as const), minute: fc.nat({ max: 4 * 24 * 60 }) });
/** One pass, during which this happens. */
const pass = fc.record({
  kind: fc.constant("pass" as const),
  fault: fc.constantFrom(undefined, undefined, "refused" as const, "lost" as const),
  crash: fc.constantFrom(undefined, undefined, "before" as const, "after" as const),
  meanwhile: fc.option(fc.oneof(edit, touch), { nil: undefined }),
});
type Step = { readonly kind: "approve"; readonly minute: number } | EditStep | PassStep;
interface EditStep {
  readonly kind: "edit" | "reword" | "unmark";
  readonly at: number;
}
interface PassStep {
  readonly kind: "pass";
  readonly fault: "refused" | "lost" | undefined;
  readonly crash: "before" | "after" | undefined;
  readonly meanwhile: EditStep | undefined;
}

class Crash extends Error {}

/** The process dies before or after the wiki has saved the edit. */
const dying = (crash: PassStep["crash"]): WikiPage => ({
  ...page,
  async save(version, change) {
    if (crash === "before") throw new Crash();
    const revision = await page.save(version, change);
    if (crash === "after") throw new Crash();
    return revision;
  },
});

const START = Date.parse("2026-11-24T00:00:00Z");

async function play(steps: readonly Step[]) {
  await log.clear();
  model.text = undefined;
  model.next = {};
  const names: string[] = [];
  const written: string[] = [];
  const touchLine = ({ kind, at }: EditStep) => {
    const lines = (model.text ?? "").split("\n");
    const ours = lines.flatMap((line, index) => (line.startsWith("* ") ? [index] : []));
    const index = ours[at % ours.length];
    if (index === undefined) return;
    const line = lines[index] ?? "";
    const touched =
      kind === "unmark" ? line.replace(/ <!--.*-->/, "") : line.replace("was approved", "joined us");
    // Without either, no one could tell that it is the same line.
    if (touched.includes("<!--") || touched.includes("was approved"))
      model.edit(lines.with(index, touched).join("\n"));
  };
  const write = (at: number) => {
    const line = `Line ${written.length} of Ada.`;
    written.push(line);
    const lines = (model.text ?? "").split("\n");
    model.edit(lines.toSpliced(at % (lines.length + 1), 0, line).join("\n"));
  };
  const act = (step: EditStep) => (step.kind === "edit" ? write(step.at) : touchLine(step));
  const publish = (wiki: WikiPage) => log.publish(wiki, { create: true });
  for (const step of steps) {
    if (step.kind === "approve") {
      const name = `user${names.length}`;
      names.push(name);
      await log.approve(name, new Date(START + step.minute * 60_000).toISOString());
    }
    if (step.kind !== "pass") {
      if (step.kind !== "approve") act(step);
      continue;
    }
    const { fault, crash, meanwhile } = step;
    model.next = {
      ...(fault ? { fault } : {}),
      ...(meanwhile ? { meanwhile: () => act(meanwhile) } : {}),
    };
    await publish(dying(crash)).catch((error: unknown) => {
      if (!(error instanceof Crash)) throw error;
    });
  }
  model.next = {};
  await publish(page);
  return { names, written, lines: (model.text ?? "").split("\n") };
}

it("However passes, crashes, lost answers, and edits of people interleave, each entry is on the page once and no line of theirs is lost", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(edit, touch, approve, pass), { maxLength: 25 }),
      async (steps: readonly Step[]) => {
        const { names, written, lines } = await play(steps);
        expect(await log.unpublished()).toBe(0);
        for (const name of names) {
          const shown = lines.filter((line) => line.includes(`[[gitlab:${name}|@${name}]]`));
          expect(shown, name).toHaveLength(1);
        }
        for (const line of written) expect(lines.filter((one) => one === line)).toHaveLength(1);
        const marked = lines.filter((line) => line.startsWith("* "));
        expect(marked).toHaveLength(names.length);
      },
    ),
    { numRuns: 200 },
  );
});

it("A pass that has nothing to publish doesn't touch the page, and a pass with many entries makes one edit", async () => {
  await log.clear();
  model.text = "Intro";
  for (let number = 0; number < 20; number++) await log.approve(`u${number}`, "2026-11-27T06:51:00Z");
  const before = model.saves();
  await log.publish(page);
  await log.publish(page);
  expect(model.saves() - before).toBe(1);
});
