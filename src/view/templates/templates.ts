import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { frenchSpaces, LANGUAGES, type Language } from "../languages.ts";
import { checkTemplate } from "./check-template.ts";
import { parseTemplate, type Template } from "./template.ts";
import { VARIABLES } from "./variables.ts";

/** Every message in every language, by its name. */
export type Templates = Readonly<Record<Language, ReadonlyMap<string, Template>>>;

export interface ReadTemplates {
  readonly templates: Templates;
  /** What is wrong with a file, as "file:line: sentence". Then nothing should be sent. */
  readonly problems: readonly string[];
}

/** Parts that every email has, such as the greeting. */
export const COMMON = "common";

const OWN_FOLDER = fileURLToPath(new URL("../../../templates/", import.meta.url));

let own: ReadTemplates | undefined;

/** Our own messages, which are read once. */
export function readOwnTemplates(): ReadTemplates {
  if (own) return own;
  const problems: string[] = [];
  const read = (language: Language) => {
    const folder = join(OWN_FOLDER, language);
    const names = readdirSync(folder).filter((file) => file.endsWith(".md"));
    const parse = (file: string) =>
      parseFile(join(folder, file), `templates/${language}/${file}`, language, problems);
    return new Map(names.toSorted().map((file) => [file.slice(0, -3), parse(file)]));
  };
  const templates = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)])) as Record<
    Language,
    Map<string, Template>
  >;
  for (const [name, english] of templates.en) {
    problems.push(...undocumented(english));
    for (const language of LANGUAGES) {
      const translated = templates[language].get(name);
      if (translated) problems.push(...checkTemplate(translated, english));
      else problems.push(`templates/${language}/${name}.md: The file is missing`);
    }
  }
  for (const language of LANGUAGES) {
    for (const name of templates[language].keys()) {
      if (!templates.en.has(name))
        problems.push(`templates/${language}/${name}.md: There is no such message`);
    }
  }
  own = { templates, problems };
  return own;
}

/** The site's messages, or ours if no configuration was read. */
export const orOwnTemplates = (templates: Templates | undefined): Templates =>
  templates ?? readOwnTemplates().templates;

/** Finds variables that no one has described. A variable that is named like a section stands for that section. */
function undocumented({ file, variables, sections }: Template): string[] {
  const names = [...variables.values()].flatMap((used) => [...used]);
  const isSection = (name: string) =>
    [...sections.keys()].some((section) => section === name || section.startsWith(`${name}: `));
  return names
    .filter(([name]) => !(name in VARIABLES) && !isSection(name))
    .map(([name, line]) => `${file}:${line}: {{${name}}} isn't described in src/view/templates/variables.ts`);
}

/**
 * Our own messages, replaced by the site's where its folder has a file of the same language and name, such as
 * `de/welcome.md`. Each file must say the same things as ours: everything that is unknown or missing is a problem.
 */
export function readTemplates(folder: string | undefined): ReadTemplates {
  const { templates: ours, problems: ownProblems } = readOwnTemplates();
  if (folder === undefined) return { templates: ours, problems: ownProblems };
  const problems = [...ownProblems];
  const templates = Object.fromEntries(
    LANGUAGES.map((language) => [language, new Map(ours[language])]),
  ) as Record<Language, Map<string, Template>>;
  for (const { language, name, path, shown } of listOverrides(folder, problems)) {
    const english = ours.en.get(name);
    if (!english) {
      problems.push(`${shown}: There is no message called ${name}. docs/messages.md lists them`);
      continue;
    }
    const before = problems.length;
    const template = parseFile(path, shown, language, problems);
    if (problems.length === before) problems.push(...checkTemplate(template, english));
    templates[language].set(name, template);
  }
  return { templates, problems };
}

function listOverrides(folder: string, problems: string[]) {
  const found: { language: Language; name: string; path: string; shown: string }[] = [];
  for (const entry of listFolder(folder, "site.templates", problems)) {
    if (!entry.isDirectory()) continue;
    const language = LANGUAGES.find((each) => each === entry.name);
    const inside = join(folder, entry.name);
    if (!language) {
      problems.push(`${inside}: The folders of site.templates are called ${LANGUAGES.join(", ")}`);
      continue;
    }
    for (const { name: file } of listFolder(inside, "site.templates", problems)) {
      if (file.startsWith(".") || file.endsWith("~")) continue;
      const shown = join(shownFolder(folder), language, file);
      if (!file.endsWith(".md")) problems.push(`${shown}: The name of a message ends in .md`);
      else found.push({ language, name: file.slice(0, -3), path: join(inside, file), shown });
    }
  }
  return found;
}

/** A folder as people would name it: below the current one, or from the root. */
function shownFolder(folder: string): string {
  const path = relative(".", folder) || ".";
  return path.startsWith("..") ? folder : path;
}

function listFolder(folder: string, setting: string, problems: string[]) {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === "ENOENT"
        ? "doesn't exist"
        : code === "ENOTDIR"
          ? "isn't a folder"
          : `can't be read: ${message}`;
    problems.push(`${setting}: ${folder} ${why}`);
    return [];
  }
}

function parseFile(path: string, shown: string, language: Language, problems: string[]): Template {
  let source = "";
  try {
    source = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    problems.push(`${shown}: can't read the file as UTF-8: ${(error as Error).message}`);
  }
  return parseTemplate(source, shown, problems, language === "fr" ? frenchSpaces : undefined);
}
