import { element } from "./element.js";

/** Shows a row of tabs. Arrow keys move between them, as in Slack. */
export function tabs(label, list) {
  const buttons = list.map(([name, selected, choose, shown = name]) =>
    element(
      "button",
      {
        type: "button",
        role: "tab",
        "aria-selected": selected ? "true" : "false",
        tabindex: selected ? "0" : "-1",
        onclick: choose,
        onkeydown: (event) => {
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (!step) return;
          const at = buttons.indexOf(event.currentTarget);
          const next = buttons[(at + step + buttons.length) % buttons.length];
          next.focus();
          next.click();
        },
      },
      shown,
    ),
  );
  return element("div", { class: "tabs", role: "tablist", "aria-label": label }, buttons);
}
