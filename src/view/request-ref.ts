/** The request that a button or form is about. Its number alone would name another one after a restore. */
export interface RequestRef {
  readonly id: number;
  /** Random, and the request's own. */
  readonly mark: string;
}

/** What a button or form carries of it: "6.b3d6cd9e-…". */
export const formatRequestRef = ({ id, mark }: RequestRef) => `${id}.${mark}`;

/**
 * Reads `subjectValue` back. Earlier releases wrote the number alone; that is read with an empty mark, which is the right one of
 * no request. Undefined: it names no request.
 */
export function parseRequestRef(text: string): RequestRef | undefined {
  const [, id, mark = ""] = /^(\d{1,9})(?:\.([\da-f-]{36}))?$/.exec(text) ?? [];
  return id === undefined ? undefined : { id: Number(id), mark };
}
