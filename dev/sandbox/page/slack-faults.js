import { element } from "./element.js";
import { button, number, toggle } from "./fault-inputs.js";

/** Shows what can go wrong in Slack. */
export function slackFaults({ faults }, post) {
  const set = (change) => post("faults", change);
  const drop = () => post("drop-connections", {});
  return element(
    "div",
    {},
    number("Rate-limit the next calls (429)", faults.rateLimit.calls, (calls) =>
      set({ rateLimit: { ...faults.rateLimit, calls } }),
    ),
    number("Retry-After for these, in seconds", faults.rateLimit.retryAfterSeconds, (retryAfterSeconds) =>
      set({ rateLimit: { ...faults.rateLimit, retryAfterSeconds } }),
    ),
    number("Fail the next calls (500)", faults.breakCalls, (breakCalls) => set({ breakCalls })),
    number("Execute the next calls but drop the responses", faults.loseAnswers, (loseAnswers) =>
      set({ loseAnswers }),
    ),
    number("Delay each response, in ms", faults.delayAnswersMs, (delayAnswersMs) => set({ delayAnswersMs })),
    number("Delay each event, in ms", faults.delayDeliveriesMs, (delayDeliveriesMs) =>
      set({ delayDeliveriesMs }),
    ),
    toggle("Send every event twice", faults.deliverTwice, (deliverTwice) => set({ deliverTwice })),
    toggle("Refuse new connections", faults.refuseSockets, (refuseSockets) => set({ refuseSockets })),
    button("Drop all connections", drop),
  );
}
