import { blocks as renderBlocks } from "./block-kit.js";
import { element } from "./element.js";

let shown = "";
let later;
/** Longer than a click takes. */
const PRESS_MS = 100;

/** Shows the person's topmost modal and keeps what was typed unless the modal changes. */
export function showModal(dialog, state, doing) {
  clearTimeout(later);
  // A button that is replaced between mouse down and mouse up is never clicked.
  if (dialog.querySelector("button:active")) {
    later = setTimeout(() => showModal(dialog, state, doing), PRESS_MS);
    return;
  }
  const { submit, change, close } = doing;
  const view = state.modal;
  const key = view ? JSON.stringify([state.me, view.id, view.hash, view.errors, view.trouble]) : "";
  if (key === shown) return;
  const focus = focusIn(dialog);
  const typed = shown.startsWith(JSON.stringify([state.me, view?.id]).slice(0, -1)) ? valuesOf(dialog) : {};
  shown = key;
  if (!view) {
    dialog.close();
    dialog.replaceChildren();
    return;
  }
  const { title, submit: submitLabel, close: closeLabel, blocks } = view.content;
  const form = element(
    "form",
    {
      onsubmit: async (event) => {
        event.preventDefault();
        const button = form.querySelector("[type=submit]");
        if (button) button.disabled = true;
        await submit(view.id, valuesOf(dialog));
        if (button) button.disabled = false;
      },
    },
    element("h2", {}, title.text),
    view.trouble ? element("p", { class: "trouble", role: "alert" }, view.trouble) : undefined,
    blocks.map((block) =>
      block.type === "input"
        ? field(block, view.errors[block.block_id], state, typed[block.block_id], (name) =>
            change(view.id, valuesOf(dialog), name),
          )
        : renderBlocks([block], { people: state.people, press: async () => undefined }),
    ),
    element(
      "div",
      { class: "actions end" },
      element(
        "button",
        { type: "button", class: "button", onclick: () => close(view.id) },
        closeLabel?.text ?? "Close",
      ),
      submitLabel
        ? element("button", { type: "submit", class: "button primary" }, submitLabel.text)
        : undefined,
    ),
  );
  dialog.replaceChildren(form);
  dialog.oncancel = (event) => {
    event.preventDefault();
    close(view.id);
  };
  dialog.setAttribute("aria-label", title.text);
  if (!dialog.open) dialog.showModal();
  const again = focus && dialog.querySelector(`#${CSS.escape(focus.id)}`);
  if (!again) {
    dialog.querySelector("[aria-invalid], input, textarea, select")?.focus();
    return;
  }
  again.focus();
  if (focus.from !== null && again.setSelectionRange) again.setSelectionRange(focus.from, focus.to);
}

/** Remembers where the person is typing, to continue there when the app updates the form. */
function focusIn(dialog) {
  const active = document.activeElement;
  if (!dialog.contains(active) || !active.id) return undefined;
  const isText = active.tagName === "TEXTAREA" || active.type === "text";
  return {
    id: active.id,
    from: isText ? active.selectionStart : null,
    to: isText ? active.selectionEnd : null,
  };
}

/** How long typing must pause before the app is notified. */
const PAUSE_MS = 150;

/** Notifies the app of changes and typing if the input asks for it, as Slack's client does. */
function changeListeners(block, notify) {
  if (!block.dispatch_action) return {};
  const { type, dispatch_action_config: config } = block.element;
  if (type !== "plain_text_input") return { onchange: () => notify(block.block_id) };
  if (!config?.trigger_actions_on.includes("on_character_entered")) return {};
  let timer;
  return {
    oninput: () => {
      clearTimeout(timer);
      timer = setTimeout(() => notify(block.block_id), PAUSE_MS);
    },
  };
}

function field(block, error, state, typed, notify) {
  const { label, hint, optional, element: input, block_id } = block;
  // The name of a group of choices is not the label of a single input.
  const isGroup = input.type === "checkboxes" || input.type === "radio_buttons";
  return element(
    "div",
    { class: "field" },
    element(
      isGroup ? "span" : "label",
      isGroup ? { class: "label" } : { for: block_id },
      label.text,
      optional ? element("span", { class: "optional" }, " (optional)") : "",
    ),
    inputElement(input, {
      id: block_id,
      error,
      state,
      typed,
      listeners: changeListeners(block, notify),
      label: label.text,
    }),
    error ? element("p", { class: "error", role: "alert" }, error) : undefined,
    hint ? element("p", { class: "hint" }, hint.text) : undefined,
  );
}

function inputElement(input, { id, error, state, typed, listeners, label }) {
  const common = { id, name: id, "aria-invalid": error ? "true" : undefined, ...listeners };
  switch (input.type) {
    case "plain_text_input": {
      const value = typed ?? input.initial_value ?? "";
      if (input.multiline) return element("textarea", { ...common, rows: 4 }, value);
      return element("input", { ...common, type: "text", value, autocomplete: "off" });
    }
    case "datepicker":
      return element("input", { ...common, type: "date", value: typed ?? input.initial_date ?? "" });
    case "users_select": {
      const chosen = typed ?? input.initial_user ?? "";
      const people = state.people.filter(({ deleted }) => !deleted);
      return element(
        "select",
        common,
        element("option", { value: "" }, "Choose a person"),
        people.map((person) =>
          element("option", { value: person.id, selected: person.id === chosen }, person.name),
        ),
      );
    }
    case "static_select": {
      const chosen = typed ?? input.initial_option?.value ?? "";
      return element(
        "select",
        common,
        element("option", { value: "" }, "Choose"),
        input.options.map(({ text, value }) =>
          element("option", { value, selected: value === chosen }, text.text),
        ),
      );
    }
    case "radio_buttons":
    case "checkboxes": {
      const chosen =
        typed ?? input.initial_option?.value ?? input.initial_options?.map(({ value }) => value) ?? [];
      const type = input.type === "checkboxes" ? "checkbox" : "radio";
      return element(
        "div",
        {
          class: "choices",
          role: type === "radio" ? "radiogroup" : "group",
          "aria-label": label,
          ...listeners,
        },
        input.options.map(({ text, value }) =>
          element(
            "label",
            {},
            element("input", { type, name: id, value, checked: [chosen].flat().includes(value) }),
            ` ${text.text}`,
          ),
        ),
      );
    }
    default:
      return element("p", { class: "unknown" }, `(an input of type ${input.type})`);
  }
}

function valuesOf(dialog) {
  const form = dialog.querySelector("form");
  if (!form) return {};
  const values = {};
  for (const input of form.querySelectorAll("[name]")) {
    if (input.type === "checkbox") {
      values[input.name] ??= [];
      if (input.checked) values[input.name].push(input.value);
    } else if (input.type !== "radio" || input.checked) values[input.name] = input.value;
  }
  return values;
}
