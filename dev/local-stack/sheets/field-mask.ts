/** The fields that an answer shall have; `true` for everything below. */
type Mask = true | { readonly [name: string]: Mask };

/** Reads a field mask, such as "a,b(c,d/e),f.g". */
export function parseMask(text: string): Mask {
  let at = 0;
  const list = (): Mask => {
    const fields: Record<string, Mask> = {};
    for (;;) {
      const [name = ""] = /^[\w*]+/.exec(text.slice(at)) ?? [];
      at += name.length;
      let below: Mask = true;
      if (text[at] === "(") {
        at += 1;
        below = list();
        at += 1;
      } else if (text[at] === "/" || text[at] === ".") {
        at += 1;
        below = single();
      }
      if (name === "*") return true;
      const known = fields[name];
      fields[name] = known === undefined || known === true || below === true ? below : { ...known, ...below };
      if (text[at] !== ",") return fields;
      at += 1;
    }
  };
  const single = (): Mask => {
    const [name = ""] = /^[\w*]+/.exec(text.slice(at)) ?? [];
    at += name.length;
    let below: Mask = true;
    if (text[at] === "(") {
      at += 1;
      below = list();
      at += 1;
    } else if (text[at] === "/" || text[at] === ".") {
      at += 1;
      below = single();
    }
    return { [name]: below };
  };
  return list();
}

/** Leaves out what the mask lacks. An object of which nothing is left stays as an empty one, as at Google. */
export function applyMask(value: unknown, mask: Mask): unknown {
  if (mask === true || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => applyMask(one, mask));
  const object = value as Record<string, unknown>;
  const kept: Record<string, unknown> = {};
  for (const name of Object.keys(mask)) {
    const below = mask[name];
    if (object[name] !== undefined && below !== undefined) kept[name] = applyMask(object[name], below);
  }
  return kept;
}
