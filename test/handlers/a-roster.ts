import { expect } from "vitest";
import type { Reply } from "../../src/chat/interaction.ts";
import { UserError } from "../../src/handlers/handler.ts";
import { anAccount } from "../in-registry.ts";
import { aPerson, bo } from "./an-interaction.ts";
import { newDesk } from "./desk.ts";

export const fay = aPerson("Fay Fox");
export const hal = aPerson("Hal Hart");
/** Has an account, and is not in the project. */
export const ivy = aPerson("Ivy Iven");

/** A desk with the project optics, which Bo leads, and in which Fay and Hal are members. */
export async function aRoster() {
  const desk = await newDesk();
  const { db } = desk.database;
  for (const person of [fay, hal, ivy]) desk.context.chat.people.set(person.user, person);
  const optics = {
    ...{ name: "optics", gidNumber: 6001 },
    ...{ piName: bo.name, piEmail: bo.email ?? "", piUser: bo.user },
  };
  for (const [username, { user, email }, project] of [
    ["ffox", fay, optics],
    ["hhart", hal, optics],
    ["iiven", ivy, undefined],
  ] as const) {
    await anAccount(db, username, { chatUser: user, email: email ?? "", ...(project ? { project } : {}) });
  }
  return {
    ...desk,
    /** Fails unless this is denied and writes nothing. */
    expectDenied: (work: () => Promise<Reply>) =>
      desk.expectNoTrace(async () => {
        await expect(work()).rejects.toThrow(UserError);
        return { kind: "none" };
      }),
    /** The requests about the project, in order. */
    requests: () =>
      desk.database.query<{ kind: string; username: string; status: string }>(
        "select kind, username, status from requests where project = 'optics' and kind <> 'account' order by id",
      ),
    invitations: () =>
      desk.database.query<{ id: string; name: string; role: string; state: string }>(
        "select id, name, role, state from invitations order by created_at",
      ),
  };
}
