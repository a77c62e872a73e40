import type { Actor } from "../../src/chat/chat.ts";
import { findAccountByUsername } from "../../src/db/accounts.ts";
import { changeEmail } from "../../src/db/people.ts";
import { askPi } from "../../src/handlers/actions/ask-pi.ts";
import { anAccount } from "../in-registry.ts";
import { aProjectWithoutPi, claimOf } from "./a-project-without-pi.ts";
import { ada, bo } from "./an-interaction.ts";
import { newDesk } from "./desk.ts";

/** A desk where Bo, who is in the chat, and Petra, who isn't, may lead projects that have no PI. */
export async function newPiDesk() {
  const desk = await newDesk();
  const { db } = desk.database;
  await anAccount(db, "bbirch", { email: "bo@example.org", chatUser: bo.user, project: { name: "comets" } });
  await anAccount(db, "petra", { project: { name: "comets" } });
  return {
    ...desk,
    db,
    /** Asks about a new project. Returns the mark of the question's buttons. */
    async askAbout(project: string, who = "bbirch", by: Actor = ada): Promise<string> {
      await aProjectWithoutPi(db, project);
      await desk.type(askPi, by, `${project} ${who}`);
      return (await claimOf(db, who === "petra" ? "petra@example.org" : "bo@example.org"))?.id ?? "";
    },
    async giveNewAddress(username: string, email: string) {
      const account = await findAccountByUsername(db, username);
      await changeEmail(db, account?.personId ?? 0, email, desk.context.now());
    },
    stateOf: async (id: string) =>
      (await desk.database.query<{ state: string }>("select state from pi_claims where id = $1", [id]))[0]
        ?.state,
    /** The addresses of the PIs of a project, with where the membership comes from. */
    pisOf: async (project: string) =>
      (
        await desk.database.query<{ pi: string }>(
          `select pe.email || ' ' || m.source as pi from memberships m join projects p on p.id = m.project_id
           join people pe on pe.id = m.person_id where p.name = $1 and m.role = 'pi'`,
          [project],
        )
      ).map(({ pi }) => pi),
    eventsOf: async (project: string) =>
      (
        await desk.database.query<{ text: string }>(
          `select e.kind || ' by ' || e.actor as text from events e join projects p on p.id = e.project_id
           where p.name = $1 order by e.seq`,
          [project],
        )
      ).map(({ text }) => text),
    /** Everyone who was told with one of these messages, about this project. */
    told: async (project: string, ...templates: string[]) =>
      (
        await desk.database.query<{ text: string }>(
          `select template || ' to ' || coalesce(to_user, to_email) as text from notifications
           where data ->> 'project' = $1 and template = any($2) order by id`,
          [project, templates],
        )
      ).map(({ text }) => text),
    cards: () => desk.database.query("select place from digests where about = 'pi-claim'"),
  };
}
