import { once } from "node:events";
import { createServer } from "node:http";

/** A wiki with a single page, whose API has what acct calls. */
export interface WikiPageModel {
  readonly apiUrl: string;
  /** The page; undefined if there is none. */
  text: string | undefined;
  /** Someone saves another text. */
  edit(text: string): void;
  /** What happens at the next edit through the API. */
  next: { fault?: "refused" | "lost"; meanwhile?: () => void };
  /** How many edits were saved through the API. */
  saves(): number;
  close(): Promise<void>;
}

export const MODEL_PAGE = "Log";
const TOKEN = "0123456789abcdef+\\";

/**
 * Starts a model of MediaWiki in memory, for tests with thousands of edits. It treats `baserevid`, `nocreate`, `createonly`, and trailing
 * blanks as MediaWiki 1.39 does without diff3: ApiEditPage.php, EditPage.php, and what test/wiki/mediawiki.test.ts sees of the real one.
 */
export async function startWikiPageModel(): Promise<WikiPageModel> {
  let [revision, saves] = [0, 0];
  const save = (text: string) => {
    model.text = text.trimEnd();
    revision += 1;
  };
  function answer(form: URLSearchParams): unknown {
    const asked = `${form.get("action")} ${form.get("meta") ?? form.get("prop") ?? ""}`;
    switch (asked.trim()) {
      case "query tokens":
        return { query: { tokens: { [`${form.get("type")}token`]: TOKEN } } };
      case "login":
        return { login: { result: "Success", lguserid: 3, lgusername: "Acct" } };
      case "query revisions":
        return { curtimestamp: new Date().toISOString(), query: { pages: [page()] } };
      case "edit":
        return edit(form);
      default:
        throw new Error(`The model doesn't know ${asked}`);
    }
  }
  function page() {
    if (model.text === undefined) return { ns: 0, title: MODEL_PAGE, missing: true };
    const main = { contentmodel: "wikitext", contentformat: "text/x-wiki", content: model.text };
    return { pageid: 1, ns: 0, title: MODEL_PAGE, revisions: [{ revid: revision, slots: { main } }] };
  }
  function edit(form: URLSearchParams) {
    if (form.get("token") !== TOKEN) return error("badtoken", "Invalid CSRF token.");
    if (form.get("title") !== MODEL_PAGE) throw new Error("The model has no such page");
    if (model.text === undefined && form.has("nocreate"))
      return error("missingtitle", "The page you specified doesn't exist.");
    if (model.text !== undefined && form.has("createonly"))
      return error("articleexists", "The article you tried to create has been created already.");
    const base = form.get("baserevid");
    if (base !== null && Number(base) !== revision) return error("editconflict", "Edit conflict: Log.");
    const text = (form.get("text") ?? "").trimEnd();
    if (text === model.text)
      return { edit: { result: "Success", pageid: 1, title: MODEL_PAGE, nochange: true } };
    save(text);
    saves += 1;
    return { edit: { result: "Success", pageid: 1, title: MODEL_PAGE, newrevid: revision } };
  }
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const form = new URLSearchParams(Buffer.concat(chunks).toString());
    const { fault, meanwhile } = form.get("action") === "edit" ? model.next : {};
    if (form.get("action") === "edit") model.next = {};
    meanwhile?.();
    if (fault === "refused") {
      request.socket.destroy();
      return;
    }
    const body = JSON.stringify(answer(form));
    if (fault === "lost") request.socket.destroy();
    else response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const model: WikiPageModel = {
    apiUrl: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/w/api.php`,
    text: undefined,
    edit: save,
    next: {},
    saves: () => saves,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
  return model;
}

const error = (code: string, info: string) => ({ error: { code, info } });
