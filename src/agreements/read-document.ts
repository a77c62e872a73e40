import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { Failure } from "../failure/failure.ts";
import { fetchTrusting } from "../outbound/fetch-trusting.ts";
import type { Agreement } from "./agreement.ts";
import { type DocumentText, MAX_DOCUMENT_BYTES, type TextFormat, toDocumentText } from "./document-text.ts";

const TIMEOUT_MS = 10_000;

/**
 * Reads the text of an agreement as it is now, so that a change of the file or the page counts without a restart. Throws a `Failure`
 * with a sentence if it can't be read or is empty.
 */
export async function readDocument({
  name,
  title,
  source,
}: Pick<Agreement, "name" | "title" | "source">): Promise<DocumentText> {
  const { text, format } =
    "file" in source ? await readTextFile(name, source.file) : await fetchText(name, source.url);
  const document = toDocumentText(title, text, format);
  if (document.blocks.length === 0)
    throw new Failure(`The agreement ${name} in acct.yml has no text, so no one can sign it`);
  return document;
}

const FORMATS: Readonly<Record<string, TextFormat>> = {
  ".md": "markdown",
  ".markdown": "markdown",
  ".html": "html",
  ".htm": "html",
};

async function readTextFile(name: string, file: string) {
  try {
    const text = await readFile(file, "utf8");
    return { text, format: FORMATS[extname(file).toLowerCase()] ?? "plain" };
  } catch (error) {
    throw new Failure(`The text of the agreement ${name} can't be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

async function fetchText(name: string, url: string) {
  const failed = (why: string, cause?: unknown) =>
    new Failure(`The text of the agreement ${name} can't be loaded from ${url}: ${why}`, { cause });
  try {
    const response = await fetchTrusting(undefined, url, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: "text/markdown, text/plain, text/html" },
    });
    if (!response.ok) throw failed(`it answers ${response.status}`);
    const format = formatOf(response.headers.get("content-type") ?? "", url);
    return { text: await readLimited(response), format };
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw failed((error as Error).message, error);
  }
}

function formatOf(contentType: string, url: string): TextFormat {
  if (contentType.startsWith("text/html")) return "html";
  if (contentType.startsWith("text/markdown")) return "markdown";
  return FORMATS[extname(new URL(url).pathname).toLowerCase()] ?? "plain";
}

async function readLimited(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    parts.push(part);
    size += part.length;
    if (size > MAX_DOCUMENT_BYTES) break;
  }
  return Buffer.concat(parts).toString("utf8");
}
