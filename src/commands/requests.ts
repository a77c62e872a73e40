import type { Line } from "../chat/notice.ts";
import { stateOf, words } from "../chat/state-of.ts";
import { stepsOf } from "../chat/steps-of.ts";
import type { Db } from "../db/client.ts";
import { findRequest, listEvents } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { searchRequests } from "../db/search-requests.ts";
import { readListWish } from "../handlers/list-filter.ts";
import { retryRequest } from "../pipeline/retry-request.ts";
import { actorHere } from "./actor-here.ts";

const MOST = 1000;

/** Requests that the filter lets through, oldest first, a line each; without one, all open ones. */
export async function listRequests(db: Db, filter: string, now: Date): Promise<string[]> {
  const wish = readListWish(filter, now);
  const { page, count } = await searchRequests(db, wish.filter, {
    offset: (wish.page - 1) * MOST,
    limit: MOST,
  });
  if (count === 0) return [filter ? `Nothing matches "${filter}".` : "No open requests."];
  const further = count > wish.page * MOST ? [`${count} in all: page ${wish.page + 1} has more`] : [];
  return [...page.map(lineOf), ...further];
}

function lineOf(request: Request): string {
  return [
    String(request.id).padStart(5),
    request.createdAt.toISOString().slice(0, 16).replace("T", " "),
    `${request.givenName} ${request.familyName} <${request.email}>`,
    request.project ?? request.kind,
    stateOf(request),
  ].join("  ");
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
  retrying: Parameters<typeof retryRequest>[2],
): Promise<string> {
  const acted = await retryRequest(id, actorHere(), retrying);
  if (acted.kind !== "done") throw new Error(inWords(acted.objection));
  return `Request ${id} goes on from ${words(acted.request.stage)}.`;
}

function inWords(line: Line): string {
  return typeof line === "string"
    ? line
    : line.map((part) => (part instanceof Date ? part.toISOString() : part)).join("");
}
