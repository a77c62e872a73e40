import { element } from "./element.js";
import { time } from "./time.js";

/** The mails that went out, the newest first and open. */
export function mailList(mails) {
  if (mails.length === 0) return element("p", { class: "nothing" }, "No mail yet.");
  return element(
    "div",
    {},
    mails.toReversed().map((mail, at) =>
      element(
        "details",
        {
          open: at === 0,
          ontoggle: (event) => fitHeight(event.currentTarget.querySelector("iframe")),
          "data-subject": mail.subject,
          "data-key": `${mails.length - at}`,
        },
        element(
          "summary",
          {},
          element("strong", {}, mail.subject),
          element("span", { class: "quiet" }, `to ${mail.to.join(", ")} · ${time(mail.at)}`),
        ),
        element("iframe", {
          title: mail.subject,
          // Without allow-scripts nothing in the mail runs; of the same origin, so that its height can be read.
          sandbox: "allow-popups allow-popups-to-escape-sandbox allow-same-origin",
          onload: (event) => fitHeight(event.currentTarget),
          srcdoc: `<base target="_blank">${mail.html || `<pre>${mail.text.replaceAll("<", "&lt;")}</pre>`}`,
        }),
      ),
    ),
  );
}

/** As high as the mail is, so that nothing of it is cut off. */
function fitHeight(frame) {
  const height = frame.contentDocument?.documentElement.scrollHeight ?? 0;
  if (height > 0) frame.style.height = `${height + 2}px`;
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
