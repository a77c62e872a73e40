import pLimit from "p-limit";
import type { Provisioner } from "./provisioner.ts";

/** The same provisioner, asked at most so many things at once by this process. */
export function withConcurrencyLimit(provisioner: Provisioner, atOnce: number): Provisioner {
  const limit = pLimit(atOnce);
  const { erase, lockOf, resume } = provisioner;
  return {
    name: provisioner.name,
    // It is asked beside the work, or a long queue would look like an outage.
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
