import type { z } from "zod";
import { Failure } from "../failure/failure.ts";

interface Asked {
  /** Who answered: "GitLab (https://git.example.org)". */
  readonly server: string;
  /** What was asked for: "users/7?active=true". The part from `?` on isn't named. */
  readonly path: string;
}

/** Returns an answer in the shape that the schema describes. Throws a `Failure` that names what doesn't fit. */
export function readAs<T>(schema: z.ZodType<T>, answer: unknown, { server, path }: Asked): T {
  const { success, data, error } = schema.safeParse(answer);
  if (success) return data;
  const [issue] = error.issues;
  throw new Failure(
    `${server} sent something unexpected for ${path.split("?")[0]}: ${issue?.path.join(".")}: ${issue?.message}`,
  );
}
