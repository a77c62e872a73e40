import { element } from "./element.js";
import { labeled } from "./fault-inputs.js";

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
      element("summary", {}, `More: make ${chat} fail for ${app.name}`),
      faultSwitches,
    ),
  );
}
