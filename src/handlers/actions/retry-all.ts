import { retryRequests } from "../../pipeline/retry-request.ts";
import { listStuckCauses, type StuckCause } from "../../pipeline/stuck-causes.ts";
import type { Form } from "../../view/form.ts";
import { type Handler, message, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";

/** As many as a form can offer. */
const MOST = 10;
const MOST_NAMED = 5;

/** After an outage: an admin goes on with everything that is stuck for the same cause, and sees first how much that is. */
export const retryAll: Handler = {
  name: "retry-all",
  opensForm: true,
  command: { name: "retry all", help: "Go on with every request that is stuck for the same cause" },
  async run({ actor, values }, context) {
    const denial = denyReason("retry", actor);
    if (denial) return message("Not retried", denial);
    const causes = await listStuckCauses(context.db);
    if (!values) {
      if (causes.length === 0) return message("Nothing is stuck");
      return { kind: "form", form: formOf(causes, context.now()) };
    }
    const picked = (values.causes ?? "").split(",").map(readChoice);
    const requests = causes.flatMap(({ id, requests: stuck }) => {
      const asOf = picked.find((choice) => choice.id === id)?.asOf;
      // What has got stuck since the form was opened is not among those that were counted there.
      return asOf === undefined ? [] : stuck.filter(({ updatedAt }) => updatedAt <= asOf);
    });
    const { retried, denials } = await retryRequests(requests, toEventActor(actor), context);
    return message(
      `${counted(retried)} ${retried === 1 ? "goes" : "go"} on`,
      ...denials.slice(0, MOST_NAMED),
    );
  },
};

function formOf(causes: readonly StuckCause[], asOf: Date): Form {
  const total = causes.reduce((sum, { requests }) => sum + requests.length, 0);
  return {
    action: "retry-all",
    title: "Retry what is stuck",
    intro: [
      `${total === 1 ? "1 request is" : `${total} requests are`} stuck. Each one goes on from the stage that failed.`,
      ...causes.slice(0, MOST).map(labelOf),
      ...(causes.length > MOST ? [`And ${causes.length - MOST} more causes: /acct list stuck`] : []),
    ],
    fields: [
      {
        name: "causes",
        label: "Retry all of these",
        kind: "choices",
        choices: causes.slice(0, MOST).map((cause) => ({
          value: `${cause.id}.${asOf.getTime()}`,
          label: labelOf(cause),
        })),
        hint: "Best once the cause is gone: what fails again is stuck again.",
      },
    ],
    submit: "Retry",
  };
}

const labelOf = ({ sentence, requests }: StuckCause) => `${counted(requests.length)} at ${sentence}`;
const counted = (count: number) => `${count} ${count === 1 ? "request" : "requests"}`;

function readChoice(value: string): { readonly id: string; readonly asOf: Date } {
  const [id = "", asOf] = value.split(".");
  return { id, asOf: new Date(Number(asOf)) };
}
