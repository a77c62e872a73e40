import type { FastifyRequest } from "fastify";
import { isBrowser } from "./answer.ts";
import type { Site } from "./pages.ts";
import { chooseWords } from "./words/choose-words.ts";
import { en } from "./words/en.ts";
import type { Words } from "./words/words.ts";

/** People read the language of their browser. What a program is told stays the same whatever the site speaks. */
export function wordsForReader(request: FastifyRequest, { language }: Pick<Site, "language">): Words {
  return isBrowser(request) ? chooseWords(request.headers["accept-language"], language) : en;
}
