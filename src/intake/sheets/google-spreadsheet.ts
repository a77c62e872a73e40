import { randomInt } from "node:crypto";
import { globalAgent } from "node:http";
import type { sheets_v4 } from "@googleapis/sheets";
import type { JWT, OAuth2Client } from "google-auth-library";
import { loadWhenUsed } from "../../load-when-used.ts";
import { dateOf, explainGoogleError, statusOf } from "./explain-google-error.ts";
import { explainRejectedKey, SCOPE } from "./explain-rejected-key.ts";
import { CONTENT_FIELDS, readContents, TITLE_FIELDS } from "./read-contents.ts";
import { type KeySource, readServiceAccountKey, type ServiceAccountKey } from "./service-account-key.ts";
import {
  SheetAccessError,
  type SheetChange,
  SheetRejectedError,
  type Spreadsheet,
  type StampedWrite,
} from "./spreadsheet.ts";
import { STAMP_KEY, toDataFilterRange, toRequests } from "./to-requests.ts";

export interface GoogleSheetsConfig {
  /** Google's, or a gateway's. */
  readonly apiUrl: string;
  readonly key: KeySource;
}

interface GoogleSheetsOptions {
  readonly now?: () => Date;
  /** Every call ends after this time. At most three minutes. */
  readonly deadlineMs?: number;
  /** How long the list of tabs is used before it is read again. */
  readonly titlesForMs?: number;
}

const googleSheetsApi = loadWhenUsed<typeof import("@googleapis/sheets")>("@googleapis/sheets");
const googleAuth = loadWhenUsed<typeof import("google-auth-library")>("google-auth-library");

const LONGEST_MS = 180_000;
const TITLES_FOR_MS = 600_000;
const LARGEST_ID = 2_000_000_000;

/** How a call is sent: once, without the library's own retries, its own proxy, or its own HTTP client. */
function callOptions(deadlineMs: number, apiUrl: string) {
  const { pathname, origin } = new URL(apiUrl);
  const base = `${origin}${pathname.endsWith("/") ? pathname.slice(0, -1) : pathname}`;
  return {
    timeout: Math.min(deadlineMs, LONGEST_MS),
    retry: false,
    responseType: "json" as const,
    redirect: "manual" as const,
    // The global dispatcher knows the site's proxy. Without an agent, the library would look for one in the environment.
    // The library drops the path of a gateway.
    fetchImplementation: (url: string | URL | Request, init?: RequestInit) =>
      fetch(String(url).replace(origin, base), init),
    agent: globalAgent,
  };
}

/** Opens spreadsheets of Google Sheets by their IDs. All of them sign in with one key, which is read anew for each call. */
export function googleSheets(
  config: GoogleSheetsConfig,
  { now = () => new Date(), deadlineMs = LONGEST_MS, titlesForMs = TITLES_FOR_MS }: GoogleSheetsOptions = {},
): (id: string) => Spreadsheet {
  const api = googleSheetsApi().sheets({ version: "v4", rootUrl: config.apiUrl });
  const signIn = openSignIn(config.key, now);
  const options = callOptions(deadlineMs, config.apiUrl);

  /** Makes one call. Throws one of the errors of the port. */
  async function call<T>(
    { id, isWrite }: { readonly id: string; readonly isWrite: boolean },
    send: (auth: SignedIn["auth"]) => Promise<{ readonly data: T; readonly status: number }>,
  ): Promise<T> {
    const key = signIn.readKey();
    const called = { isWrite, id, email: key.email, apiUrl: config.apiUrl, deadlineMs };
    try {
      const { data, status } = await withNewToken(key, send);
      // The library hands over what isn't JSON as a text.
      if (typeof data === "object" && data !== null) return data;
      throw Object.assign(new Error("the answer isn't JSON"), { response: { status } });
    } catch (error) {
      if (error instanceof SheetAccessError) throw error;
      throw explainGoogleError(error, called);
    }
  }

  /** A 401 comes before anything is done, so that the same call can be sent with another token. */
  async function withNewToken<T>(
    key: ServiceAccountKey,
    send: (auth: SignedIn["auth"]) => Promise<T>,
  ): Promise<T> {
    const { auth, hasToken } = signIn.current(key);
    try {
      return await send(auth);
    } catch (error) {
      if (statusOf(error) !== 401) throw error;
      if (hasToken) signIn.forget();
      return send(await signIn.exchange(key, dateOf(error)));
    }
  }

  return (id) => {
    let listed: { readonly titles: readonly string[]; readonly at: number } | undefined;

    const get = (fields: string, ranges?: string[]) =>
      call({ id, isWrite: false }, (auth) =>
        api.spreadsheets.get(
          { spreadsheetId: id, fields, prettyPrint: false, ...(ranges ? { ranges } : {}), auth },
          options,
        ),
      );

    async function list() {
      const answer = await get(TITLE_FIELDS);
      const titles = (answer.sheets ?? []).map(({ properties }) => properties?.title ?? "");
      listed = { titles, at: now().getTime() };
      return { titles, answer };
    }

    /** Google rejects a call that names a tab which doesn't exist, so the list of tabs has to be known. */
    async function readKnown(wanted: readonly string[], isFresh: boolean) {
      if (!isFresh && listed && now().getTime() - listed.at < titlesForMs) {
        const { titles } = listed;
        const ranges = quoteTitles(wanted.filter((title) => titles.includes(title)));
        if (ranges.length > 0) return readContents(await get(CONTENT_FIELDS, ranges), titles);
      }
      const { titles, answer } = await list();
      const ranges = quoteTitles(wanted.filter((title) => titles.includes(title)));
      return readContents(ranges.length > 0 ? await get(CONTENT_FIELDS, ranges) : answer, titles);
    }

    const batch = (requests: sheets_v4.Schema$Request[]) =>
      call({ id, isWrite: true }, (auth) =>
        api.spreadsheets.batchUpdate({ spreadsheetId: id, requestBody: { requests }, auth }, options),
      );

    const batchAndRead = (requests: sheets_v4.Schema$Request[], responseRanges: string[]) =>
      call({ id, isWrite: true }, (auth) =>
        api.spreadsheets.batchUpdate(
          {
            spreadsheetId: id,
            fields: `updatedSpreadsheet(${CONTENT_FIELDS})`,
            prettyPrint: false,
            requestBody: {
              requests,
              includeSpreadsheetInResponse: true,
              responseIncludeGridData: true,
              responseRanges,
            },
            auth,
          },
          options,
        ),
      );

    const writeValues = (writes: readonly StampedWrite[]) =>
      call({ id, isWrite: true }, (auth) =>
        api.spreadsheets.values.batchUpdateByDataFilter(
          {
            spreadsheetId: id,
            requestBody: { valueInputOption: "RAW", data: writes.map(toDataFilterRange) },
            auth,
          },
          options,
        ),
      );

    return {
      id,
      async read(titles) {
        try {
          return await readKnown(titles, false);
        } catch (error) {
          if (!(error instanceof SheetRejectedError && /unable to parse range/i.test(error.message)))
            throw error;
          // Someone has renamed or deleted a tab.
          return readKnown(titles, true);
        }
      },
      async change(changes: readonly SheetChange[]) {
        if (changes.length === 0) return;
        if (changes.some(({ kind }) => kind === "add-tab")) listed = undefined;
        await batch(changes.flatMap(toRequests));
      },
      async changeAndRead(changes, titles) {
        if (changes.some(({ kind }) => kind === "add-tab")) listed = undefined;
        const { updatedSpreadsheet = {} } = await batchAndRead(
          changes.flatMap(toRequests),
          quoteTitles(titles),
        );
        return readContents(updatedSpreadsheet, listed?.titles ?? titles);
      },
      async writeByStamp(writes) {
        if (writes.length === 0) return;
        try {
          await writeValues(writes);
        } catch (error) {
          if (!(error instanceof SheetRejectedError) || writes.length === 1) throw error;
          await writeEach(writes, (write) => writeValues([write]));
        }
      },
      async tryWriting() {
        const metadataId = randomInt(1, LARGEST_ID);
        await batch([
          {
            createDeveloperMetadata: {
              developerMetadata: {
                metadataId,
                metadataKey: STAMP_KEY,
                visibility: "DOCUMENT",
                location: { spreadsheet: true },
              },
            },
          },
          { deleteDeveloperMetadata: { dataFilter: { developerMetadataLookup: { metadataId } } } },
        ]);
      },
    };
  };
}

