import { afterAll, beforeEach, expect, it } from "vitest";
import type { Reply } from "../../../src/chat/interaction.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { listRequests } from "../../../src/handlers/actions/list-requests.ts";
import { UserError } from "../../../src/handlers/handler.ts";
import { DAY, later } from "../../in-memory/pipeline-deps.ts";
import { forAdmin, forPi, isStuck } from "../a-stored-request.ts";
import { ada, amy, bo, dee, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
beforeEach(async () => {
  for (const table of ["notifications", "requests"]) await desk.database.query(`delete from ${table}`);
});

/** The numbers of the requests that are listed, in order. */
function listed(reply: Reply): number[] {
  if (reply.kind !== "message") throw new Error(`A ${reply.kind} was shown instead of a list`);
  return reply.notice.lines.flatMap((line) => {
    const [, number] = /^(\d+) · /.exec(String([line].flat()[0])) ?? [];
    return number ? [Number(number)] : [];
  });
}

const ids = (requests: readonly Request[]) => requests.map(({ id }) => id);

it("An admin sees every open request, oldest first", async () => {
  const young = await desk.store(forAdmin);
  const old = await desk.store({ ...forPi, createdAt: later(-DAY) });
  await desk.store({ status: "closed" });
  expect(listed(await desk.type(listRequests, ada, ""))).toEqual(ids([old, young]));
});

it("Others see the requests that they sent or decide on, and no other requests", async () => {
  const request = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });
  await desk.store({ ...forPi, requesterUser: "slack:UELSE", piUser: "slack:UELSE" });
  for (const actor of [amy, bo, dee]) {
    expect(listed(await desk.type(listRequests, actor, ""))).toEqual([request.id]);
    expect(listed(await desk.type(listRequests, actor, "all"))).toEqual([request.id]);
  }
  for (const actor of [zed, guest]) {
    expect(listed(await desk.type(listRequests, actor, "all"))).toEqual([]);
  }
});

it("A request from outside the chat is listed for the person with its address", async () => {
  const request = await desk.store({ ...forAdmin, requesterUser: null, email: "Zed@example.org" });
  expect(listed(await desk.type(listRequests, zed, ""))).toEqual([request.id]);
});

it("Filters narrow the list", async () => {
  const stuck = await desk.store({ ...isStuck, project: "stars" });
  const held = await desk.store({ status: "quarantined", piName: "Prof. Hopper" });
  const closed = await desk.store({ status: "closed", createdAt: later(-9 * DAY) });
  const found = async (text: string) => listed(await desk.type(listRequests, ada, text));
  expect(await found("stuck")).toEqual([stuck.id]);
  expect(await found("on-hold")).toEqual([held.id]);
  expect(await found("pi:hopper")).toEqual([held.id]);
  expect(await found("STARS")).toEqual([stuck.id]);
  expect(await found("all older:8d")).toEqual([closed.id]);
  expect(await found("stuck pi:hopper")).toEqual([]);
});

it("Requests with an undelivered notification are found, even when they have ended", async () => {
  const request = await desk.store({ status: "closed" });
  await desk.store({ status: "closed" });
  await desk.database.query(
    `insert into notifications (key, request_id, template, via, to_name, created_at, problem)
     values ('lost', $1, 'welcome', 'email', 'Amy', $2, 'no such mailbox')`,
    [request.id, later(-DAY)],
  );
  expect(listed(await desk.type(listRequests, ada, "undelivered"))).toEqual([request.id]);
});

it("Long lists come in pages of twenty, and a page that doesn't exist gets an answer", async () => {
  const requests: Request[] = [];
  for (let number = 0; number < 21; number++) requests.push(await desk.store(forAdmin));
  expect(listed(await desk.type(listRequests, ada, ""))).toEqual(ids(requests.slice(0, 20)));
  expect(listed(await desk.type(listRequests, ada, "page 2"))).toEqual(ids(requests.slice(20)));
  expect(listed(await desk.type(listRequests, ada, "page 3"))).toEqual([]);
});

it("An unknown filter is answered with a list of the known ones", async () => {
  await expect(desk.type(listRequests, ada, "kind:quota")).rejects.toThrow(UserError);
});
