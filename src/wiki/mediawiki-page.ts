import { z } from "zod";
import { Failure } from "../failure/failure.ts";
import type { WikiJson } from "./call-wiki.ts";
import { type WikiClientOptions, wikiClient } from "./wiki-client.ts";
import { type WikiConfig, wikiName } from "./wiki-config.ts";
import { isConflict, isNonceUsed, WikiError } from "./wiki-error.ts";
import { AnswerLostError, EditConflictError, type PageVersion, type WikiPage } from "./wiki-page.ts";

const revision = z.looseObject({
  revid: z.number(),
  slots: z.looseObject({
    main: z.looseObject({ content: z.string(), contentmodel: z.string().default("wikitext") }),
  }),
});
const page = z.looseObject({
  title: z.string(),
  missing: z.boolean().default(false),
  invalid: z.boolean().default(false),
  revisions: z.array(revision).default([]),
});
const readAnswer = z.looseObject({
  curtimestamp: z.string(),
  query: z.looseObject({
    pages: z.array(page).default([]),
    redirects: z.array(z.looseObject({ from: z.string(), to: z.string() })).default([]),
  }),
});

const editAnswer = z.looseObject({
  edit: z.looseObject({
    result: z.string(),
    newrevid: z.number().optional(),
    nochange: z.boolean().default(false),
  }),
});

/** A page of MediaWiki, through its action API. */
export function mediawikiPage(config: WikiConfig, options: WikiClientOptions): WikiPage {
  const client = wikiClient(config, options);
  const name = wikiName(config);

  return {
    name,
    title: config.page,
    async read() {
      const asked = { prop: "revisions", rvprop: "ids|content", rvslots: "main", titles: config.page };
      return toVersion(config, await client.query({ ...asked, redirects: "1", curtimestamp: "1" }));
    },
    async save(version, { text, summary }) {
      const answer = await client
        .change({
          action: "edit",
          title: version.title,
          text,
          summary,
          starttimestamp: version.readAt,
          watchlist: "nochange",
          ...(config.bot ? { bot: "1" } : {}),
          ...(version.revision === undefined
            ? { createonly: "1" }
            : { nocreate: "1", baserevid: String(version.revision) }),
        })
        .catch((error: unknown) => {
          throw inPort(error, name, version.title);
        });
      return savedRevision(answer, name, version);
    },
  };
}

/** Returns the page in the answer. Throws if what the wiki shows is no page that acct can add lines to. */
function toVersion(config: WikiConfig, answer: WikiJson): PageVersion {
  const { data } = readAnswer.safeParse(answer);
  const name = wikiName(config);
  if (!data)
    throw new Failure(`${name} sent something unexpected for the page ${config.page}: check wiki.apiUrl`);
  const [found] = data.query.pages;
  if (!found || found.invalid)
    throw new Failure(`${name} has no page of its own with the title ${config.page}: check wiki.page`);
  const [latest] = found.revisions;
  if (!found.missing && !latest) throw new Failure(`${name} doesn't let acct read the page ${config.page}`);
  if (latest && latest.slots.main.contentmodel !== "wikitext") {
    throw new Failure(`The page ${found.title} in ${name} isn't wikitext: choose another page (wiki.page)`, {
      lasts: true,
    });
  }
  return {
    title: found.title,
    ...(data.query.redirects.length > 0 ? { redirectedFrom: config.page } : {}),
    revision: latest?.revid,
    text: latest?.slots.main.content ?? "",
    readAt: data.curtimestamp,
  };
}

/** A used nonce means that an attempt of ours has reached the wiki before, so the page has to be read. */
function inPort(error: unknown, name: string, title: string): unknown {
  if (!(error instanceof WikiError)) return error;
  if (isConflict(error))
    return new EditConflictError(`Someone else keeps changing the page ${title} in ${name}`, {
      cause: error,
    });
  if (isNonceUsed(error)) return new AnswerLostError(error.message, { cause: error });
  return error;
}

function savedRevision(answer: WikiJson, name: string, { title, revision }: PageVersion): number {
  const { data } = editAnswer.safeParse(answer);
  const { result = "", nochange = false, newrevid } = data?.edit ?? {};
  const saved = nochange ? revision : newrevid;
  if (result === "Success" && saved !== undefined) return saved;
  throw new Failure(
    `${name} did not save the page ${title}, for example because it wants a CAPTCHA solved: exempt acct's account from its filters`,
  );
}
