import { element } from "./element.js";
import { labeled } from "./fault-inputs.js";
import { pushButtons } from "./push-buttons.js";

/** Shows switches that break the app's dependencies, buttons that act on it, and, under "More", the chat's own failures. */
export function breakIt({ breaks, pushes, app }, { chat, turn, push, faultSwitches }) {
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
    pushButtons(
      pushes.filter(({ panel }) => panel === undefined),
      push,
    ),
    element(
      "details",
      { open: breaks.length === 0, class: "more" },
      element("summary", {}, `More: make ${chat} fail for ${app.name}`),
      faultSwitches,
    ),
  );
}
