import { element } from "./element.js";

/** Shows the tour above the messages, one step at a time. */
export function tourStrip(steps, at, { idOf, nameOf, user, chat, isHere, move, go }) {
  const step = steps[at];
  if (!step) return [];
  const last = at === steps.length - 1;
  const waits = !step.done;
  const isElsewhere = step.chat !== undefined && step.chat !== chat;
  const isOther = step.as !== undefined && idOf(step.as) !== user;
  const isAway = isElsewhere || isOther || (step.place !== undefined && !isHere(step.place));
  const to = (next) => {
    move(next);
    const target = steps[next];
    if (target) go(target);
  };
  return [
    element(
      "div",
      {
        class: "tour",
        role: "group",
        "aria-label": "Tour",
        "data-step": String(at + 1),
        "data-as": step.as && idOf(step.as),
      },
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
              goLabel(step, { isElsewhere, isOther, nameOf }),
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

function turnOf({ as, chat }, nameOf) {
  const where = chat === undefined ? "" : ` in ${chat}`;
  return as === undefined ? "" : ` · ${nameOf(as)}’s turn${where}`;
}

function goLabel({ as, chat }, { isElsewhere, isOther, nameOf }) {
  if (isElsewhere) return `Open ${chat} as ${nameOf(as)}`;
  return isOther ? `Act as ${nameOf(as)}` : "Show me where";
}
