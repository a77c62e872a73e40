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

describe("ports for what is asked for", () => {
  it.each([
    ["one for each instance, three for each network, five to spare", { instances: 40 }, 40 + 15 + 5],
    ["for more networks, too", { network: 20 }, 10 + 60 + 5],
    ["for both", { instances: 40, network: 20 }, 40 + 60 + 5],
    ["none when they were asked for", { instances: 40, port: 31 }, 31],
    ["none when there are enough", { instances: 9, network: 1 }, undefined],
    ["none for what needs none", { cores: 400 }, undefined],
    ["all of them when there is no limit to what needs them", { instances: -1 }, -1],
  ])("%s", (_, wanted, port) => {
    expect(withEnoughPorts(wanted, now).port).toBe(port);
  });

  it("the same wish again adds nothing", () => {
    const first = withEnoughPorts({ network: 20 }, now);
    expect(withEnoughPorts({ network: 20 }, { ...now, ...first })).toEqual({ network: 20 });
  });

  it("none are taken away where there is no limit", () => {
    expect(withEnoughPorts({ instances: 500 }, { ...now, port: -1 })).toEqual({ instances: 500 });
  });
});

it("A table of what goes back names only what was changed", () => {
  expect(quotaChanges({ volumes: 99 }, now)).toEqual(["volumes 99 → 10"]);
});

it("A table names what differs, and says unlimited", () => {
  expect(quotaChanges(now, { cores: 40, ram: 50, volumes: -1 })).toEqual([
    "cores 20 → 40",
    "volumes 10 → unlimited",
  ]);
});
