import type { FastifyInstance } from "fastify";

/** Takes any body as bytes in this part of the server: forms of both kinds, and JSON whatever its content type says. */
export function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
}

/** The text fields of a form, urlencoded or multipart; of anything else none. The last of a name counts. */
export async function formFields(
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
