import { randomUUID } from "node:crypto";
import type { Actor } from "../../src/chat/chat.ts";
import type { Interaction } from "../../src/chat/interaction.ts";
import { chatId } from "../in-memory/in-memory-chat.ts";

/** A person in the chat. Say only what matters to the test. */
export function aPerson(name: string, but: Partial<Actor> = {}): Actor {
  const [givenName = "", familyName = ""] = name.split(" ");
  return {
    user: chatId(givenName),
    name,
    email: `${givenName.toLowerCase()}@example.org`,
    givenName,
    familyName,
    membership: "member",
    isAdmin: false,
    ...but,
  };
}

/** Who appears in the tests: Amy requests, Bo is the PI, Dee decides for Bo, and Zed is not involved. */
export const ada = aPerson("Ada Okafor", { isAdmin: true });
export const art = aPerson("Art Olsen", { isAdmin: true });
export const amy = aPerson("Amy Ash");
export const bo = aPerson("Bo Birch");
export const dee = aPerson("Dee Dunn");
export const zed = aPerson("Zed Zorn");
export const guest = aPerson("Gus Gray", { membership: "guest" });

export const everyone = [ada, art, amy, bo, dee, zed, guest] as const;

/** Something that a person does. Say only what matters to the test. */
export function anInteraction(actor: Actor, but: Partial<Interaction> = {}): Interaction {
  return {
    actor,
    text: "",
    subject: undefined,
    values: undefined,
    deliveryId: `test:${randomUUID()}`,
    ...but,
  };
}
