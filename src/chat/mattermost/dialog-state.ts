import { randomBytes } from "node:crypto";
import { listKeys, type SecretKeys } from "../../credentials/secret-keys.ts";
import { formatRequestRef, parseRequestRef, type RequestRef } from "../../view/request-ref.ts";
import { isSame, sign } from "./callback-keys.ts";

/** What a dialog is about. The server passes it on as `state`, and any of its users can send it with any other values. */
export interface DialogState {
  /** The action that receives the values. */
  readonly action: string;
  readonly request: RequestRef | undefined;
  /** What the form is about if it isn't a request. */
  readonly about: string;
  /** The server's ID of the person for whom the dialog was opened. No one else can submit it. */
  readonly user: string;
  /** Identifies this dialog, so that it is submitted once. */
  readonly nonce: string;
  readonly openedAt: Date;
  /** The dialog only asks whether the person means it. It carries out the button that was pressed. */
  readonly isConfirmation: boolean;
  /** The chat's reference to the notice whose button opened a confirmation, or "". The reply may replace it. */
  readonly notice: string;
}

/** A nonce that no one can guess. */
export const newNonce = (): string => randomBytes(16).toString("base64url");

/** Signs what a dialog is about, for the dialog's `state`. */
export function signState(state: DialogState, { current }: SecretKeys): string {
  const fields = [
    state.action,
    state.request ? formatRequestRef(state.request) : "",
    state.about,
    state.user,
    state.nonce,
    String(state.openedAt.getTime()),
    state.isConfirmation ? "yes" : "",
    state.notice,
  ];
  return JSON.stringify([current.id, ...fields, sign(current, PURPOSE, fields)]);
}

/** Verifies the state of a dialog and reads it. Returns undefined if acct hasn't signed exactly this. */
export function readState(state: unknown, keys: SecretKeys): DialogState | undefined {
  const [keyId, ...signed] = readTexts(state);
  const key = listKeys(keys).find(({ id }) => id === keyId);
  const signature = signed.pop() ?? "";
  if (key === undefined || !isSame(signature, sign(key, PURPOSE, signed))) return undefined;
  const [action = "", request = "", about = "", user = "", nonce = "", at = "", confirms = "", notice = ""] =
    signed;
  return {
    ...{ action, about, user, nonce, notice },
    request: parseRequestRef(request),
    openedAt: new Date(Number(at)),
    isConfirmation: confirms !== "",
  };
}

const PURPOSE = "dialog";

function readTexts(state: unknown): string[] {
  try {
    const read: unknown = JSON.parse(String(state));
    return Array.isArray(read) && read.every((one) => typeof one === "string") ? read : [];
  } catch {
    return [];
  }
}
