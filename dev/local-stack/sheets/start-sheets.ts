import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import {
  ApiError,
  apiDisabled,
  badRequest,
  quotaExceeded,
  unauthenticated,
  unavailable,
} from "./api-error.ts";
import { shownRows } from "./grid-answer.ts";
import { addTab, type Person, personIn, type TabOptions } from "./person.ts";
import { answerCall, isRead, nameCall, type SheetCall } from "./routes.ts";
import { type ServiceAccount, serviceAccounts } from "./service-accounts.ts";
import { MAX_CELLS, newId, type SheetFile, type SheetTab } from "./sheet-file.ts";
import { type Answers, askMore, resubmitForm, submitForm } from "./submit-form.ts";

/** What goes wrong with a call. "…-after": only after it was carried out. */
export type Fault =
  | "unavailable"
  | "unavailable-after"
  | "reset"
  | "reset-after"
  | "silent"
  | "silent-after"
  | "busy"
  | "disabled-api"
  /** A proxy or a gateway answers in place of Google. */
  | { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

export interface SimulatedSheets {
  readonly url: string;
  /** All calls so far, also those that failed. */
  readonly calls: readonly SheetCall[];
  /** Creates a service account with a key. */
  account(name: string): ServiceAccount;
  create(options?: SpreadsheetOptions): SimulatedSpreadsheet;
  /** Runs before a call is carried out: here people and forms act between two calls. */
  before: ((call: SheetCall) => void | Promise<void>) | undefined;
  /** Runs after a call was carried out. */
  after: ((call: SheetCall) => void | Promise<void>) | undefined;
  /** Decides what goes wrong with a call. */
  fault: ((call: SheetCall) => Fault | undefined) | undefined;
  /** The clock of the server, in ms since 1970. */
  now: () => number;
  /** Calls per minute and account. 60, as at Google. */
  quota: number;
  /** True: writing to a stamp that no row has is a 400. Google doesn't say what it does. */
  rejectsUnknownStamps: boolean;
  /** Whether a call with this `Authorization` is answered with 401, although its token is valid. */
  rejectsToken: ((authorization: string) => boolean) | undefined;
  maxCells: number;
  /** Closes the server. Throws if anyone wrote a formula, or wrote as if typed. */
  stop(): Promise<void>;
}

export interface SpreadsheetOptions {
  readonly title?: string;
  readonly locale?: string;
  readonly timeZone?: string;
  readonly tabs?: Readonly<Record<string, TabOptions>>;
  readonly shareWith?: readonly ServiceAccount[];
  readonly isExcel?: boolean;
}

export interface SimulatedSpreadsheet {
  readonly id: string;
  readonly file: SheetFile;
  share(account: ServiceAccount, role?: "writer" | "reader"): void;
  unshare(account: ServiceAccount): void;
  addTab(title: string, options?: TabOptions): SheetTab;
  tab(title: string): SheetTab;
  /** Acts as a person in this tab. */
  person(title: string): Person;
  /** Acts as a form: see `submitForm`. Returns the number of the row. */
  submit(title: string, answers: Answers, local?: string): number;
  resubmit(title: string, row: number, answers: Answers, local?: string): void;
  askMore(title: string, question: string): void;
  /** What people see, without blank rows and cells at the end. */
  rows(title: string): string[][];
  /** The metadata values by row, for the rows above. */
  stamps(title: string): string[][];
}

const MINUTE_MS = 60_000;
const SOME_DAY = "2026-03-04T10:00:00";

/** Starts a server that answers the calls of the Google Sheets API v4 which acct makes, as Google does. */
export async function startSheets(): Promise<SimulatedSheets> {
  const files = new Map<string, SheetFile>();
  const calls: SheetCall[] = [];
  const violations: string[] = [];
  let granted = 0;
  const used: { readonly caller: string; readonly kind: string; readonly at: number }[] = [];
  const server = createServer(
    (request, response) => void handle(request, response).catch(() => response.destroy()),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
  const accounts = serviceAccounts(url.slice(0, -1));

  const sheets: SimulatedSheets = {
    url,
    calls,
    account: accounts.create,
    create(options = {}) {
      const file = newFile(options);
      files.set(file.id, file);
      return handleOf(file);
    },
    before: undefined,
    after: undefined,
    fault: undefined,
    now: Date.now,
    quota: 60,
    rejectsUnknownStamps: false,
    rejectsToken: undefined,
    maxCells: MAX_CELLS,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
      if (violations.length > 0) throw new Error(violations.join("\n"));
    },
  };
  return sheets;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    calls.push(call);
    violations.push(...findViolations(call));
    await sheets.before?.(call);
    const fault = sheets.fault?.(call);
    if (fault === "silent") return;
    if (fault === "reset") return void request.socket.destroy();
    if (typeof fault === "object") {
      response.writeHead(fault.status, fault.headers ?? { "content-type": "text/html" });
      return void response.end(fault.body);
    }
    const [status, body] = judge(call, request, fault);
    if (status < 400) await sheets.after?.(call);
    if (fault === "silent-after") return;
    if (fault === "reset-after") return void request.socket.destroy();
    const [code, text] = fault === "unavailable-after" ? errorAnswer(unavailable()) : [status, body];
    await send({ request, response, call }, code, text);
  }

  function judge(call: SheetCall, request: IncomingMessage, fault: Fault | undefined): [number, unknown] {
    try {
      if (fault === "unavailable") throw unavailable();
      if (fault === "busy") throw quotaExceeded(call.kind === "read" ? "Read" : "Write");
      if (fault === "disabled-api") throw apiDisabled();
      if (call.kind === "token") return grant(call);
      const caller = identify(request);
      spend(caller, call.kind);
      const { maxCells, rejectsUnknownStamps: rejectsUnknown } = sheets;
      return [200, answerCall(call, { files, caller, maxCells, rejectsUnknown })];
    } catch (error) {
      if (error instanceof ApiError) return errorAnswer(error);
      violations.push(`${call.name} broke the simulator: ${(error as Error).stack}`);
      return errorAnswer(badRequest(String(error)));
    }
  }

  function identify({ headers }: IncomingMessage): string {
    if (sheets.rejectsToken?.(headers.authorization ?? "")) throw unauthenticated();
    const [, token = ""] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
    const [, issuedTo] = /^ya29\.\d+\.(.+)$/.exec(token) ?? [];
    if (issuedTo !== undefined) return issuedTo;
    const judged = accounts.judge(token, sheets.now());
    if ("error" in judged) throw unauthenticated();
    return judged.email;
  }

  /** The token endpoint (RFC 7523). */
  function grant({ body }: SheetCall): [number, unknown] {
    const judged = accounts.judge(new URLSearchParams(String(body)).get("assertion") ?? "", sheets.now());
    if ("email" in judged)
      return [
        200,
        { access_token: `ya29.${++granted}.${judged.email}`, expires_in: 3599, token_type: "Bearer" },
      ];
    return [400, { error: "invalid_grant", error_description: DESCRIPTIONS[judged.error] }];
  }

  function spend(caller: string, kind: "read" | "write" | "token"): void {
    const now = sheets.now();
    const minute = used.filter(
      (one) => one.caller === caller && one.kind === kind && one.at > now - MINUTE_MS,
    );
    if (minute.length >= sheets.quota) throw quotaExceeded(kind === "read" ? "Read" : "Write");
    used.push({ caller, kind, at: now });
  }

  async function send(
    { request, response, call }: { request: IncomingMessage; response: ServerResponse; call: SheetCall },
    status: number,
    body: unknown,
  ): Promise<void> {
    const isPretty = call.kind !== "token" && call.query.get("prettyPrint") !== "false";
    const text = Buffer.from(JSON.stringify(body, null, isPretty ? 2 : undefined));
    const zips = /gzip/.test(String(request.headers["accept-encoding"] ?? ""));
    const bytes = zips ? await promisify(gzip)(text, { level: 1 }) : text;
    response.writeHead(status, {
      "content-type": "application/json; charset=UTF-8",
      date: new Date(sheets.now()).toUTCString(),
      "content-length": bytes.length,
      ...(zips ? { "content-encoding": "gzip" } : {}),
    });
    response.end(bytes);
  }
}

