import { expect, it } from "vitest";
import { entryRef, hasId, idFilters } from "../../src/provisioners/ldap/entry-id.ts";

const GUID = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";
const BYTES = Buffer.from("e004253f894fd3119a0c0305e82c3301", "hex");
const texts = (id: string) => idFilters(id).map(String);

it("An entry with a GUID is looked for by its bytes in Active Directory, and by its text elsewhere", () => {
  const bytes = "\\e0\\04\\25\\3f\\89\\4f\\d3\\11\\9a\\0c\\03\\05\\e8\\2c\\33\\01";
  expect(texts(GUID)).toEqual([
    `(entryUUID=${GUID})`,
    `(objectGUID=${bytes})`,
    `(nsUniqueId=${GUID})`,
    `(ipaUniqueID=${GUID})`,
  ]);
});

it("An ID that is no GUID is not looked for among GUIDs", () => {
  expect(texts("6f1c2e01-11d38a-1a2b")).toEqual([
    "(entryUUID=6f1c2e01-11d38a-1a2b)",
    "(nsUniqueId=6f1c2e01-11d38a-1a2b)",
    "(ipaUniqueID=6f1c2e01-11d38a-1a2b)",
  ]);
});

it("An entry of Active Directory is found again by the ID that the registry keeps", () => {
  const entry = { dn: "cn=amy,dc=x", objectGUID: BYTES, entryUUID: [] };
  expect(entryRef(entry, "amy")).toEqual({ id: GUID, name: "amy" });
  expect(hasId(entry, GUID)).toBe(true);
});

it("An entry keeps its ID even if its server gives it a better one later", () => {
  const entry = { dn: "uid=amy,dc=x", entryUUID: GUID, ipaUniqueID: "old" };
  expect(hasId(entry, "old")).toBe(true);
  expect(hasId(entry, "other")).toBe(false);
  expect(hasId(entry, undefined)).toBe(false);
});
