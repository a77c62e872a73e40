import { element } from "./element.js";

/** A strip above the messages that leads through the workspace, a step at a time. */
export function tourStrip(steps, at, { move, go }) {
  const step = steps[at];
  if (!step) return [];
  const last = at === steps.length - 1;
  const waits = !step.done;
  const to = (next) => {
    move(next);
    const target = steps[next];
    if (target) go(target);
  };
  return [
    element(
      "div",
      { class: "tour", role: "group", "aria-label": "Tour" },
      element(
        "p",
        {},
        element("strong", {}, `${at + 1} of ${steps.length}. `),
        step.text,
        waits ? element("span", { class: "todo", id: "tour-todo" }, step.todo) : "",
      ),
      element(
        "div",
        { class: "actions" },
        at > 0
          ? element("button", { type: "button", class: "button", onclick: () => to(at - 1) }, "Back")
          : "",
        element(
          "button",
          {
            type: "button",
            class: "button primary",
            disabled: waits,
            "aria-describedby": waits ? "tour-todo" : undefined,
            onclick: () => (last ? move(-1) : to(at + 1)),
          },
          last ? "Done" : "Next",
        ),
        last
          ? ""
          : element("button", { type: "button", class: "button", onclick: () => move(-1) }, "End the tour"),
      ),
    ),
  ];
}
