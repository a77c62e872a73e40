import { describe, expect, it } from "vitest";
import type { Directory } from "../../src/directory/directory.ts";

/** A directory, and what the campus does in it. */
export interface DirectoryUnderTest {
  readonly directory: Directory;
  /** The same directory, in which only these affiliations count as active. */
  withActiveAffiliations(affiliations: readonly string[]): Directory;
  /** Adds Cleo Contract, who is staff, with a username and an address. */
  add(username: string, email: string): Promise<void>;
  disable(username: string): Promise<void>;
  expire(username: string): Promise<void>;
  rename(username: string, to: string): Promise<void>;
  down(): Promise<void>;
  up(): Promise<void>;
}

const email = (username: string) => `${username}@campus.example`;

/** What every campus directory promises. */
export function holdsDirectoryContract(open: () => DirectoryUnderTest): void {
  async function added(username: string) {
    const under = open();
    await under.add(username, email(username));
    return under;
  }

  describe("as every campus directory", () => {
    it("finds a person by address, in upper or lower case, and by the ID that it returned", async () => {
      const { directory } = await added("cleo");
      const found = await directory.findByEmail("Cleo@CAMPUS.example");
      expect(found).toMatchObject({
        answer: "found",
        person: { emails: ["cleo@campus.example"], givenName: "Cleo", familyName: "Contract", active: true },
      });
      const campusId = found.answer === "found" ? found.person.campusId : "";
      expect(await directory.findById(campusId)).toEqual(found);
    });

    it("says that it doesn't have an address, also one with filter characters", async () => {
      const { directory } = await added("someone");
      for (const nobody of [email("nobody"), "*@campus.example", "*", "a)(mail=*", "\\2a@campus.example"])
        expect(await directory.findByEmail(nobody), nobody).toEqual({ answer: "not-found" });
    });

    it("keeps a person's ID when they get another name", async () => {
      const { directory, rename } = await added("maiden");
      const before = await directory.findByEmail(email("maiden"));
      await rename("maiden", "married");
      expect(await directory.findByEmail(email("maiden"))).toEqual(before);
    });

    it("tells the disabled and the expired from the active", async () => {
      const { directory, disable, expire } = await added("disabled");
      await disable("disabled");
      await added("expired");
      await expire("expired");
      for (const username of ["disabled", "expired"]) {
        const person = { active: false, evidence: expect.stringContaining(username) };
        expect(await directory.findByEmail(email(username))).toMatchObject({ answer: "found", person });
      }
    });

    it("counts only the site's affiliations as active, if it names any", async () => {
      const { withActiveAffiliations } = await added("staff");
      const active = async (affiliations: string[]) => {
        const found = await withActiveAffiliations(affiliations).findByEmail(email("staff"));
        return found.answer === "found" && found.person.active;
      };
      expect(await active(["student", "Staff"])).toBe(true);
      expect(await active(["student"])).toBe(false);
    });

    it("concludes nothing while it is away, and answers again afterwards", async () => {
      const { directory, down, up } = await added("patient");
      await down();
      const away = { answer: "unknown", why: expect.stringContaining("can't be reached") };
      expect(await directory.findByEmail(email("patient"))).toEqual(away);
      expect(await directory.findById("00000000-0000-0000-0000-000000000000")).toEqual(away);
      await expect(directory.check()).rejects.toThrow("can't be reached");
      await up();
      expect(await directory.findByEmail(email("patient"))).toMatchObject({ answer: "found" });
    });
  });
}
