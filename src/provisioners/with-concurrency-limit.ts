import pLimit from "p-limit";
import type { Provisioner } from "./provisioner.ts";

/** Wraps a provisioner so that this process makes at most `maxConcurrent` calls at the same time. */
export function withConcurrencyLimit(provisioner: Provisioner, maxConcurrent: number): Provisioner {
  const limit = pLimit(maxConcurrent);
  const { after, erase, findAccess, findLock, list, resume, setEmail, suspend } = provisioner;
  return {
    name: provisioner.name,
    after,
    // `ping` bypasses the limit, or a long queue would look like an outage.
    ping: provisioner.ping,
    plan: (...args) => limit(() => provisioner.plan(...args)),
    ensure: (...args) => limit(() => provisioner.ensure(...args)),
    ensureMember: (...args) => limit(() => provisioner.ensureMember(...args)),
    leave: (...args) => limit(() => provisioner.leave(...args)),
    ...(suspend ? { suspend: (...args) => limit(() => suspend(...args)) } : {}),
    ...(findAccess ? { findAccess: (...args) => limit(() => findAccess(...args)) } : {}),
    ...(list ? { list: (...args) => limit(() => list(...args)) } : {}),
    ...(findLock ? { findLock: (...args) => limit(() => findLock(...args)) } : {}),
    ...(resume ? { resume: (...args) => limit(() => resume(...args)) } : {}),
    ...(erase ? { erase: (...args) => limit(() => erase(...args)) } : {}),
    ...(list ? { list: (...args) => limit(() => list(...args)) } : {}),
    ...(setEmail ? { setEmail: (...args) => limit(() => setEmail(...args)) } : {}),
    diff: (...args) => limit(() => provisioner.diff(...args)),
    findUnmanaged: (...args) => limit(() => provisioner.findUnmanaged(...args)),
  };
}
