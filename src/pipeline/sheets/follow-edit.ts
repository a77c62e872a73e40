import type { Db } from "../../db/client.ts";
import { updateIntakeRow } from "../../db/intake-rows.ts";
import { listProjectsNamed } from "../../db/projects.ts";
import type { IntakeRow } from "../../db/tables/intake-rows.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import { sentencesOf } from "../intake/opened-row.ts";
import { amendByEdit, type EditedAnswers } from "./amend-by-edit.ts";
import { describeEdit } from "./describe-edit.ts";
import { interpretRow } from "./interpret-row.ts";
import { hasOtherPin } from "./pin-digest.ts";
import { sentenceOf, tellAboutRows } from "./row-news.ts";
import { type ReadingContext, recordOf } from "./take-in-row.ts";

/**
 * Takes over what someone has changed in the row of a request, if no one has decided finally: the card shows old and new, and what was
 * approved is asked again. Otherwise the request stays as it is, and the admins are told.
 */
export async function followEdit(row: RowRead, before: IntakeRow, context: ReadingContext): Promise<void> {
  const { setup, read, title, deps } = context;
  const { requestId: id } = before;
  if (id === null) return;
  const tell = (sentence: string) =>
    tellAboutRows(
      [{ row, sentences: [sentence] }],
      (_, sheet) => `A row of the ${sheet} was edited`,
      setup,
      deps,
    );
  const isNewPin = hasOtherPin(row, before.pinDigest, deps.secretKey);
  const changes = describeEdit(before.cells, row.answers, isNewPin);
  const interpreted = interpretRow(row, read, setup, deps.now());
  // The record stays as it is until the row can be used: it is compared with the answers that count.
  if (interpreted.kind === "problems") {
    const problems = interpreted.problems.map(sentenceOf).join("; ");
    return tell(`it can't be used now, because ${problems}. Request ${id} keeps the earlier answers`);
  }
  const answers = await withProject(interpreted.answers, context);
  if (!answers) return tell(`it names no project of ours now. Request ${id} keeps the earlier answers`);
  const { createdAt: _, ...record } = recordOf(row, before.stamp, context);
  const also = (tx: Db) => updateIntakeRow(tx, before.id, record);
  const why = await amendByEdit(
    { id },
    {
      answers,
      changes: changes.length > 0 ? changes : ["the cells have another form"],
      source: { file: title, row: row.row },
      remarks: sentencesOf(interpreted.warnings),
      trusted: setup.trusted,
      also,
    },
    deps,
  );
  if (why === undefined) return;
  await tell(`${changes.join("; ")}. But request ${id} ${why}`);
  await also(deps.db);
}

/** A quota row names its project in any case. */
async function withProject(
  answers: EditedAnswers,
  { deps }: Pick<ReadingContext, "deps">,
): Promise<EditedAnswers | undefined> {
  if (!("quota" in answers)) return answers;
  const [project, ...others] = await listProjectsNamed(deps.db, answers.project);
  return project && others.length === 0 ? { ...answers, project: project.name } : undefined;
}
