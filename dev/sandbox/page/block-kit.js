import { element } from "./element.js";
import { mrkdwn } from "./mrkdwn.js";

/** Renders a text object. */
export function text(object, people) {
  return object.type === "mrkdwn"
    ? mrkdwn(object.text, people)
    : [element("div", { class: "line" }, object.text)];
}

/** Renders blocks. `press(actionId, value)` is called for buttons, after their confirmation. */
export function blocks(list, { people, press }) {
  return list.map((block) => {
    switch (block.type) {
      case "header":
        return element("h3", {}, block.text.text);
      case "section":
        return element(
          "div",
          { class: "section" },
          block.text ? element("div", { class: "text" }, text(block.text, people)) : undefined,
          block.fields
            ? element(
                "div",
                { class: "fields" },
                block.fields.map((field) => element("div", {}, text(field, people))),
              )
            : undefined,
        );
      case "context":
        return element(
          "div",
          { class: "context" },
          block.elements.map((part) => text(part, people)),
        );
      case "actions":
        return element(
          "div",
          { class: "actions" },
          block.elements.map((button) => buttonElement(button, press)),
        );
      case "divider":
        return element("hr");
      case "markdown":
        return element("div", { class: "text" }, block.text);
      default:
        return element("p", { class: "unknown" }, `(a block of type ${block.type})`);
    }
  });
}

function buttonElement(button, press) {
  const { text: label, style, confirm, action_id, value, url } = button;
  return element(
    "button",
    {
      type: "button",
      class: `button ${style ?? ""}`,
      "data-action": action_id,
      onclick: async (event) => {
        if (url) window.open(url, "_blank", "noreferrer");
        if (confirm && !(await isConfirmed(confirm))) return;
        const pressed = event.currentTarget ?? event.target;
        pressed.classList.add("busy");
        await press(action_id, value);
        pressed.classList.remove("busy");
      },
    },
    label.text,
  );
}

/** Shows a confirmation dialog like Slack's. */
function isConfirmed({ title, text: question, confirm, deny }) {
  return new Promise((resolve) => {
    const answer = (yes) => () => {
      dialog.close();
      dialog.remove();
      resolve(yes);
    };
    const dialog = element(
      "dialog",
      { class: "confirm" },
      element("h2", {}, title.text),
      element("p", {}, question.text),
      element(
        "div",
        { class: "actions" },
        element("button", { type: "button", class: "button", onclick: answer(false) }, deny.text),
        element("button", { type: "button", class: "button danger", onclick: answer(true) }, confirm.text),
      ),
    );
    dialog.addEventListener("cancel", () => resolve(false));
    document.body.append(dialog);
    dialog.showModal();
  });
}
