import { element } from "./element.js";
import { markdown } from "./markdown.js";

let shown = "";

/** Shows the person's topmost dialog in Mattermost and keeps what was typed unless the dialog changes. */
export function showDialog(dialog, state, { submit, change, close, lookUp }) {
  const open = state.modal;
  const key = open ? JSON.stringify([state.me, open]) : "";
  if (key === shown) return;
  const isSame = shown.startsWith(JSON.stringify([state.me, open?.id]).slice(0, -1));
  const typed = isSame || dialog.dataset.id === open?.id ? valuesOf(dialog) : {};
  shown = key;
  dialog.dataset.id = open?.id ?? "";
  if (!open) {
    dialog.close();
    dialog.replaceChildren();
    return;
  }
  const { title, introduction_text, elements = [], submit_label } = open.dialog;
  const form = element(
    "form",
    {
      // The problems are shown as Mattermost's client does, not as the browser would.
      novalidate: true,
      onchange: ({ target }) => {
        if (elements.some(({ name, refresh }) => refresh && name === target.name))
          change(target.name, valuesOf(dialog));
      },
      onsubmit: async (event) => {
        event.preventDefault();
        const button = form.querySelector("[type=submit]");
        button.disabled = true;
        await submit(valuesOf(dialog));
        button.disabled = false;
      },
    },
    element("h2", {}, title),
    introduction_text ? element("div", { class: "text intro" }, markdown(introduction_text)) : undefined,
    elements.map((one) => field(one, open.errors[one.name], typed[one.name], { state, lookUp })),
    open.error ? element("p", { class: "trouble", role: "alert" }, open.error) : undefined,
    element(
      "div",
      { class: "actions end" },
      element("button", { type: "button", class: "button", onclick: () => close() }, "Cancel"),
      element("button", { type: "submit", class: "button primary" }, submit_label || "Submit"),
    ),
  );
  dialog.replaceChildren(form);
  dialog.oncancel = (event) => {
    event.preventDefault();
    close();
  };
  dialog.setAttribute("aria-label", title);
  if (!dialog.open) dialog.showModal();
  (
    dialog.querySelector("[aria-invalid]") ??
    dialog.querySelector("input:not([type=hidden]), textarea, select")
  )?.focus();
}

function field(one, error, typed, around) {
  const { name, display_name, type, help_text, optional } = one;
  const isGroup = type === "radio" || type === "bool";
  return element(
    "div",
    { class: "field" },
    element(
      isGroup ? "span" : "label",
      isGroup ? { class: "label" } : { for: name },
      display_name,
      optional
        ? element("span", { class: "optional" }, " (optional)")
        : element("span", { class: "bad" }, " *"),
    ),
    inputElement(one, { error, typed, ...around }),
    error ? element("p", { class: "error", role: "alert" }, error) : undefined,
    help_text ? element("div", { class: "hint" }, markdown(help_text)) : undefined,
  );
}

function inputElement(one, { error, typed, state, lookUp }) {
  const { name, type, subtype, placeholder = "", max_length, multiselect = false, data_source } = one;
  const value = typed ?? one.default ?? "";
  const common = { id: name, name, "aria-invalid": error ? "true" : undefined };
  switch (type) {
    case "textarea":
      return element("textarea", { ...common, rows: 4, placeholder, maxlength: max_length || 3000 }, value);
    case "select":
      return data_source === "dynamic"
        ? lookUpElement(common, { value, one, lookUp })
        : selectElement(common, { multiselect, placeholder, chosen: [value].flat(), one, state });
    case "bool":
      return element(
        "label",
        { class: "choice" },
        element("input", { ...common, type: "checkbox", checked: value === true || value === "true" }),
        ` ${placeholder}`,
      );
    case "radio":
      return element(
        "div",
        { class: "choices", role: "radiogroup", "aria-label": one.display_name },
        one.options.map((option) =>
          element(
            "label",
            {},
            element("input", { type: "radio", name, value: option.value, checked: option.value === value }),
            ` ${option.text}`,
          ),
        ),
      );
    case "text":
    case "date":
    case "datetime":
      return element("input", {
        ...common,
        type: type === "text" ? inputType(subtype) : type === "date" ? "date" : "datetime-local",
        value,
        placeholder,
        maxlength: type === "text" ? max_length || 150 : undefined,
        autocomplete: "off",
      });
    default:
      return element("p", { class: "unknown" }, `(a field of type ${type}, ${data_source ?? ""})`);
  }
}

const inputType = (subtype) =>
  ["email", "number", "tel", "url", "password"].includes(subtype) ? subtype : "text";

function selectElement(common, { multiselect, placeholder, chosen, one, state }) {
  const { data_source = "", options = [] } = one;
  const toOption = ({ text, value }) => element("option", { value, selected: chosen.includes(value) }, text);
  const choices =
    data_source === "users"
      ? state.people
          .filter(({ deleted, bot }) => !deleted && !bot)
          .map((person) => ({ text: `${person.name} (@${person.handle})`, value: person.id }))
      : data_source === "channels"
        ? state.channels.map((channel) => ({ text: channel.name, value: channel.id }))
        : options;
  return element(
    "select",
    { ...common, multiple: multiselect },
    multiselect ? "" : element("option", { value: "" }, placeholder || "Choose"),
    choices.map(toOption),
  );
}

/** A select that asks for its options while someone types. What they typed counts once they choose it. */
function lookUpElement(common, { value, one, lookUp }) {
  const { name, display_name, placeholder } = one;
  const chosen = element("input", { type: "hidden", name, value });
  const list = element("ul", { class: "options", role: "listbox", "aria-label": display_name, hidden: true });
  const choose = (option) => {
    chosen.value = option.value;
    search.value = option.text;
    list.hidden = true;
  };
  const show = async () => {
    const typed = search.value;
    const found = (await lookUp(name, typed, valuesOf(search.closest("dialog")))) ?? [];
    // Another letter was typed meanwhile.
    if (search.value !== typed || document.activeElement !== search) return;
    list.hidden = false;
    list.replaceChildren(
      ...(found.length === 0 ? [element("li", { class: "none" }, "No options")] : []),
      ...found.map((option) =>
        element(
          "li",
          { role: "option", onmousedown: (event) => event.preventDefault(), onclick: () => choose(option) },
          option.text,
        ),
      ),
    );
  };
  const search = element("input", {
    ...common,
    name: undefined,
    role: "combobox",
    "aria-expanded": "true",
    value,
    placeholder,
    autocomplete: "off",
    onfocus: show,
    oninput: () => {
      chosen.value = "";
      void show();
    },
    onkeydown: (event) => {
      const first = list.querySelector("[role=option]");
      if (event.key !== "Enter" || list.hidden || !first) return;
      event.preventDefault();
      first.click();
    },
    onblur: () => {
      list.hidden = true;
      if (chosen.value === "") search.value = "";
    },
  });
  return element("div", { class: "looked-up" }, chosen, search, list);
}

function valuesOf(dialog) {
  const values = {};
  for (const input of dialog.querySelectorAll("form [name]")) {
    if (input.type === "checkbox") values[input.name] = input.checked;
    else if (input.multiple) values[input.name] = [...input.selectedOptions].map(({ value }) => value);
    else if (input.type !== "radio" || input.checked) values[input.name] = input.value;
  }
  return values;
}
