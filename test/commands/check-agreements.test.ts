import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Agreement } from "../../src/agreements/agreement.ts";
import { agreementsCheck } from "../../src/commands/check-agreements.ts";
import { anAgreement } from "../agreements/an-agreement.ts";

let server: Server;
let url = "";
beforeAll(async () => {
  server = createServer((request, response) => {
    response.statusCode = request.url === "/terms.html" ? 200 : 404;
    response.end(request.url === "/terms.html" ? "<p>Be kind.</p>" : "");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

async function check(agreements: readonly Agreement[], systems = ["LDAP", "Arvados"]) {
  const [[what, run] = []] = agreementsCheck(agreements, systems);
  return { what, found: await run?.() };
}

describe("doctor", () => {
  it("names the agreements that people can read", async () => {
    const data = anAgreement({
      name: "data",
      source: { url: `${url}/terms.html` },
      for: { systems: ["Arvados"] },
    });
    expect(await check([anAgreement({}), data])).toEqual({
      what: "agreements",
      found: { sentence: "terms (version 1), data (version 1)", warnings: [] },
    });
    expect(agreementsCheck([], ["LDAP"])).toEqual([]);
  });

  it.each([
    [
      "a page that isn't there",
      () => ({ url: `${url}/nothing` }),
      /terms can't be loaded from .*answers 404/,
    ],
    ["a server that doesn't respond", () => ({ url: "http://127.0.0.1:9/" }), /terms can't be loaded from/],
    ["a file that isn't there", () => ({ file: "/nowhere/terms.md" }), /terms can't be read: ENOENT/],
  ])("warns of an agreement whose text is %s", async (_, source, words) => {
    const { found } = await check([anAgreement({ source: source() })]);
    expect(found).toMatchObject({ warnings: [expect.stringMatching(words)] });
    expect(found).toMatchObject({
      warnings: [expect.stringMatching(/no one can sign it, and requests wait$/)],
    });
  });

  it("warns of an agreement for a system that acct doesn't manage", async () => {
    const misspelled = anAgreement({ for: { systems: ["LDAP", "arvados"] } });
    expect((await check([misspelled])).found).toMatchObject({
      warnings: [
        expect.stringMatching(
          /^agreement terms: there is no system arvados, only LDAP, Arvados, .*agreements\.for\.systems/,
        ),
      ],
    });
    expect((await check([anAgreement({ for: { systems: ["LDAP"] } })], [])).found).toMatchObject({
      warnings: [expect.stringMatching(/no system LDAP, and acct manages none/)],
    });
  });
});
