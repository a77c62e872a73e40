import { element } from "./element.js";

/** A line above the messages for each switch that is on, so that nobody wonders why nothing works. */
export function brokenLines(breaks, turn) {
  return breaks
    .filter(({ broken }) => broken)
    .map(({ name, label, mend }) =>
      element(
        "div",
        { class: "broken", "data-broken": name },
        element("p", {}, element("span", { "aria-hidden": "true" }, "⚠ "), `${label}.`),
        element("button", { type: "button", class: "button", onclick: () => turn(name, false) }, mend),
      ),
    );
}
