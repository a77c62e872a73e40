/** The field that an element of a dialog belongs to, and the option of it, if the element is only one of its checkboxes. */
export interface ElementName {
  readonly field: string;
  /** What the person entered is discarded when this changes, because the element is another one then. */
  readonly resetKey?: string | undefined;
  readonly option?: string | undefined;
  /** The value is the server's ID of a person. */
  readonly isPerson?: boolean;
}

const SEPARATOR = "~";

/** The name of the element that only exists so that a form without fields can be sent. It begins like no field. */
export const NO_FIELD = SEPARATOR;

/** Ends the name of an element for a person, because a submitted ID looks like a word. */
const PERSON = "@";

/** Writes the name of an element: `project`, `picked0~2`, `pi~@` for a person, or `picked0~2~value` for a checkbox. */
export function formatElementName({ field, resetKey = "", option, isPerson = false }: ElementName): string {
  const key = `${resetKey}${isPerson ? PERSON : ""}`;
  if (option !== undefined) return [field, key, option].join(SEPARATOR);
  return key === "" ? field : `${field}${SEPARATOR}${key}`;
}

/** Reads what `formatElementName` wrote. The name of a field never contains the separator. */
export function readElementName(name: string): ElementName {
  const [field = "", key = "", ...option] = name.split(SEPARATOR);
  const isPerson = key.endsWith(PERSON);
  return {
    field,
    resetKey: isPerson ? key.slice(0, -PERSON.length) : key,
    option: option.length === 0 ? undefined : option.join(SEPARATOR),
    isPerson,
  };
}
