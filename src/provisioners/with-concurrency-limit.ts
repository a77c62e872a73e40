import pLimit from "p-limit";
import type { Provisioner } from "./provisioner.ts";

/** Wraps a provisioner so that this process makes at most `atOnce` calls at the same time. */
export function withConcurrencyLimit(provisioner: Provisioner, atOnce: number): Provisioner {
  const limit = pLimit(atOnce);
  const { erase, lockOf, resume } = provisioner;
  return {
    name: provisioner.name,
    // `reach` bypasses the limit, or a long queue would look like an outage.
    reach: provisioner.reach,
    plan: (...args) => limit(() => provisioner.plan(...args)),
    ensure: (...args) => limit(() => provisioner.ensure(...args)),
    ensureMember: (...args) => limit(() => provisioner.ensureMember(...args)),
    remove: (...args) => limit(() => provisioner.remove(...args)),
    ...(lockOf ? { lockOf: (...args) => limit(() => lockOf(...args)) } : {}),
    ...(resume ? { resume: (...args) => limit(() => resume(...args)) } : {}),
    ...(erase ? { erase: (...args) => limit(() => erase(...args)) } : {}),
    diff: (...args) => limit(() => provisioner.diff(...args)),
    findUnmanaged: (...args) => limit(() => provisioner.findUnmanaged(...args)),
  };
}
