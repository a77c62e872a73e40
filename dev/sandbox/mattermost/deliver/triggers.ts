import { createPublicKey, createSign, generateKeyPairSync, verify } from "node:crypto";
import { AppError } from "../app-error.ts";
import type { Installation } from "../installation.ts";

/** The IDs that let an integration open a dialog after a person's action. */
export interface Triggers {
  /** DER SPKI in base64, as `/config/client` shows it; empty if the server publishes none. */
  readonly publicKey: string;
  make(userId: string): string;
  /** Returns whose trigger it is. Throws what the server answers for a forged or old one. It can be used more than once. */
  read(triggerId: string): string;
  /** The part of it that the person's client learns. */
  clientId(triggerId: string): string;
}

/**
 * A trigger is base64 of `clientTriggerId:userId:milliseconds:signature`, the signature ECDSA with SHA-256 over everything before
 * it with the last colon.
 */
export function openTriggers(installation: Installation, lifeMs: number, isPublished: boolean): Triggers {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    publicKey: isPublished ? publicKey.export({ type: "spki", format: "der" }).toString("base64") : "",
    make(userId) {
      const data = `${installation.newId()}:${userId}:${installation.now()}:`;
      const signature = createSign("sha256").update(data).sign(privateKey, "base64");
      return Buffer.from(data + signature).toString("base64");
    },
    read(triggerId) {
      const refuse = (why: string) => new AppError(`interactive_message.decode_trigger_id.${why}`, 400);
      const parts = Buffer.from(triggerId, "base64").toString().split(":");
      const [client, userId, at, signature] = parts;
      if (parts.length !== 4 || userId === undefined) throw refuse("missing_data");
      if (installation.now() - Number(at) > lifeMs) throw refuse("expired");
      const data = Buffer.from(`${client}:${userId}:${at}:`);
      const key = createPublicKey(privateKey);
      if (!verify("sha256", data, key, Buffer.from(signature ?? "", "base64")))
        throw refuse("verify_signature_failed");
      return userId;
    },
    clientId: (triggerId) => Buffer.from(triggerId, "base64").toString().split(":")[0] ?? "",
  };
}
