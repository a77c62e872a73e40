/** Refers to the request that a button or form is about. After a restore, the number alone could refer to another request. */
export interface RequestRef {
  readonly id: number;
  /** A random value that is unique to the request. */
  readonly mark: string;
  /** The version of the request that the message shows. Undefined if an earlier release wrote the message. */
  readonly version?: number;
}

/** Formats the reference as the value of a button or form: "6.b3d6cd9e-….12". */
export const formatRequestRef = (ref: RequestRef): string => `${ref.id}.${formatMark(ref)}`;

/** Formats what follows the number: "b3d6cd9e-….12". */
export const formatMark = ({ mark, version }: Pick<RequestRef, "mark" | "version">): string =>
  version === undefined ? mark : `${mark}.${version}`;

/**
 * Reads what `formatRequestRef` wrote. A number alone has an empty mark, which no request has. Returns undefined if the text
 * doesn't name a request.
 */
export function parseRequestRef(text: string): RequestRef | undefined {
  const [, id, mark = "", version] = /^(\d{1,9})(?:\.([\da-f-]{36})(?:\.(\d{1,9}))?)?$/.exec(text) ?? [];
  if (id === undefined) return undefined;
  return { id: Number(id), mark, ...(version === undefined ? {} : { version: Number(version) }) };
}
