import { element } from "./element.js";

/** Shows the tour above the messages, one step at a time. */
export function tourStrip(steps, at, { nameOf, user, place, move, go }) {
  const step = steps[at];
  if (!step) return [];
  const last = at === steps.length - 1;
  const waits = !step.done;
  const isOther = step.as !== undefined && step.as !== user;
  const isAway = isOther || (step.place !== undefined && step.place !== place);
  const to = (next) => {
    move(next);
    const target = steps[next];
    if (target) go(target);
  };
  return [
    element(
      "div",
      { class: "tour", role: "group", "aria-label": "Tour", "data-step": String(at + 1), "data-as": step.as },
      element(
        "div",
        {},
        element("p", { class: "quiet" }, `Step ${at + 1} of ${steps.length}${turnOf(step, nameOf)}`),
        element("p", {}, step.text),
        waits ? element("p", { class: "todo", id: "tour-todo" }, step.todo) : "",
        isOther
          ? element(
              "p",
              { class: "other" },
              `You're acting as ${nameOf(user)}. This step is for ${nameOf(step.as)}.`,
            )
          : "",
      ),
      element(
        "div",
        { class: "actions" },
        at > 0
          ? element("button", { type: "button", class: "button", onclick: () => to(at - 1) }, "Back")
          : "",
        isAway
          ? element(
              "button",
              { type: "button", class: "button primary", onclick: () => go(step) },
              isOther ? `Act as ${nameOf(step.as)}` : "Show me where",
            )
          : "",
        element(
          "button",
          {
            type: "button",
            class: `button ${isAway ? "" : "primary"}`,
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

const turnOf = ({ as }, nameOf) => (as === undefined ? "" : ` · ${nameOf(as)}’s turn`);
