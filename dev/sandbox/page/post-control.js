import { element } from "./element.js";

/** Renders a button or a menu of a message. `doing.people` are the choices of a menu of people. */
export function control({ id, type, name, style, options, data_source, disabled, tooltip }, doing) {
  if (type !== "select") {
    return element(
      "button",
      {
        type: "button",
        class: `button ${style ?? ""}`,
        "data-action": id,
        disabled: disabled === true,
        title: tooltip,
        onclick: (event) => busyWhile(event.currentTarget, () => doing.press(id)),
      },
      name,
    );
  }
  const choices =
    data_source === "users"
      ? doing.people.map((person) => ({ text: person.name, value: person.id }))
      : options;
  return element(
    "select",
    {
      "aria-label": name,
      "data-action": id,
      onchange: (event) => {
        const { target } = event;
        if (target.value !== "") void busyWhile(target, () => doing.choose(id, target.value));
      },
    },
    element("option", { value: "" }, name),
    (choices ?? []).map(({ text, value }) => element("option", { value }, text)),
  );
}

async function busyWhile(pressed, act) {
  pressed.classList.add("busy");
  await act();
  pressed.classList.remove("busy");
}
