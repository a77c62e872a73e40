import { element } from "./element.js";
import { time } from "./time.js";

/** Lists the sent emails, newest first; the newest one is open. */
export function mailList(mails) {
  if (mails.length === 0) return element("p", { class: "nothing" }, "No email yet.");
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
          // Without allow-scripts nothing in the email runs. It has the same origin so that its height can be read.
          sandbox: "allow-popups allow-popups-to-escape-sandbox allow-same-origin",
          onload: (event) => fitHeight(event.currentTarget),
          srcdoc: `<base target="_blank">${mail.html || `<pre>${mail.text.replaceAll("<", "&lt;")}</pre>`}`,
        }),
      ),
    ),
  );
}

/** Makes the frame as high as the email, so that nothing is cut off. */
function fitHeight(frame) {
  const height = frame.contentDocument?.documentElement.scrollHeight ?? 0;
  if (height > 0) frame.style.height = `${height + 2}px`;
}

const BAD = new Set(["too late", "failed"]);

/** Shows the traffic: events sent to the app and how fast it acknowledged them, and the app's API calls. */
export function wire({ deliveries, calls, app }, chat) {
  return element(
    "div",
    {},
    element("h3", {}, `Events sent to ${app.name}`),
    element("p", { class: "quiet" }, chat.connections(app.connections)),
    element(
      "table",
      {},
      deliveries
        .toReversed()
        .map(({ what, outcome, ackMs, problem, at }) =>
          element(
            "tr",
            { class: BAD.has(outcome) ? "bad" : "" },
            element("td", { class: "at" }, time(at)),
            element("td", {}, what),
            element("td", {}, wordsOf(outcome, ackMs, problem)),
          ),
        ),
    ),
    element("h3", {}, `API calls from ${app.name}`),
    element(
      "table",
      {},
      calls
        .toReversed()
        .map(({ method, result, at }) =>
          element(
            "tr",
            { class: result === "ok" ? "" : "bad" },
            element("td", { class: "at" }, time(at)),
            element("td", {}, method),
            element("td", {}, result),
          ),
        ),
    ),
  );
}

function wordsOf(outcome, ackMs, problem) {
  if (outcome === "acked") return `acknowledged in ${ackMs} ms`;
  return outcome === "answered" ? `answered in ${ackMs} ms` : `${outcome} ${problem ?? ""}`;
}
