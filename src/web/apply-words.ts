import type { Field } from "../view/form.ts";
import { languageOr } from "../view/languages.ts";
import { translatePhrase } from "../view/templates/phrases.ts";
import { readOwnTemplates } from "../view/templates/templates.ts";
import type { PageText } from "./text/page-text.ts";

/** A field of the public form in the reader's language. */
export interface ShownField {
  readonly name: string;
  readonly label: string;
  readonly kind: Field["kind"];
  readonly hint: string | undefined;
  readonly optional: boolean;
  readonly maxLength: number | undefined;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly problem: ShownProblem | undefined;
}

export interface ShownProblem {
  readonly text: string;
  /** Set if it is in another language than the page. */
  readonly lang?: "en";
}

export type FieldWords = Readonly<
  Partial<Record<string, { readonly label: string; readonly hint?: string | undefined }>>
>;

interface Filled {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  /** A PIN is stored already. */
  readonly keepsPin: boolean;
  /** What this form calls some of its fields, if not as in the form for an account. */
  readonly fieldWords?: FieldWords;
}

/** The fields with the words of the reader's language. In English, they are those of the form in the chat. A PIN is never filled in again. */
export function fieldsInWords(
  fields: readonly Field[],
  { values, errors, keepsPin, fieldWords = {} }: Filled,
  pageText: PageText,
): ShownField[] {
  const { apply } = pageText;
  return fields.map(
    ({ name, label, kind, hint, optional = false, maxLength, choices = [], initial = "" }) => {
      const words = fieldWords[name] ?? apply.fields[name];
      const isKept = keepsPin && name === "pin";
      const own = name === "username" && !optional ? (apply.problems?.chooseUsername ?? hint) : undefined;
      const error = errors[name];
      return {
        name,
        kind,
        maxLength,
        label: words?.label ?? label,
        hint: isKept ? apply.pinKept : (own ?? (words ? words.hint : hint)),
        optional: optional || isKept,
        value: name === "pin" ? "" : (values[name] ?? initial),
        // The site writes the names of its groups.
        choices: choices.map((one) => ({
          value: one.value,
          label: kind === "choice" ? (apply.choices[one.value] ?? one.label) : one.label,
        })),
        problem: error === undefined ? undefined : problemInWords(name, error, pageText),
      };
    },
  );
}

type Problems = NonNullable<PageText["apply"]["problems"]>;

/** What the sentences of the form mean, and what follows from the parts of a sentence. */
const MEANINGS: readonly [means: RegExp, say: (words: Problems, ...parts: string[]) => string][] = [
  [/ is missing\.$|^Please fill in this field\.$/, ({ missing }) => missing],
  [/ has more than (\d+) characters\.$/, ({ tooLong }, characters = "") => tooLong(characters)],
  [/ can't contain :\/\/, /, ({ onlyName }) => onlyName],
  [/ were lost on the way: /, ({ lost }) => lost],
  [
    / must start with a letter and contain only .*; do you mean ([a-z0-9._-]+)\?\.$/,
    ({ systemName, suggested }, name = "") => `${systemName} ${suggested(name)}`,
  ],
  [/ must start with a letter and contain only /, ({ systemName }) => systemName],
  [/ must be 4 to 8 digits\.$/, ({ pin }) => pin],
  [/ is not a public SSH key such as /, ({ sshKey }) => sshKey],
  [
    /^([a-z0-9._-]+) already exists\. You can join it\.$/,
    ({ projectExists }, name = "") => projectExists(name),
  ],
  [/^There's no project called ([a-z0-9._-]+)\.$/, ({ noProject }, name = "") => noProject(name)],
  [/^Enter the address of the person who can confirm /, ({ choosePi }) => choosePi],
  [/^Please choose one in Latin letters\. /, ({ chooseUsername }) => chooseUsername],
];

/** A sentence in the reader's language, or as it is and marked as English if it is none of those above. */
function problemInWords(
  field: string,
  sentence: string,
  { language, apply: { problems } }: PageText,
): ShownProblem {
  if (problems === undefined) return { text: sentence };
  for (const [means, say] of MEANINGS) {
    const found = means.exec(sentence);
    if (found) return { text: say(problems, ...found.slice(1)) };
  }
  if (field === "piEmail") return { text: problems.address };
  const translated = translatePhrase(sentence, readOwnTemplates().templates, languageOr(language));
  return translated === sentence ? { text: sentence, lang: "en" } : { text: translated };
}
