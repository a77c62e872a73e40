import { afterAll, expect, it } from "vitest";
import { UserError } from "../../src/handlers/handler.ts";
import { readRequest, readRequestId } from "../../src/handlers/request-id.ts";
import { newDatabase } from "../new-database.ts";
import { aStoredRequest } from "./a-stored-request.ts";

const database = await newDatabase();
afterAll(() => database.close());
const typed = (text: string) => readRequestId({ subject: undefined, text });

it.each(["12", "#12", "R12", "r12"])("A request is named by its number, typed as %s", (text) => {
  expect(typed(text)).toBe(12);
});

it.each(["", "amy", "12 13", "#", "1234567890", "-1", "1.5"])('"%s" is not a request number', (text) => {
  expect(() => typed(text)).toThrow(UserError);
});

it("A button says which request it is about, whatever text comes with it", () => {
  expect(readRequestId({ subject: { id: 5, mark: "" }, text: "12" })).toBe(5);
});

it("The request itself is found, and a number that no request has is answered", async () => {
  const request = await aStoredRequest(database.db);
  const found = await readRequest({ subject: undefined, text: `#${request.id}` }, database.db);
  expect(found).toEqual(request);
  await expect(readRequest({ subject: undefined, text: "999" }, database.db)).rejects.toThrow(UserError);
});
