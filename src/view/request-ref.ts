/** Refers to the request that a button or form is about. After a restore, the number alone could refer to another request. */
export interface RequestRef {
  readonly id: number;
  /** A random value that is unique to the request. */
  readonly mark: string;
}

/** Formats the reference as the value of a button or form: "6.b3d6cd9e-…". */
export const formatRequestRef = ({ id, mark }: RequestRef) => `${id}.${mark}`;

/**
 * Reads what `formatRequestRef` wrote. A number alone has an empty mark, which no request has. Returns undefined if the text
 * doesn't name a request.
 */
export function parseRequestRef(text: string): RequestRef | undefined {
  const [, id, mark = ""] = /^(\d{1,9})(?:\.([\da-f-]{36}))?$/.exec(text) ?? [];
  return id === undefined ? undefined : { id: Number(id), mark };
}
