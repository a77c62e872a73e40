import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readError } from "../../src/arvados/read-error.ts";

const read = (text: unknown, header: string | null = null) => readError({ errors: [text] }, header);

describe("an error of Arvados", () => {
  it("is read without the address of the inner call, whose query has addresses of people", () => {
    const query =
      "filters=%5B%5B%22email%22%2C%22ilike%22%2C%22amy%40example.org%22%5D%5D&order=%5B%22email%22%5D";
    expect(
      read(
        `//railsapi.internal/arvados/v1/users?${query}: 422 Unprocessable Entity: #<ArgumentError: Require user email> (req-1z2y3x)`,
      ),
    ).toEqual({ message: "Require user email", exception: "ArgumentError", requestId: "req-1z2y3x" });
  });

  it("is read in the form of what the controller passes on, and without an exception's class", () => {
    expect(read("Path not found (req-abc123)")).toEqual({
      message: "Path not found",
      exception: undefined,
      requestId: "req-abc123",
    });
    expect(
      read("#<ArgumentError: Manage user agreements via Collections and Links instead.> (req-abc123)"),
    ).toMatchObject({
      message: "Manage user agreements via Collections and Links instead.",
    });
  });

  it("of the database is its first line, because the others have values", () => {
    const text = `//railsapi.internal/arvados/v1/users: 422 Unprocessable Entity: #<ActiveRecord::RecordNotUnique: PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_users_on_username"\nDETAIL:  Key (username)=(amy) already exists.\n> (req-1234)`;
    expect(read(text)).toEqual({
      message:
        'PG::UniqueViolation: ERROR: duplicate key value violates unique constraint "index_users_on_username"',
      exception: "ActiveRecord::RecordNotUnique",
      requestId: "req-1234",
    });
  });

  it("has the ID of the request from the header if the text has none, also where it is there twice", () => {
    expect(read("API endpoint not found", "req-aaaa, req-aaaa")).toMatchObject({ requestId: "req-aaaa" });
    expect(read("API endpoint not found").requestId).toBeUndefined();
  });

  it("without a text says nothing", () => {
    for (const json of [undefined, null, 1, {}, { errors: [] }, { errors: "no" }, { errors: [1] }])
      expect(readError(json, null).message).toBe("");
  });

  it("never shows an address or a query, wherever they are", () => {
    const name = fc.stringMatching(/^[a-z]{1,12}$/);
    const around = fc.constantFrom("", "error updating local user: ", "giving up: ");
    fc.assert(
      fc.property(name, name, around, fc.integer({ min: 1, max: 30_000 }), (user, host, before, length) => {
        const email = `${user}x@${host}.example`;
        const text = `${before}//railsapi.internal/arvados/v1/users?a=${"b".repeat(length)}${email}: 422 Unprocessable Entity: ${email} is wrong (req-1234)`;
        const { message } = read(text);
        expect(message).not.toContain(email);
        expect(message).not.toContain("bbbb");
        expect(message).not.toContain("railsapi");
      }),
    );
  });
});
