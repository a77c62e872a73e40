import { element } from "./element.js";

/** Shows switches that break the app's dependencies, buttons that act on it, and, under "More", Slack's own failures. */
export function breakIt({ breaks, pushes, faults, app }, { turn, push, set, drop }) {
  return element(
    "div",
    {},
    breaks.map(({ name, label, note, broken }) =>
      element(
        "div",
        { class: "break" },
        labeled(label, {
          type: "checkbox",
          role: "switch",
          "data-break": name,
          checked: broken,
          onchange: (event) => turn(name, event.target.checked),
        }),
        element("p", { class: "quiet" }, note),
      ),
    ),
    pushes.map(({ name, label, note, state }) =>
      element(
        "div",
        { class: "break" },
        element(
          "button",
          {
            type: "button",
            class: "button",
            "data-push": name,
            onclick: async (event) => {
              const button = event.currentTarget;
              button.disabled = true;
              await push(name);
              button.disabled = false;
            },
          },
          label,
        ),
        element("p", { class: "quiet" }, note),
        state ? element("p", {}, state) : "",
      ),
    ),
    element(
      "details",
      { open: breaks.length === 0, class: "more" },
      element("summary", {}, `More: make Slack fail for ${app.name}`),
      faultSwitches(faults, { set, drop }),
    ),
  );
}

function faultSwitches(faults, { set, drop }) {
  const number = (label, value, change) =>
    labeled(label, {
      type: "number",
      min: "0",
      value: String(value),
      onchange: (event) => change(Number(event.target.value)),
    });
  const toggle = (label, value, change) =>
    labeled(label, {
      type: "checkbox",
      checked: value,
      onchange: (event) => change(event.target.checked),
    });
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
    element("button", { type: "button", class: "button", onclick: drop }, "Drop all connections"),
  );
}

function labeled(label, input) {
  return element("label", { class: "switch" }, element("span", {}, label), element("input", input));
}
