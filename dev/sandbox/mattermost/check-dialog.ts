import type { Dialog, DialogElement } from "./installation.ts";

const MAX = {
  title: 24,
  display_name: 24,
  name: 300,
  help_text: 150,
  text: 150,
  textarea: 3000,
  select: 3000,
  bool: 150,
};
const SUBTYPES = ["", "text", "email", "number", "tel", "url", "password"];

/** Returns what is wrong with a dialog, which the server only logs (developers.mattermost.com/integrate/plugins/interactive-dialogs). */
export function checkDialog({ title, elements }: Dialog): string[] {
  const fields = elements ?? [];
  const names = fields.map(({ name }) => name);
  return [
    ...(!title || bytes(title) > MAX.title ? [`invalid dialog title ${title}`] : []),
    ...names
      .filter((name, at) => names.indexOf(name) !== at)
      .map((name) => `duplicate dialog element ${name}`),
    ...fields.flatMap((element) => checkElement(element).map((problem) => `${element.name}: ${problem}`)),
  ];
}

function checkElement(element: DialogElement): string[] {
  const { type, subtype = "", min_length = 0, max_length = 0, options = [], data_source = "" } = element;
  const problems: string[] = [];
  const check = (is: boolean, problem: string) => {
    if (!is) problems.push(problem);
  };
  const fits = (field: "display_name" | "name" | "help_text" | "default" | "placeholder", max: number) =>
    check(bytes(element[field] ?? "") <= max, `${field} cannot be longer than ${max} characters`);
  check(min_length >= 0 && min_length <= max_length, "min length should be less than max length");
  check(Boolean(element.display_name), "display_name cannot be empty");
  check(Boolean(element.name), "name cannot be empty");
  fits("display_name", MAX.display_name);
  fits("name", MAX.name);
  fits("help_text", MAX.help_text);
  check(
    element.multiselect !== true || type === "select",
    "multiselect can only be used with select elements",
  );
  switch (type) {
    case "text":
    case "textarea":
    case "select":
      fits("default", MAX[type]);
      fits("placeholder", MAX[type]);
      if (type !== "select") check(SUBTYPES.includes(subtype), `invalid subtype ${subtype}`);
      else if (data_source === "dynamic")
        check(Boolean(element.data_source_url), "dynamic data_source requires data_source_url");
      else check(["", "users", "channels"].includes(data_source), `invalid data source ${data_source}`);
      if (type === "select" && data_source === "")
        check(isOption(element), "default value doesn't exist in options");
      break;
    case "bool":
      fits("placeholder", MAX.bool);
      check(["", "true", "false"].includes(element.default ?? ""), "invalid default of bool");
      break;
    case "radio":
      check(isOption(element), "default value doesn't exist in options");
      break;
    case "date":
    case "datetime":
    case "action_button":
      break;
    default:
      problems.push(`invalid element type ${type}`);
  }
  check(
    options.every(({ text, value }) => text !== "" && value !== ""),
    "an option without text or value",
  );
  return problems;
}

function isOption({ default: given = "", options = [], multiselect }: DialogElement): boolean {
  const values = multiselect === true ? given.split(",").map((value) => value.trim()) : [given];
  return values.every((value) => value === "" || options.some((option) => option.value === value));
}

/** The server counts bytes here. */
function bytes(text: string): number {
  return Buffer.byteLength(text);
}
