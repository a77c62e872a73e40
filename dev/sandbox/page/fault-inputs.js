import { element } from "./element.js";

export function labeled(label, input) {
  return element("label", { class: "switch" }, element("span", {}, label), element("input", input));
}

/** A number that the person can change. */
export function number(label, value, change, min = 0) {
  return labeled(label, {
    type: "number",
    min: String(min),
    value: String(value),
    onchange: (event) => change(Number(event.target.value)),
  });
}

/** A checkbox. */
export function toggle(label, value, change) {
  return labeled(label, {
    type: "checkbox",
    checked: value,
    onchange: (event) => change(event.target.checked),
  });
}

export function button(label, press) {
  return element("button", { type: "button", class: "button", onclick: press }, label);
}
