import { expect, it } from "vitest";
import { failingSystems } from "../../src/failure/failing-system.ts";
import { Failure } from "../../src/failure/failure.ts";
import { blameFailures } from "../../src/provisioners/blame-failures.ts";

const failing = (system: string) =>
  blameFailures(system, {
    name: system,
    after: ["LDAP"],
    ensure: () => Promise.reject(new Failure("no")),
    plan(): string {
      throw new Failure(`not by ${this.name}`);
    },
    belongings: { count: async () => Promise.reject(new Failure("no")) },
    ok: async (value: number) => value + 1,
  });
const caught = async (work: () => unknown): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    return error;
  }
};

it("An error that a system's functions throw is known to come from that system, and nothing else changes", async () => {
  const port = failing("Slurm");
  expect(port.after).toEqual(["LDAP"]);
  expect(await port.ok(1)).toBe(2);
  for (const work of [port.ensure, () => port.plan(), port.belongings.count]) {
    const error = await caught(work);
    expect(error).toBeInstanceOf(Failure);
    expect(failingSystems(error)).toEqual(["Slurm"]);
  }
});

it("So is one that it caused, alone or with others", async () => {
  const [slurm, ldap] = [await caught(failing("Slurm").ensure), await caught(failing("LDAP").ensure)];
  const both = new Failure("2 failed", { cause: new AggregateError([slurm, ldap]) });
  expect(failingSystems(both)).toEqual(["Slurm", "LDAP"]);
  expect(failingSystems(new Failure("the registry has no account"))).toEqual([]);
  expect(failingSystems("odd")).toEqual([]);
});
