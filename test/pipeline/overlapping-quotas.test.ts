import { describe, expect, it } from "vitest";
import { LAST_STAGE, QUOTA_IN_FORCE } from "../../src/db/names.ts";
import type { QuotaChange } from "../../src/db/tables/requests.ts";
import { quotasAfter, underlyingQuotas } from "../../src/pipeline/overlapping-quotas.ts";
import type { Quotas } from "../../src/provisioners/quotas.ts";

const now = { cores: 40, ram: 50 } as unknown as Quotas;
const running = (id: number, quota: QuotaChange) => ({ id, stage: QUOTA_IN_FORCE, quota }) as const;
const permanent = (id: number, requested: QuotaChange["requested"]) =>
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

describe("a quota request during a temporary one", () => {
  it("reverts to the quotas from before both if it extends the temporary one", () => {
    expect(underlyingQuotas(now, [running(1, december)])).toEqual({ cores: 20 });
  });

  it("reverts to the current quotas if someone has changed the number since", () => {
    expect(underlyingQuotas({ ...now, cores: 30 }, [running(1, december)])).toEqual({});
  });

  it("reverts to the quotas of the earlier request if it ends first", () => {
    const november = { requested: { cores: 60 }, before: { cores: 20 }, until: "2028-11-01" };
    expect(quotasAfter({ id: 2, quota: november }, [running(1, december)])).toEqual({ cores: 40 });
  });
});

describe("a temporary quota request that ends", () => {
  it("restores the numbers from before it", () => {
    expect(quotasAfter({ id: 1, quota: december }, [])).toEqual({ cores: 20 });
  });

  it("keeps a number that a later request has set, temporarily or permanently", () => {
    const extended = { requested: { cores: 40 }, before: { cores: 20 }, until: "2029-01-01" };
    expect(quotasAfter({ id: 1, quota: december }, [running(2, extended)])).toEqual({});
    expect(quotasAfter({ id: 1, quota: december }, [permanent(2, { cores: 99 })])).toEqual({});
  });

  it("restores a number that a later request had set for a shorter time", () => {
    const over = {
      id: 2,
      stage: LAST_STAGE,
      quota: { requested: { cores: 60 }, until: "2028-11-01" },
    } as const;
    expect(quotasAfter({ id: 1, quota: december }, [over])).toEqual({ cores: 20 });
  });
});
