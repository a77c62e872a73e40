import type { FastifyInstance } from "fastify";

/** Accepts any body as bytes in this part of the server: both kinds of forms, and JSON with any content type. */
export function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}

/**
 * The text fields of a form, urlencoded or multipart; any other body has none. If a name is repeated, the last one counts.
 * Throws (400) for a field with a NUL, which PostgreSQL rejects.
 */
export async function formFields(
  body: unknown,
  contentType: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  const fields = await parsed(body, contentType);
  if (Object.values(fields).some((value) => value.includes("\0"))) {
    throw Object.assign(new Error("the form contains a NUL character"), { statusCode: 400 });
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
    // This is not a form, so the caller reports its fields as missing.
    return {};
  }
}
