import pLimit from "p-limit";
import type { Provisioner } from "./provisioner.ts";

/** Wraps a provisioner so that this process makes at most `maxConcurrent` calls at the same time. */
export function withConcurrencyLimit(provisioner: Provisioner, maxConcurrent: number): Provisioner {
  const limit = pLimit(maxConcurrent);
  const { erase, findLock, resume, setEmail } = provisioner;
  return {
    name: provisioner.name,
    // `ping` bypasses the limit, or a long queue would look like an outage.
    ping: provisioner.ping,
    plan: (...args) => limit(() => provisioner.plan(...args)),
    ensure: (...args) => limit(() => provisioner.ensure(...args)),
    ensureMember: (...args) => limit(() => provisioner.ensureMember(...args)),
    leave: (...args) => limit(() => provisioner.leave(...args)),
    ...(findLock ? { findLock: (...args) => limit(() => findLock(...args)) } : {}),
    ...(resume ? { resume: (...args) => limit(() => resume(...args)) } : {}),
    ...(erase ? { erase: (...args) => limit(() => erase(...args)) } : {}),
    ...(setEmail ? { setEmail: (...args) => limit(() => setEmail(...args)) } : {}),
    diff: (...args) => limit(() => provisioner.diff(...args)),
    findUnmanaged: (...args) => limit(() => provisioner.findUnmanaged(...args)),
  };
}
