/** What the names in the recording stand for in this run: "user:ann" is a uuid, "secret ann" is a token. */
export type Names = Map<string, string>;

const CLUSTER = "zzzzz";
const PLACEHOLDER = /<([a-z][A-Za-z0-9:. ]*)>/g;
const INFIXES = /^(?:tpzed|o0j2j|fngyi|4zz18|j7d0g|2x53u|gj3su)$/;
const UUID = `${CLUSTER}-[a-z0-9]{5}-[a-z0-9]{15}`;

/** The recording says "@" for the prefix of the cluster. */
const spellOut = (text: string) => text.replace(/@(?=-[a-z0-9]{5}-)/g, CLUSTER);

/** Puts the real values into what will be sent. Names without a value are left as they are. */
export function fillIn<Value>(value: Value, names: Names): Value {
  if (typeof value === "string")
    return spellOut(value).replace(
      PLACEHOLDER,
      (whole, name: string) => names.get(name) ?? valueFor(name) ?? whole,
    ) as Value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => fillIn(each, names)) as Value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillIn(each, names)])) as Value;
}

function valueFor(name: string): string | undefined {
  // A token that the recording chose itself.
  if (name === "secret") return "0123456789abcdefghijklmnopqrstuvwxyz0123456789abcd";
  return {
    time0: "2020-01-01T00:00:00Z",
    time3: "2099-01-01T00:00:00.000Z",
    time9: "2020-01-01T00:00:00.000000000Z",
  }[name];
}

/** Whether a text is what was recorded. Names that are new get their value from it. */
export function matchText(recorded: string, actual: string, names: Names): boolean {
  const found: string[] = [];
  const parts = spellOut(recorded).split(PLACEHOLDER);
  const source = parts
    .map((part, at) => {
      if (at % 2 === 0) return quote(part).replaceAll("\\(req\\)", "\\(req-?[\\w-]*\\)");
      const known = names.get(part);
      if (known !== undefined) return quote(known);
      const pattern = patternOf(part);
      if (!isName(part)) return pattern;
      found.push(part);
      return `(${pattern})`;
    })
    .join("");
  const hit = new RegExp(`^${source}$`).exec(actual);
  for (const [at, name] of found.entries()) if (hit) names.set(name, hit[at + 1] ?? "");
  return hit !== null;
}

/** Whether the same name must stand for the same value later. */
const isName = (part: string) => !INFIXES.test(part) && !/^(?:time\d|etag|err|host|secret)$/.test(part);

function patternOf(part: string): string {
  if (INFIXES.test(part)) return `${CLUSTER}-${part}-[a-z0-9]{15}`;
  if (part === "time9") return "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z";
  if (part.startsWith("secret")) return "[a-z0-9]{20,}";
  return /^(?:etag|err|host|time\d)$/.test(part) ? '[^"]+' : UUID;
}

const quote = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
