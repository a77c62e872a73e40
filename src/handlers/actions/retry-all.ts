import { findSystem } from "../../pipeline/find-system.ts";
import { retryRequests } from "../../pipeline/retry-request.ts";
import { listStuckCauses, type StuckCause } from "../../pipeline/stuck-causes.ts";
import type { Form } from "../../view/form.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";

const MAX_DENIALS = 5;

/** Lets an admin retry all requests that are stuck for the same cause, such as an outage. The form shows how many there are. */
export const retryAll: GeneralHandler = {
  name: "retry-all",
  right: "retry",
  notDone: "Not retried",
  command: {
    name: "retry all",
    arguments: "[system]",
    help: "Choose the causes, and retry every request that is stuck for them",
  },
  async form({ text }, { db, now, chat, provisioners }) {
    const typed = text.replace(/^all\b/i, "").trim();
    const found = typed === "" ? { system: undefined } : findSystem(typed, provisioners);
    if ("denial" in found) return message("Not retried", found.denial);
    const causes = await listStuckCauses(db, found.system);
    return causes.length === 0 ? message("Nothing is stuck") : formFor(causes, now(), chat.limits.choices);
  },
  async run({ actor, values }, context) {
    const causes = await listStuckCauses(context.db);
    const picked = (values.causes ?? "").split(",").map(readChoice);
    const requests = causes.flatMap(({ id, requests: stuck }) => {
      const asOf = picked.find((choice) => choice.id === id)?.asOf;
      // A request that got stuck after the form was opened is left out, because the form didn't count it.
      return asOf === undefined ? [] : stuck.filter(({ updatedAt }) => updatedAt <= asOf);
    });
    const { retried, denials } = await retryRequests(requests, toEventActor(actor), context);
    return message(
      `Retrying ${formatCount(retried)}`,
      ...denials.slice(0, MAX_DENIALS),
      ...(denials.length > MAX_DENIALS ? [`And ${denials.length - MAX_DENIALS} more: /acct list stuck`] : []),
    );
  },
};

function formFor(causes: readonly StuckCause[], asOf: Date, maxCauses: number): Form {
  const total = causes.reduce((sum, { requests }) => sum + requests.length, 0);
  return {
    action: "retry-all",
    title: "Retry stuck requests",
    intro: [
      `${total === 1 ? "1 request is" : `${total} requests are`} stuck. Each one resumes where it failed.`,
      ...causes.slice(0, maxCauses).map(describeCause),
      ...(causes.length > maxCauses
        ? [`And ${causes.length - maxCauses} more causes: /acct list stuck`]
        : []),
    ],
    fields: [
      {
        name: "causes",
        label: "Retry all of these",
        kind: "choices",
        choices: causes.slice(0, maxCauses).map((cause) => ({
          value: `${cause.id}.${asOf.getTime()}`,
          label: describeCause(cause),
        })),
        hint: "Fix the cause first: whatever fails again gets stuck again.",
      },
    ],
    submit: "Retry",
  };
}

const describeCause = ({ sentence, requests }: StuckCause) =>
  `${formatCount(requests.length)} at ${sentence}`;
const formatCount = (count: number) => `${count} ${count === 1 ? "request" : "requests"}`;

function readChoice(value: string): { readonly id: string; readonly asOf: Date } {
  const [id = "", asOf] = value.split(".");
  return { id, asOf: new Date(Number(asOf)) };
}
