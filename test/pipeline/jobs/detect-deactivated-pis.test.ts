import { afterAll, beforeEach, expect, it } from "vitest";
import { findRequest } from "../../../src/db/requests.ts";
import { openLog } from "../../../src/log.ts";
import { detectDeactivatedPis } from "../../../src/pipeline/jobs/detect-deactivated-pis.ts";
import { inMemoryChat } from "../../in-memory/in-memory-chat.ts";
import { HOUR, later } from "../../in-memory/pipeline-deps.ts";
import { newDatabase } from "../../new-database.ts";
import { aWaitingRequest, endAll } from "./a-waiting-request.ts";

const log = openLog("silent");
const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(() => endAll(database));

const wakesAt = async ({ id }: { readonly id: number }) => (await findRequest(db, id))?.runAt;

it("A PI who has left the chat is noticed, and the requests that are waiting for them run again", async () => {
  const chat = inMemoryChat();
  const { user } = chat.addPerson("Gerd Gone", { membership: "deactivated" });
  const [gone, unknown] = [{ piUser: user }, { piUser: "slack:UNOBODY" }];
  const waiting = [
    await aWaitingRequest(database, "await-pi", gone),
    await aWaitingRequest(database, "await-pi", gone),
    await aWaitingRequest(database, "await-pi", unknown),
  ];
  const others = [
    await aWaitingRequest(database, "await-pi"),
    await aWaitingRequest(database, "await-admin", gone),
  ];
  expect(await detectDeactivatedPis({ db, chat, log }, later(HOUR))).toBe(3);
  for (const request of waiting) expect(await wakesAt(request)).toEqual(later(HOUR));
  for (const request of others) expect(await wakesAt(request)).toBeNull();
});

it("While the chat doesn't respond, no PI counts as gone", async () => {
  const chat = inMemoryChat();
  chat.isAway = true;
  const request = await aWaitingRequest(database, "await-pi");
  await expect(detectDeactivatedPis({ db, chat, log }, later(HOUR))).rejects.toThrow();
  expect(await wakesAt(request)).toBeNull();
});

it("A PI whom the chat doesn't show doesn't keep the others from being checked", async () => {
  const chat = inMemoryChat();
  const { user } = chat.addPerson("Gerd Gone", { membership: "deactivated" });
  const hidden = await aWaitingRequest(database, "await-pi", { piUser: "slack:UHIDDEN" });
  const waiting = await aWaitingRequest(database, "await-pi", { piUser: user });
  const getUser = (one: string) =>
    one === "slack:UHIDDEN" ? Promise.reject(new Error("user_not_visible")) : chat.getUser(one);
  expect(await detectDeactivatedPis({ db, chat: { getUser }, log }, later(HOUR))).toBe(1);
  expect(await wakesAt(waiting)).toEqual(later(HOUR));
  expect(await wakesAt(hidden)).toBeNull();
});
