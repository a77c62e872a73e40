import { expect } from "vitest";
import type { Actor } from "../../src/chat/chat.ts";
import type { Interaction, Reply, Values } from "../../src/chat/interaction.ts";
import { findRequest, listEvents } from "../../src/db/requests.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { listViews } from "../../src/db/views.ts";
import type { Handler, HandlerContext } from "../../src/handlers/handler.ts";
import { runHandler } from "../../src/handlers/run-handler.ts";
import type { Rules } from "../../src/pipeline/pipeline-deps.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import type { Field } from "../../src/view/form.ts";
import { type InMemoryDeps, inMemoryDeps } from "../in-memory/pipeline-deps.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";
import { aStoredRequest } from "./a-stored-request.ts";
import { anInteraction, everyone } from "./an-interaction.ts";

/** Where people act in a test: every outside system is in memory, and the database is a new one or `shared`. */
export async function newDesk(rules: Partial<Rules> = {}, shared?: TestDatabase) {
  const database = shared ?? (await newDatabase());
  const deps = inMemoryDeps(database.db, rules);
  for (const person of everyone) deps.chat.people.set(person.user, person);
  const context: InMemoryDeps & HandlerContext = {
    ...deps,
    workflows: buildWorkflows(deps.rules.approvals),
  };

  const act = (handler: Handler, actor: Actor, but: Partial<Interaction> = {}): Promise<Reply> =>
    runHandler(handler, anInteraction(actor, but), context);

  return {
    context,
    database,
    close: () => database.close(),
    store: (but?: Partial<Request>) => aStoredRequest(database.db, but),
    act,
    press: (handler: Handler, actor: Actor, subject?: Request) => act(handler, actor, { subject }),
    submit: (handler: Handler, actor: Actor, values: Values, subject?: Request) =>
      act(handler, actor, { subject, values }),
    type: (handler: Handler, actor: Actor, text: string) => act(handler, actor, { text }),
    /** Opens the form and submits it as a chat does, which only keeps what the form says that it is about. */
    async fill(handler: Handler, actor: Actor, text: string, values: Values): Promise<Reply> {
      const reply = await act(handler, actor, { text });
      return reply.kind === "form" ? act(handler, actor, { text: reply.form.about ?? "", values }) : reply;
    },

    /** Returns what the database says about a request now. */
    async recordOf({ id }: Pick<Request, "id">) {
      const request = await findRequest(database.db, id);
      if (!request) throw new Error(`There is no request ${id}`);
      const events = await listEvents(database.db, id);
      const notifications = await database.query<{ text: string }>(
        "select template || ' to ' || coalesce(to_user, to_email) as text from notifications where request_id = $1 order by id",
        [id],
      );
      const { status, stage, waitsFor } = request;
      return {
        request,
        state: [status, stage, waitsFor],
        events: events.map(({ kind, actor }) => `${kind} by ${actor}`),
        notes: events.map(({ note }) => note),
        notifications: notifications.map(({ text }) => text),
        views: (await listViews(database.db, id)).map(({ audience, place }) => `${audience} in ${place}`),
      };
    },

    /** Does the work and returns the reply. Fails if anything was written. */
    async expectNoTrace(work: () => Promise<Reply>): Promise<Reply> {
      const before = await readTables(database);
      const reply = await work();
      expect(await readTables(database)).toEqual(before);
      return reply;
    },
  };
}

/** Every row that an action can write. */
function readTables(database: TestDatabase): Promise<unknown> {
  const tables = [
    "requests",
    "events",
    "notifications",
    "views",
    "accounts",
    "delegations",
    "quarantined_addresses",
    "password_links",
    "identities",
    "link_claims",
    "adoption_conflicts",
    "approvals_ahead",
    "pi_claims",
    "agreement_signatures",
    "agreement_asks",
    "group_memberships",
    "invitations",
    "memberships",
  ];
  return Promise.all(
    tables.map((table) => database.query(`select to_jsonb(t) as row from ${table} t order by t::text`)),
  );
}

/** The names of the fields of a form, or the kind of any other reply. */
export const fieldsOf = (reply: Reply): readonly string[] | string =>
  reply.kind === "form" ? reply.form.fields.map(({ name }) => name) : reply.kind;

/** The names of the fields with errors, or the kind of any other reply. */
export const faultsOf = (reply: Reply): readonly string[] | string =>
  reply.kind === "invalid" ? Object.keys(reply.errors) : reply.kind;

/** One field of a form. */
export function fieldOf(reply: Reply, name: string): Field {
  const field = reply.kind === "form" ? reply.form.fields.find((each) => each.name === name) : undefined;
  if (!field) throw new Error(`A ${reply.kind} was shown instead of a form with ${name}`);
  return field;
}

/** The values that one field of a form offers. */
export const choicesOf = (reply: Reply, name: string): readonly string[] =>
  fieldOf(reply, name).choices?.map(({ value }) => value) ?? [];
