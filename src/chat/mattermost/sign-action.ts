import { listKeys, type SecretKeys } from "../../credentials/secret-keys.ts";
import type { ActionName } from "../../db/names.ts";
import type { Button } from "../../view/button.ts";
import { formatRequestRef, parseRequestRef, type RequestRef } from "../../view/request-ref.ts";
import { callbackPath, isSame, sign } from "./callback-keys.ts";

/** The action of the button that `acct doctor` presses to see whether the server reaches acct. It does nothing. */
export const PROBE = "probe";

/** What a button is about. With `confirm`, pressing it opens a question first. */
export interface SignedButton {
  readonly action: ActionName | typeof PROBE;
  readonly subject?: RequestRef | undefined;
  readonly mark?: string | undefined;
  readonly confirm?: Button["confirm"] | undefined;
}

/**
 * Makes the `integration` of a button. The server gives its context to acct only, but anyone who can read the channel can
 * press the button.
 */
export type SignAction = (what: SignedButton) => {
  readonly url: string;
  readonly context: Record<string, string>;
};

/** Where the buttons will be. The ID of the post isn't known before it is posted. */
export interface SignedPlace {
  /** The server's ID of the channel. */
  readonly channel: string;
  /** The message is the card of a request in this place, so acct's tables know its post. */
  readonly isCard: boolean;
}

/** What the context of a pressed button says, after its signature was verified. */
export interface SignedContext extends SignedPlace {
  readonly action: string;
  readonly subject: RequestRef | undefined;
  readonly mark: string;
  readonly confirm: Button["confirm"] | undefined;
}

interface SignOptions {
  readonly keys: SecretKeys;
  /** Where the server reaches acct, without a slash at the end. */
  readonly callbackUrl: string;
}

/**
 * Signs the buttons of one message. Nothing in a button expires: a PI may press it after three weeks, and whether it still
 * counts is decided by the request.
 */
export function signActions({ keys, callbackUrl }: SignOptions, place: SignedPlace): SignAction {
  const url = `${callbackUrl}${callbackPath("action", keys)}`;
  return ({ action, subject, mark, confirm }) => {
    const context = {
      action,
      ...(subject === undefined ? {} : { request: formatRequestRef(subject) }),
      ...(mark === undefined ? {} : { mark }),
      ...(confirm === undefined ? {} : { confirm: JSON.stringify(confirm) }),
      on: place.isCard ? CARD : MESSAGE,
      channel: place.channel,
      key: keys.current.id,
    };
    return { url, context: { ...context, signature: sign(keys.current, PURPOSE, canonical(context)) } };
  };
}

/**
 * Verifies the context of a pressed button and reads it. Returns undefined if acct hasn't signed exactly this, with the
 * current key or the old one. The server returns the keys in another order than they were sent, and adds some of its own.
 */
export function readSignedContext(given: unknown, keys: SecretKeys): SignedContext | undefined {
  const context = readTexts(given);
  const key = listKeys(keys).find(({ id }) => id === context.key);
  const signature = key && sign(key, PURPOSE, canonical(context));
  if (signature === undefined || !isSame(context.signature ?? "", signature)) return undefined;
  return {
    action: context.action ?? "",
    subject: parseRequestRef(context.request ?? ""),
    mark: context.mark ?? "",
    confirm: context.confirm === undefined ? undefined : JSON.parse(context.confirm),
    channel: context.channel ?? "",
    isCard: context.on === CARD,
  };
}

const PURPOSE = "button";
const CARD = "card";
const MESSAGE = "message";

/** Everything that a signature covers, in a fixed order, whatever order the keys have. */
function canonical(context: Readonly<Record<string, string>>): string[] {
  return ["request", "mark", "action", "on", "channel", "confirm", "key"].map((name) => context[name] ?? "");
}

function readTexts(given: unknown): Readonly<Record<string, string>> {
  if (typeof given !== "object" || given === null) return {};
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}
