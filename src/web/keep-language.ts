import type { FastifyInstance } from "fastify";
import type { Log } from "../log.ts";
import { isBrowser } from "./answer.ts";
import { fieldText } from "./field-text.ts";
import { formFields } from "./form-fields.ts";
import { chooseLanguage } from "./text/choose-page-text.ts";

/** The pages whose link shows who sends their form. */
const PAGES = ["/request", "/agreements", "/decide", "/confirm", "/password", "/reset/confirm"] as const;
export type PersonalPage = (typeof PAGES)[number];

/** Keeps the language of the person whom a page's link was sent to. Does nothing for a link that doesn't work. */
export type KeepLanguage = (page: PersonalPage, token: string, language: string) => Promise<void>;

/**
 * Keeps the language of a browser that sends a form, so that what acct writes next is in this language. Opening a page isn't
 * enough, because email programs open links on their own. If it can't be kept, the form still counts.
 */
export function keepLanguages(app: FastifyInstance, keep: KeepLanguage, log: Pick<Log, "warn">): void {
  app.addHook("preHandler", async (request) => {
    const page = PAGES.find((one) => one === request.routeOptions.url);
    const language = chooseLanguage(request.headers["accept-language"]);
    if (request.method !== "POST" || !page || !language || !isBrowser(request)) return;
    const { body } = request;
    const fields = Buffer.isBuffer(body) ? await formFields(body, request.headers["content-type"]) : body;
    const token = fieldText((fields as { token?: unknown } | undefined)?.token).trim();
    await keep(page, token, language).catch((error: unknown) => {
      log.warn({ err: error }, "could not keep the language of a browser");
    });
  });
}
