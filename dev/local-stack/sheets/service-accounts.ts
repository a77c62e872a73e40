import { createVerify, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** A key as it is in the file that Google's console hands out. */
export interface ServiceAccountFile {
  readonly type: "service_account";
  readonly project_id: string;
  readonly private_key_id: string;
  readonly private_key: string;
  readonly client_email: string;
  readonly client_id: string;
  readonly token_uri: string;
  readonly universe_domain: string;
}

export interface ServiceAccount {
  readonly email: string;
  /** The newest key. */
  key(): ServiceAccountFile;
  /** Makes a new key. The earlier ones are rejected from now on. */
  rotate(): ServiceAccountFile;
  state: "active" | "disabled" | "deleted";
}

export type Judged =
  | { readonly email: string }
  | { readonly error: "clock" | "signature" | "account" | "disabled" };

export interface ServiceAccounts {
  create(name: string): ServiceAccount;
  /** Judges a signed JWT (RFC 7519) at this time. */
  judge(token: string, now: number): Judged;
}

const SCOPES = ["https://www.googleapis.com/auth/spreadsheets", "https://www.googleapis.com/auth/drive"];
/** How far a clock may be off. */
const LEEWAY_S = 300;
const LONGEST_S = 3600;

/** Service accounts whose tokens the simulator checks as Google does: signature, account, audience or scope, and clock. */
export function serviceAccounts(baseUrl: string): ServiceAccounts {
  const keys = new Map<string, { readonly publicKey: KeyObject; readonly account: ServiceAccount }>();
  const accounts = new Map<string, ServiceAccount>();
  /** Makes a key pair, and remembers whose it is. */
  const newKey = (account: ServiceAccount): ServiceAccountFile => {
    const pair = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const id = randomBytes(20).toString("hex");
    keys.set(id, { publicKey: pair.publicKey, account });
    return {
      type: "service_account",
      project_id: "acct-test",
      private_key_id: id,
      private_key: pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
      client_email: account.email,
      client_id: "100000000000000000001",
      token_uri: `${baseUrl}/token`,
      universe_domain: "googleapis.com",
    };
  };
  return {
    create(name) {
      const account: ServiceAccount = {
        email: `${name}@acct-test.iam.gserviceaccount.com`,
        state: "active",
        key: () => file,
        rotate() {
          keys.delete(file.private_key_id);
          file = newKey(account);
          return file;
        },
      };
      let file = newKey(account);
      accounts.set(account.email, account);
      return account;
    },
    judge(token, now) {
      const [head = "", body = "", signature = ""] = token.split(".");
      const header = decode(head);
      const claims = decode(body);
      const known = keys.get(String(header?.kid ?? ""));
      const account = accounts.get(String(claims?.iss ?? ""));
      if (!header || !claims || !account || account.state === "deleted") return { error: "account" };
      if (account.state === "disabled") return { error: "disabled" };
      const isSigned =
        header.alg === "RS256" &&
        known?.account === account &&
        createVerify("RSA-SHA256").update(`${head}.${body}`).verify(known.publicKey, signature, "base64url");
      if (!isSigned) return { error: "signature" };
      const [iat, exp, second] = [Number(claims.iat), Number(claims.exp), now / 1000];
      if (!(exp - iat <= LONGEST_S && iat <= second + LEEWAY_S && exp > second)) return { error: "clock" };
      const audience = String(claims.aud ?? "");
      const scopes = String(claims.scope ?? "").split(" ");
      const isForUs =
        scopes.some((scope) => SCOPES.includes(scope)) ||
        audience === "https://sheets.googleapis.com/" ||
        audience.startsWith(baseUrl);
      return isForUs ? { email: account.email } : { error: "signature" };
    },
  };
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** Signs claims with a key, for tests that need a token which no client would make. */
export function signToken(key: ServiceAccountFile, claims: Readonly<Record<string, unknown>>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const signed = `${part({ alg: "RS256", typ: "JWT", kid: key.private_key_id })}.${part(claims)}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key.private_key).toString("base64url")}`;
}
