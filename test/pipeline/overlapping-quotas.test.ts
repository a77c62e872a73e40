import { describe, expect, it } from "vitest";
import { LAST_STAGE, QUOTA_IN_FORCE } from "../../src/db/names.ts";
import type { QuotaChange } from "../../src/db/tables/requests.ts";
import { quotasAfter, underlyingQuotas } from "../../src/pipeline/overlapping-quotas.ts";
import type { Quotas } from "../../src/provisioners/quotas.ts";

const now = { cores: 40, ram: 50 } as unknown as Quotas;
const running = (id: number, quota: QuotaChange) => ({ id, stage: QUOTA_IN_FORCE, quota }) as const;
const forGood = (id: number, requested: QuotaChange["requested"]) =>
  ({
    id,
    stage: LAST_STAGE,
    quota: { requested },
  }) as const;
const december: QuotaChange = {
  requested: { cores: 40 },
  before: { cores: 20, ram: 50 },
  until: "2028-12-01",
};

describe("a quota request that comes while a temporary one is in force", () => {
  it("goes back to what was there before both, where it extends the temporary one", () => {
    expect(underlyingQuotas(now, [running(1, december)])).toEqual({ cores: 20 });
  });

  it("goes back to what is there now, where somebody has changed the number since", () => {
    expect(underlyingQuotas({ ...now, cores: 30 }, [running(1, december)])).toEqual({});
  });

  it("goes back to what the earlier one has set, when it ends first", () => {
    const november = { requested: { cores: 60 }, before: { cores: 20 }, until: "2028-11-01" };
    expect(quotasAfter({ id: 2, quota: november }, [running(1, december)])).toEqual({ cores: 40 });
  });
});

describe("a temporary quota request that ends", () => {
  it("puts back its own numbers", () => {
    expect(quotasAfter({ id: 1, quota: december }, [])).toEqual({ cores: 20 });
  });

  it("leaves a number that a later request has set, for a while or for good", () => {
    const extended = { requested: { cores: 40 }, before: { cores: 20 }, until: "2029-01-01" };
    expect(quotasAfter({ id: 1, quota: december }, [running(2, extended)])).toEqual({});
    expect(quotasAfter({ id: 1, quota: december }, [forGood(2, { cores: 99 })])).toEqual({});
  });

  it("puts back a number that a later request had set for a shorter time", () => {
    const over = {
      id: 2,
      stage: LAST_STAGE,
      quota: { requested: { cores: 60 }, until: "2028-11-01" },
    } as const;
    expect(quotasAfter({ id: 1, quota: december }, [over])).toEqual({ cores: 20 });
  });
});
