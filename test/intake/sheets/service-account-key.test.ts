import { generateKeyPairSync } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { Failure } from "../../../src/failure/failure.ts";
import { readServiceAccountKey } from "../../../src/intake/sheets/service-account-key.ts";

const folder = join(inject("folder"), "google-keys");
await mkdir(folder, { recursive: true });

const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
const key = {
  type: "service_account",
  private_key_id: "k1",
  private_key: pem,
  client_email: "acct@campus.iam.gserviceaccount.com",
  token_uri: "https://oauth2.googleapis.com/token",
};
const json = JSON.stringify(key, null, 2);
const read = (value: string) => readServiceAccountKey({ name: "GOOGLE_SERVICE_ACCOUNT_JSON", value });

const path = join(folder, "key.json");
await writeFile(path, `${json}\n`);
await writeFile(`${path}.base64`, Buffer.from(json).toString("base64"));

it.each([
  ["JSON", json],
  ["JSON in one line", JSON.stringify(key)],
  ["JSON in quotes", `'${JSON.stringify(key)}'`],
  [
    "JSON with line breaks of two characters",
    JSON.stringify({ ...key, private_key: pem.replaceAll("\n", "\\n") }),
  ],
  ["JSON whose line breaks a tool has expanded", JSON.stringify(key).replaceAll("\\n", "\n")],
  ["JSON with escaped quotes", JSON.stringify(JSON.stringify(key))],
  ["JSON with line breaks of Windows", json.replaceAll("\n", "\r\n")],
  ["JSON in base64", Buffer.from(json).toString("base64")],
  ["JSON in base64 with line breaks", Buffer.from(json).toString("base64").replace(/.{76}/g, "$&\n")],
  ["the path of its file", path],
  ["the path of a file with base64", `${path}.base64`],
])("A key is accepted as %s", (_, value) => {
  expect(read(value)).toEqual({
    email: key.client_email,
    privateKey: pem,
    keyId: "k1",
    tokenUrl: key.token_uri,
  });
});

it.each([
  ["nothing", ""],
  ["a path that doesn't exist", join(folder, "missing.json")],
  ["a folder", folder],
  ["half a key", json.slice(0, 400)],
  ["the private key alone", pem],
  ["a key with lost quotes", json.replaceAll('"', "")],
  ["a key of another kind", JSON.stringify({ type: "authorized_user", refresh_token: "MIIEtellnoone" })],
  ["a key without an address", JSON.stringify({ ...key, client_email: undefined })],
  ["a damaged private key", JSON.stringify({ ...key, private_key: pem.replace("MII", "MIII") })],
  ["a list", JSON.stringify([key])],
])("%s is refused by one sentence that names the variable and quotes nothing", (_, value) => {
  const refusal = (() => {
    try {
      return read(value) && undefined;
    } catch (error) {
      return error;
    }
  })();
  expect(refusal).toBeInstanceOf(Failure);
  const { message, cause } = refusal as Failure;
  expect(message).toMatch(/^GOOGLE_SERVICE_ACCOUNT_JSON /);
  expect(message).not.toMatch(/MII|BEGIN|tellnoone/);
  expect(cause).toBeUndefined();
});

it.each([
  ["/nope.json", /isn't there/],
  ["keys/nope.json", /isn't there/],
  [folder, /isn't the key .* can't read/],
])("The path %s is refused as a path", (value, meant) => {
  expect(() => read(value)).toThrow(meant);
});
