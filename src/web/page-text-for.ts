import type { FastifyRequest } from "fastify";
import { isBrowser } from "./answer.ts";
import type { Site } from "./pages.ts";
import { choosePageText } from "./text/choose-page-text.ts";
import { en } from "./text/en.ts";
import type { PageText } from "./text/page-text.ts";

/** People read their browser's language. Programs always get English, even if the site uses another language. */
export function pageTextFor(request: FastifyRequest, { language }: Pick<Site, "language">): PageText {
  return isBrowser(request) ? choosePageText(request.headers["accept-language"], language) : en;
}
