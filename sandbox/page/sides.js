import { element } from "./element.js";

const time = (at) => new Date(at).toLocaleTimeString("en-GB");

/** The mails that went out, the newest first and open. */
export function mailList(mails) {
  if (mails.length === 0) return element("p", { class: "nothing" }, "No mail yet.");
  return element(
    "div",
    {},
    mails.toReversed().map((mail, at) =>
      element(
        "details",
        { open: at === 0, "data-subject": mail.subject, "data-key": `${mails.length - at}` },
        element(
          "summary",
          {},
          element("strong", {}, mail.subject),
          element("span", { class: "quiet" }, `to ${mail.to.join(", ")} · ${time(mail.at)}`),
        ),
        element("iframe", {
          title: mail.subject,
          sandbox: "allow-popups allow-popups-to-escape-sandbox",
          srcdoc: `<base target="_blank">${mail.html || `<pre>${mail.text.replaceAll("<", "&lt;")}</pre>`}`,
        }),
      ),
    ),
  );
}

const BAD = new Set(["too late", "failed"]);

/** What went over the wire: what the app was told and how fast it acknowledged, and what it asked for. */
export function wire({ deliveries, calls, app }) {
  return element(
    "div",
    {},
    element("h3", {}, "Told to the app"),
    element("p", { class: "quiet" }, `${app.connections} Socket Mode connections`),
    element(
      "table",
      {},
      deliveries
        .toReversed()
        .map(({ what, outcome, ackMs, problem, at }) =>
          element(
            "tr",
            { class: BAD.has(outcome) ? "bad" : "" },
            element("td", {}, time(at)),
            element("td", {}, what),
            element("td", {}, outcome === "acked" ? `acked in ${ackMs} ms` : `${outcome} ${problem ?? ""}`),
          ),
        ),
    ),
    element("h3", {}, "Asked by the app"),
    element(
      "table",
      {},
      calls
        .toReversed()
        .map(({ method, result, at }) =>
          element(
            "tr",
            { class: result === "ok" ? "" : "bad" },
            element("td", {}, time(at)),
            element("td", {}, method),
            element("td", {}, result),
          ),
        ),
    ),
  );
}

/** The switches for what goes wrong. */
export function faultSwitches(faults, { set, drop }) {
  const number = (label, value, change) =>
    element(
      "label",
      { class: "switch" },
      element("span", {}, label),
      element("input", {
        type: "number",
        min: "0",
        value: String(value),
        onchange: (event) => change(Number(event.target.value)),
      }),
    );
  const toggle = (label, value, change) =>
    element(
      "label",
      { class: "switch" },
      element("span", {}, label),
      element("input", {
        type: "checkbox",
        checked: value,
        onchange: (event) => change(event.target.checked),
      }),
    );
  return element(
    "div",
    {},
    number("Answer the next calls 429", faults.rateLimit.calls, (calls) =>
      set({ rateLimit: { ...faults.rateLimit, calls } }),
    ),
    number("… with Retry-After, in seconds", faults.rateLimit.retryAfterSeconds, (retryAfterSeconds) =>
      set({ rateLimit: { ...faults.rateLimit, retryAfterSeconds } }),
    ),
    number("Answer the next calls 500", faults.breakCalls, (breakCalls) => set({ breakCalls })),
    number("Do the next calls, lose the answers", faults.loseAnswers, (loseAnswers) => set({ loseAnswers })),
    number("Delay each answer, in ms", faults.delayAnswersMs, (delayAnswersMs) => set({ delayAnswersMs })),
    number("Delay each delivery, in ms", faults.delayDeliveriesMs, (delayDeliveriesMs) =>
      set({ delayDeliveriesMs }),
    ),
    toggle("Deliver everything twice", faults.deliverTwice, (deliverTwice) => set({ deliverTwice })),
    toggle("Refuse new connections", faults.refuseSockets, (refuseSockets) => set({ refuseSockets })),
    element("button", { type: "button", class: "button", onclick: drop }, "Drop all connections"),
  );
}
