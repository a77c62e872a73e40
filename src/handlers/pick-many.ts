import type { Actor } from "../chat/chat.ts";
import type { Reply } from "../chat/interaction.ts";
import type { Verdict } from "../db/names.ts";
import { findRequest } from "../db/requests.ts";
import type { Request } from "../db/tables/requests.ts";
import type { Field, Form } from "../view/form.ts";
import { fullName } from "../view/full-name.ts";
import { planForPi } from "../view/plan-for-pi.ts";
import { requestTopic } from "../view/request-phrase.ts";
import { formatRequestRef, parseRequestRef, type RequestRef } from "../view/request-ref.ts";
import { writeDays } from "../view/write-days.ts";
import { explainWrongMark } from "./check-request-ref.ts";
import { decide } from "./decide.ts";
import { versionShown } from "./deny-outdated.ts";
import { type HandlerContext, invalidFields, message } from "./handler.ts";

const PAGE_SIZE = 30;

interface PickingOptions extends Required<Pick<Form, "action" | "title" | "submit">> {
  /** The maximum number of requests in one field. */
  readonly maxChoices: number;
  /** Whether the form flags requests that have warnings and asks the person to confirm that they approve them anyway. */
  readonly warns: boolean;
  readonly verdicts: readonly { readonly value: Verdict; readonly label: string }[];
}

/** Builds a form that lists the requests waiting for a person, 30 per page. The person decides on the ones they select. */
export function pickingForm(
  waiting: readonly Request[],
  { action, title, submit, verdicts, warns, maxChoices }: PickingOptions,
  values: Readonly<Record<string, string>> = {},
): Form {
  const pages = Math.max(1, Math.ceil(waiting.length / PAGE_SIZE));
  const page = Math.min(Number(values.page ?? 1), pages);
  const onPage = waiting.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  return {
    action,
    title,
    intro: [
      `${waiting.length} ${waiting.length === 1 ? "request needs" : "requests need"} a decision, oldest first.`,
      ...onPage.flatMap(describePlan),
    ],
    fields: [
      ...pageField(page, pages),
      ...pickFields(onPage, { page, warns, maxChoices }),
      ...verdictField(verdicts),
      ...confirmField(onPage, warns),
    ],
    submit,
  };
}

/** Describes what is approved along with a request. There is no room for this next to its checkbox. */
function describePlan(request: Request): string[] {
  const plan = planForPi(request);
  return plan.length > 0 ? [`${request.id} · ${writeDays(plan.join(", "))}`] : [];
}

function pageField(page: number, pages: number): Field[] {
  if (pages === 1) return [];
  const choices = Array.from({ length: Math.min(pages, 100) }, (_, index) => ({
    value: String(index + 1),
    label: `${index * PAGE_SIZE + 1} to ${(index + 1) * PAGE_SIZE}`,
  }));
  return [
    { name: "page", label: "Show", kind: "select", choices, initial: String(page), validateOnChange: true },
  ];
}

function pickFields(
  onPage: readonly Request[],
  {
    page,
    warns,
    maxChoices,
  }: { readonly page: number; readonly warns: boolean; readonly maxChoices: number },
): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < onPage.length; at += maxChoices) {
    const choices = onPage.slice(at, at + maxChoices).map((request) => ({
      value: formatRequestRef(request),
      label: `${warns && request.warnings.length > 0 ? "⚠ " : ""}${request.id} · ${fullName(request)} · ${requestTopic(request)} · ${request.email}`,
    }));
    fields.push({
      name: `picked${at / maxChoices}`,
      label: at === 0 ? "Requests" : "…",
      kind: "choices",
      choices,
      // With several fields, each of them can be left blank, and `decidePicked` checks that something is selected.
      ...(onPage.length > maxChoices ? { optional: true } : {}),
      resetKey: String(page),
    });
  }
  return fields;
}

/** Returns the choice of what happens to the selected requests. If only one thing can happen, the submit button says it. */
function verdictField(verdicts: PickingOptions["verdicts"]): Field[] {
  if (verdicts.length === 1) return [];
  return [{ name: "verdict", label: "With the selected requests", kind: "choice", choices: verdicts }];
}

/** Returns the choice that `explainFlagged` refers to when it lists the warnings of the selected requests. */
function confirmField(onPage: readonly Request[], warns: boolean): Field[] {
  if (!warns || onPage.every(({ warnings }) => warnings.length === 0)) return [];
  const choices = [
    { value: "no", label: "Don't approve them yet" },
    { value: "yes", label: APPROVE_FLAGGED },
  ];
  return [{ name: "confirmed", label: "Selected requests marked ⚠", kind: "choice", choices, initial: "no" }];
}

const APPROVE_FLAGGED = "Approve them, too";
const MAX_NAMED = 5;

/** Lists the warnings of the selected requests for a person who hasn't confirmed that they approve flagged ones. */
async function explainFlagged(
  picked: readonly RequestRef[],
  db: HandlerContext["db"],
): Promise<string | undefined> {
  const requests = await Promise.all(picked.map(({ id }) => findRequest(db, id)));
  const flagged = requests.flatMap((request) => (request && request.warnings.length > 0 ? [request] : []));
  if (flagged.length === 0) return undefined;
  const named = flagged.slice(0, MAX_NAMED).map(({ id, warnings }) => `${id}: ${warnings.join(" ")}`);
  const more = flagged.length > MAX_NAMED ? ` And ${flagged.length - MAX_NAMED} more.` : "";
  return `Please double-check. ${named.join(" ")}${more} If you're sure, choose "${APPROVE_FLAGGED}".`;
}

/**
 * Decides on each selected request separately, so that each decision is recorded. Returns a reply that explains any failures.
 */
export async function decidePicked(
  values: Readonly<Record<string, string>>,
  { verdicts, warns }: Pick<PickingOptions, "verdicts" | "warns">,
  actor: Actor,
  context: HandlerContext,
): Promise<Reply> {
  const [only] = verdicts.length === 1 ? verdicts : [];
  const verdict = only ?? verdicts.find(({ value }) => value === values.verdict);
  const picked = Object.entries(values)
    .filter(([name]) => name.startsWith("picked"))
    .flatMap(([, list]) => list.split(",").flatMap((value) => parseRequestRef(value) ?? []));
  if (!verdict) return invalidFields({ verdict: "Choose what to do." });
  if (picked.length === 0) return invalidFields({ picked0: "Select at least one request." });
  if (warns && verdict.value === "approved" && values.confirmed !== "yes") {
    const denial = await explainFlagged(picked, context.db);
    if (denial) return invalidFields({ confirmed: denial });
  }

  const failed = [];
  for (const subject of picked) {
    const input = {
      requestId: subject.id,
      verdict: verdict.value,
      shownVersion: versionShown({ subject }),
    };
    const late = (await explainWrongMark(subject, context.db)) ?? (await decide(input, actor, context))?.why;
    if (late) failed.push(late);
  }
  const count = picked.length - failed.length;
  return message(`${count} ${verdict.value === "spam" ? "marked as spam" : verdict.value}`, ...failed);
}
