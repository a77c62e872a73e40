import { z } from "zod";
import { Failure } from "../failure/failure.ts";

const record = z.looseObject({
  model: z.string(),
  pk: z.union([z.number(), z.string()]).nullish(),
  fields: z.record(z.string(), z.unknown()),
});

/** An object of ColdFront's, as Django writes it (docs.djangoproject.com, "Serializing Django objects"). */
export interface DumpedObject {
  /** Its primary key; with `--natural-primary`, Django leaves it out where it can. */
  readonly pk: string | undefined;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The objects of a dump by model, such as "project.project". */
export interface ColdFrontDump {
  list(model: string): readonly DumpedObject[];
  /** Finds what a reference leads to, whether it is a primary key or a natural key (`--natural-foreign`). */
  find(model: string, reference: unknown): DumpedObject | undefined;
  /** Lists the objects whose field refers to this object; undefined: to an object that the dump doesn't have. */
  listOf(
    model: string,
    field: string,
    of: { readonly model: string; readonly object: DumpedObject | undefined },
  ): readonly DumpedObject[];
  /** Returns the name of a status, a role, or a type that a reference leads to; empty if the dump doesn't have it. */
  nameOf(model: string, reference: unknown): string;
}

/** Returns the natural keys of the models that have one (ColdFront 1.1, `natural_key` of its models). */
type NaturalKeys = Readonly<
  Record<string, (object: DumpedObject, dump: ColdFrontDump) => readonly unknown[]>
>;

/** Parses what `coldfront dumpdata --format=json` writes. Throws a failure if it is anything else. */
export function parseColdFrontDump(text: string): ColdFrontDump {
  const objects = Map.groupBy(parse(text), ({ model }) => model.toLowerCase());
  const list = (model: string) => objects.get(model) ?? [];
  const keys = new Map<string, ReadonlyMap<string, DumpedObject>>();
  const referring = new Map<string, Map<DumpedObject | undefined, DumpedObject[]>>();
  const dump: ColdFrontDump = {
    list,
    listOf(model, field, of) {
      const key = `${model}.${field}`;
      const known =
        referring.get(key) ?? Map.groupBy(list(model), ({ fields }) => dump.find(of.model, fields[field]));
      referring.set(key, known);
      return known.get(of.object) ?? [];
    },
    find(model, reference) {
      const known = keys.get(model) ?? index(model);
      keys.set(model, known);
      return known.get(keyOf(reference));
    },
    nameOf(model, reference) {
      const [natural] = Array.isArray(reference) ? reference : [];
      return textOf(natural) || textOf(dump.find(model, reference)?.fields.name);
    },
  };

  function index(model: string): ReadonlyMap<string, DumpedObject> {
    const found = new Map<string, DumpedObject>();
    for (const object of list(model)) {
      if (object.pk !== undefined) found.set(keyOf(object.pk), object);
      const natural = NATURAL_KEYS[model]?.(object, dump);
      if (natural) found.set(keyOf(natural), object);
    }
    return found;
  }
  return dump;
}

const NATURAL_KEYS: NaturalKeys = {
  "auth.user": ({ fields }) => [fields.username],
  "project.project": ({ fields }, dump) => {
    const { pi } = fields;
    return [fields.title, Array.isArray(pi) ? pi[0] : dump.find("auth.user", pi)?.fields.username];
  },
};

const keyOf = (reference: unknown) => JSON.stringify([reference].flat().map(String));

/** Returns a text without spaces around it; empty for anything that is no text. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function parse(text: string): readonly (DumpedObject & { readonly model: string })[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Failure(`it is not JSON, or it was cut: ${(error as Error).message}`);
  }
  const { data, error } = z.array(record).safeParse(json);
  if (!data) {
    const [issue] = error.issues;
    throw new Failure(
      `it is not what coldfront dumpdata --format=json writes: object ${Number(issue?.path[0] ?? 0) + 1}: ${issue?.message}`,
    );
  }
  return data.map(({ model, pk, fields }) => ({ model, pk: pk == null ? undefined : String(pk), fields }));
}
