/** The values of the options in each section. `DEFAULT` is a section like any other. */
export type OsloConf = Readonly<Record<string, Readonly<Record<string, string>>>>;

/**
 * Reads a configuration file the way oslo.config does (its iniparser and its string substitution): options are `key = value` or
 * `key: value`; a line that begins with whitespace continues the previous value; `#` or `;` starts a comment only at the start of
 * a line; one pair of quotes is removed; the last of several values wins; `$name` and `${name}` are replaced by that option's
 * value. Throws an error that names the line.
 */
export function readOsloConf(text: string): OsloConf {
  const sections: Record<string, Record<string, string>> = {};
  let options: Record<string, string> = {};
  sections.DEFAULT = options;
  let key: string | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === "") key = undefined;
    else if (/^\s/.test(line) && key !== undefined) {
      options[key] = `${options[key]}\n${line.trim()}`;
    } else if (/^\s*[#;]/.test(line)) continue;
    else if (/^\[.+\]\s*$/.test(line)) {
      const section = line.trim().slice(1, -1);
      options = sections[section] ?? {};
      sections[section] = options;
      key = undefined;
    } else {
      const [, name, value] = /^([^:=\s][^:=]*)[:=](.*)$/.exec(line) ?? [];
      if (name === undefined)
        throw new Error(`line ${index + 1} is neither a section nor an option: ${line.trim()}`);
      key = name.trim();
      options[key] = unquote((value ?? "").trim());
    }
  }
  return Object.fromEntries(
    Object.entries(sections).map(([name, values]) => [name, substitute(values, sections.DEFAULT ?? {})]),
  );
}

function unquote(value: string): string {
  const quote = value[0];
  return value.length > 1 && (quote === '"' || quote === "'") && value.endsWith(quote)
    ? value.slice(1, -1)
    : value;
}

function substitute(values: Readonly<Record<string, string>>, defaults: Readonly<Record<string, string>>) {
  const all = { ...defaults, ...values };
  const resolve = (value: string, depth = 0): string =>
    value.replaceAll(/\$(\$|\{(\w+)\}|(\w+))/g, (whole, dollar, braced, bare) => {
      if (dollar === "$") return "$";
      const found = all[braced ?? bare];
      return found === undefined || depth > 10 ? whole : resolve(found, depth + 1);
    });
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, resolve(value)]));
}
