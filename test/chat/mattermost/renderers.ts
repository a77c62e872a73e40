import type { Renderers } from "../../../src/chat/mattermost/show-reply.ts";
import type { SignAction } from "../../../src/chat/mattermost/sign-action.ts";
import type { Field } from "../../../src/view/form.ts";
import type { Notice } from "../../../src/view/notice.ts";

/** The plainest way to show things, so that these tests say nothing about how they look. */
export const renderers: Renderers = {
  notice: (notice, sign) => ({ message: "", props: { attachments: [attachment(notice, sign)] } }),
  home: ({ sections }, sign) => ({
    message: "",
    props: {
      attachments: sections.flatMap(({ entries }) => entries.map((entry) => attachment(entry, sign))),
    },
  }),
  dialog: ({ title, intro = [], fields, submit = "", action }, { state, lookupUrl }) => ({
    callback_id: action,
    title: title.slice(0, 24),
    introduction_text: intro.join("\n"),
    submit_label: submit.slice(0, 24),
    state,
    notify_on_cancel: false,
    elements: fields.map((field) => element(field, lookupUrl)),
  }),
  submission: (submission) =>
    Object.fromEntries(
      Object.entries((submission ?? {}) as object).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(",") : value === null ? "" : String(value),
      ]),
    ),
};

function attachment({ title, lines, buttons = [], request }: Notice, sign: SignAction) {
  return {
    title,
    text: lines.join("\n"),
    actions: buttons.map(({ action, label, mark, confirm }) => ({
      id: action.replaceAll("-", ""),
      name: label,
      type: "button",
      integration: sign({ action, subject: request, mark, confirm }),
    })),
  };
}

function element({ name, label, kind, choices = [], optional = false, initial }: Field, lookupUrl: string) {
  const options = choices.map(({ value, label: text }) => ({ value, text }));
  const common = { display_name: label.slice(0, 24), name, optional, default: initial ?? "" };
  switch (kind) {
    case "choice":
      return { ...common, type: "radio", options };
    case "select":
      return { ...common, type: "select", data_source: "dynamic", data_source_url: lookupUrl };
    case "choices":
      return { ...common, type: "select", multiselect: true, options };
    default:
      return { ...common, type: kind === "text" ? "textarea" : "text" };
  }
}
