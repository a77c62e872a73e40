import { describe, expect, it } from "vitest";
import { type Quotas, quotaChanges, withEnoughPorts } from "../../src/provisioners/quotas.ts";

const now: Quotas = {
  instances: 10,
  cores: 20,
  ram: 50,
  floatingip: 2,
  network: 5,
  port: 30,
  volumes: 10,
  snapshots: 10,
  gigabytes: 1000,
};

describe("the ports for the requested quotas", () => {
  it.each([
    ["are one per instance, three per network and five in reserve", { instances: 40 }, 40 + 15 + 5],
    ["grow with the networks", { network: 20 }, 10 + 60 + 5],
    ["grow with instances and networks together", { instances: 40, network: 20 }, 40 + 60 + 5],
    ["stay as requested if the request names them", { instances: 40, port: 31 }, 31],
    ["stay as they are if there are enough", { instances: 9, network: 1 }, undefined],
    ["stay as they are for quotas that need no ports", { cores: 400 }, undefined],
    ["are unlimited if what needs them is unlimited", { instances: -1 }, -1],
  ])("%s", (_, wanted, port) => {
    expect(withEnoughPorts(wanted, now).port).toBe(port);
  });

  it("don't grow again when the same request is repeated", () => {
    const first = withEnoughPorts({ network: 20 }, now);
    expect(withEnoughPorts({ network: 20 }, { ...now, ...first })).toEqual({ network: 20 });
  });

  it("stay unlimited where they are unlimited", () => {
    expect(withEnoughPorts({ instances: 500 }, { ...now, port: -1 })).toEqual({ instances: 500 });
  });
});

it("The list of changes back to the old quotas names only the quotas that were changed", () => {
  expect(quotaChanges({ volumes: 99 }, now)).toEqual(["volumes 99 → 10"]);
});

it("The list of changes names each quota that differs, and calls -1 unlimited", () => {
  expect(quotaChanges(now, { cores: 40, ram: 50, volumes: -1 })).toEqual([
    "cores 20 → 40",
    "volumes 10 → unlimited",
  ]);
});