const quoteTitles = (titles: readonly string[]) => titles.map((title) => `'${title.replaceAll("'", "''")}'`);

/** One row that is gone must not keep the others from being written. Throws the first rejection after all writes. */
async function writeEach(
  writes: readonly StampedWrite[],
  write: (one: StampedWrite) => Promise<unknown>,
): Promise<void> {
  const rejections: SheetRejectedError[] = [];
  for (const one of writes) {
    try {
      await write(one);
    } catch (error) {
      if (!(error instanceof SheetRejectedError)) throw error;
      rejections.push(error);
    }
  }
  if (rejections[0]) throw rejections[0];
}

interface SignedIn {
  readonly auth: JWT | OAuth2Client;
  /** Whether it is a token of Google, not a JWT that acct has signed itself. */
  readonly hasToken: boolean;
}

/** Signs JWTs with the key, and remembers a token that Google gave for one. */
function openSignIn(source: KeySource, now: () => Date) {
  let known: { readonly key: ServiceAccountKey; readonly jwt: JWT } | undefined;
  let granted:
    | { readonly key: ServiceAccountKey; readonly client: OAuth2Client; readonly endsAt: Date }
    | undefined;
  return {
    readKey(): ServiceAccountKey {
      try {
        return readServiceAccountKey(source);
      } catch (error) {
        // Looking at the file again costs Google nothing, so this isn't final.
        throw new SheetAccessError((error as Error).message, false);
      }
    },
    current(key: ServiceAccountKey): SignedIn {
      if (granted && isSame(granted.key, key) && granted.endsAt > now())
        return { auth: granted.client, hasToken: true };
      if (!known || !isSame(known.key, key)) {
        const { email, privateKey, keyId } = key;
        const jwt = new (googleAuth().JWT)({ email, key: privateKey, keyId, scopes: [SCOPE] });
        jwt.useJWTAccessWithScope = true;
        known = { key, jwt };
      }
      return { auth: known.jwt, hasToken: false };
    },
    async exchange(key: ServiceAccountKey, date: string | null): Promise<OAuth2Client> {
      // A JWT that was signed while the clock was wrong must not be used again.
      known = undefined;
      const { token, endsAt } = await explainRejectedKey(key, { name: source.name, now, date });
      const client = new (googleAuth().OAuth2Client)();
      client.setCredentials({ access_token: token });
      granted = { key, client, endsAt };
      return client;
    },
    forget() {
      granted = undefined;
    },
  };
}

const isSame = (a: ServiceAccountKey, b: ServiceAccountKey) =>
  a.privateKey === b.privateKey && a.email === b.email;
