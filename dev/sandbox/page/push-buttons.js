import { element } from "./element.js";

/** Shows buttons that act on the app or on a system around it, each with what to expect. */
export const pushButtons = (pushes, push) =>
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
  );
