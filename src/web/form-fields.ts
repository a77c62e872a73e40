import type { FastifyInstance } from "fastify";

/** Takes any body as bytes in this part of the server: forms of both kinds, and JSON whatever its content type says. */
export function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}

/**
 * The text fields of a form, urlencoded or multipart; of anything else none. The last of a name counts. Throws (400) when
 * one has a NUL, which no text of ours has and PostgreSQL takes from nobody.
 */
export async function formFields(
  body: unknown,
  contentType: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const fields = await parsed(body, contentType);
  if (Object.values(fields).some((value) => value.includes("\0"))) {
    throw Object.assign(new Error("a NUL character in a form"), { statusCode: 400 });
  }
  return fields;
}

async function parsed(
  body: unknown,
  contentType: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (!Buffer.isBuffer(body)) return {};
  try {
    const form = await new Response(new Uint8Array(body), {
      headers: { "content-type": contentType ?? "" },
    }).formData();
    return Object.fromEntries(
      [...form].flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : [])),
    );
  } catch {
    // Not a form: whoever reads the fields says that they are missing.
    return {};
  }
}
