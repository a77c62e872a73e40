import { userInfo } from "node:os";
import { stateOf, stepsOf } from "../chat/card.ts";
import type { Db } from "../db/client.ts";
import { findRequest, listEvents, listOpen } from "../db/requests.ts";
import type { Journeys } from "../pipeline/journeys.ts";
import { retryRequest } from "../pipeline/retry-request.ts";

const MOST = 1000;

/** Open requests, oldest first, a line each. */
export async function listRequests(db: Db): Promise<string[]> {
  const open = await listOpen(db, undefined, MOST);
  if (open.length === 0) return ["No open requests."];
  return open.map((request) =>
    [
      String(request.id).padStart(5),
      request.createdAt.toISOString().slice(0, 16).replace("T", " "),
      `${request.givenName} ${request.familyName} <${request.email}>`,
      request.project ?? request.kind,
      stateOf(request),
    ].join("  "),
  );
}

/** A request and its history. Throws when there is none of this number. */
export async function showRequest(db: Db, id: number): Promise<string[]> {
  const request = await findRequest(db, id);
  if (!request) throw new Error(`There is no request ${id}.`);
  const facts = [
    `Request ${id}: ${request.givenName} ${request.familyName} <${request.email}>`,
    `  ${stateOf(request)}`,
    `  project ${request.project ?? "none"}, username ${request.username ?? "none yet"}, PI ${request.piEmail ?? "none"}`,
  ];
  const steps = stepsOf(await listEvents(db, id)).map(({ at, text }) => `  ${at.toISOString()}  ${text}`);
  return [...facts, ...steps];
}

/** Goes on with a stuck request, in the name of whoever is logged in on this machine. Throws when it is not stuck. */
export async function retryFromHere(
  id: number,
  retrying: { readonly db: Db; readonly journeys: Journeys; readonly now: () => Date },
): Promise<string> {
  const { username } = userInfo();
  const by = { id: `command-line:${username}`, name: `${username} on the command line` };
  const retried = await retryRequest(id, by, retrying);
  if (retried.kind === "unknown") throw new Error(`There is no request ${id}.`);
  if (retried.kind === "not-stuck")
    throw new Error(`Request ${id} is not stuck: ${stateOf(retried.request)}.`);
  return `Request ${id} goes on from ${retried.request.stage.replaceAll("-", " ")}.`;
}