const DESCRIPTIONS = {
  clock:
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.",
  signature: "Invalid JWT Signature.",
  account: "Invalid grant: account not found",
  disabled: "Robot is disabled.",
};

const errorAnswer = (error: ApiError): [number, unknown] => [error.code, error.body()];

async function readCall(request: IncomingMessage): Promise<SheetCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  const raw = request.headers["content-encoding"] === "gzip" ? await promisify(gunzip)(sent) : sent;
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  const path = decodeURIComponent(pathname);
  const method = request.method ?? "GET";
  const isToken = path === "/token";
  const name = isToken ? "token" : (nameCall(method, path) ?? `${method} ${path}`);
  const text = raw.toString();
  const body: unknown = text === "" ? undefined : isToken ? text : JSON.parse(text);
  const kind = isToken ? "token" : isRead(name) ? "read" : "write";
  return { method, path, query: searchParams, body, kind, name };
}

/** What acct must never send: formulas, and texts that Google would read as if typed. */
function findViolations({ name, body, query }: SheetCall): string[] {
  const text = JSON.stringify(body ?? "");
  const option = body?.valueInputOption ?? query.get("valueInputOption");
  return [
    ...(text.includes('"formulaValue"') ? [`${name} wrote a formula: ${text.slice(0, 300)}`] : []),
    ...(option === "USER_ENTERED" ? [`${name} wrote USER_ENTERED: ${text.slice(0, 300)}`] : []),
  ];
}

function newFile(options: SpreadsheetOptions): SheetFile {
  const { title = "Requests", locale = "en_US", timeZone = "America/New_York", tabs = {} } = options;
  const file: SheetFile = {
    id: `1AbC_${String(newId())}-simulated-spreadsheet-0123456`,
    title,
    locale,
    timeZone,
    tabs: [],
    metadata: [],
    isExcel: options.isExcel ?? false,
    sharedWith: new Map(options.shareWith?.map(({ email }) => [email, "writer"])),
  };
  for (const [name, tab] of Object.entries(tabs)) addTab(file, name, tab);
  return file;
}

function handleOf(file: SheetFile): SimulatedSpreadsheet {
  const tab = (title: string) => {
    const found = file.tabs.find((one) => one.title === title);
    if (!found)
      throw new Error(`there is no tab ${title}, only ${file.tabs.map((one) => one.title).join(", ")}`);
    return found;
  };
  return {
    id: file.id,
    file,
    tab,
    share: ({ email }, role = "writer") => void file.sharedWith.set(email, role),
    unshare: ({ email }) => void file.sharedWith.delete(email),
    addTab: (title, options) => addTab(file, title, options),
    person: (title) => personIn(file, tab(title)),
    submit: (title, answers, local = SOME_DAY) => submitForm(file, tab(title), answers, local),
    resubmit: (title, row, answers, local = SOME_DAY) => resubmitForm(file, tab(title), row, answers, local),
    askMore: (title, question) => askMore(tab(title), question),
    rows: (title) => shownRows(file, tab(title)),
    stamps(title) {
      const found = tab(title);
      const { length } = shownRows(file, found);
      return found.rows.slice(0, length).map(({ metadata }) => metadata.map((one) => one.metadataValue));
    },
  };
}
