import { describe, expect, it } from "vitest";
import { QUOTA_NAMES, type QuotaSystem } from "../../src/provisioners/quotas.ts";

/** A system with quotas, and a way to give it projects. */
export interface QuotaSystemUnderTest {
  readonly quotas: QuotaSystem;
  /** Adds a project with a member who has this address. */
  addProject(name: string, memberEmail: string): Promise<void>;
  /** Lets a project use this many cores. */
  useCores(name: string, cores: number): Promise<void>;
}

/** A project that acct created. */
const named = (name: string) => ({ name, adopted: false });

/** What every system with quotas promises. */
export function holdsQuotaContract(open: () => QuotaSystemUnderTest): void {
  describe("as every system with quotas", () => {
    it("reads every quota of a project as a number", async () => {
      const { quotas, addProject } = open();
      await addProject("quota-read", "amy@example.org");
      const read = await quotas.readQuotas(named("quota-read"));
      for (const name of QUOTA_NAMES) expect(read[name], name).toEqual(expect.any(Number));
    });

    it("sets the quotas that were requested, and no others, also when repeated", async () => {
      const { quotas, addProject } = open();
      await addProject("quota-set", "amy@example.org");
      const before = await quotas.readQuotas(named("quota-set"));
      const wanted = { cores: 44, ram: 66, port: 77, gigabytes: -1 };
      for (let time = 0; time < 2; time++) {
        await quotas.writeQuotas(named("quota-set"), wanted);
        expect(await quotas.readQuotas(named("quota-set"))).toEqual({ ...before, ...wanted });
      }
    });

    it("says what a project uses, and sets less than that only if it is told to", async () => {
      const { quotas, addProject, useCores } = open();
      const project = named("quota-used");
      await addProject(project.name, "amy@example.org");
      expect(await quotas.readUsage(project)).not.toMatchObject({ cores: 3 });
      await useCores(project.name, 3);
      expect(await quotas.readUsage(project)).toMatchObject({ cores: 3 });
      const before = await quotas.readQuotas(project);
      await expect(quotas.writeQuotas(project, { cores: 2, volumes: 7 })).rejects.toMatchObject({
        lasts: true,
      });
      expect(await quotas.readQuotas(project)).toEqual(before);
      await quotas.writeQuotas(project, { cores: 2, volumes: 7 }, { evenIfUsed: true });
      expect(await quotas.readQuotas(project)).toEqual({ ...before, cores: 2, volumes: 7 });
    });

    it("changes one project without changing another", async () => {
      const { quotas, addProject } = open();
      await addProject("quota-one", "amy@example.org");
      await addProject("quota-two", "bo@example.org");
      const before = await quotas.readQuotas(named("quota-two"));
      await quotas.writeQuotas(named("quota-one"), { instances: 33 });
      expect(await quotas.readQuotas(named("quota-two"))).toEqual(before);
    });

    it("lists the addresses of the members of a project", async () => {
      const { quotas, addProject } = open();
      await addProject("quota-members", "members@example.org");
      expect(await quotas.listAddresses(named("quota-members"))).toEqual(["members@example.org"]);
    });

    it("names a project that it doesn't have, instead of reading or writing its quotas", async () => {
      const { quotas } = open();
      await expect(quotas.readQuotas(named("quota-nowhere"))).rejects.toThrow("quota-nowhere");
      await expect(quotas.writeQuotas(named("quota-nowhere"), { cores: 1 })).rejects.toThrow("quota-nowhere");
    });
  });
}
