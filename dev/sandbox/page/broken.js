import { element } from "./element.js";

/** Shows a line above the messages for each active problem, so that no one wonders why something fails. */
export function brokenLines(breaks, turn) {
  return breaks
    .filter(({ broken }) => broken)
    .map(({ name, label, fixLabel }) =>
      element(
        "div",
        { class: "broken", "data-broken": name },
        element("p", {}, element("span", { "aria-hidden": "true" }, "⚠ "), `${label}.`),
        element("button", { type: "button", class: "button", onclick: () => turn(name, false) }, fixLabel),
      ),
    );
}
