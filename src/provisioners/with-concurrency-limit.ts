import pLimit, { type LimitFunction } from "p-limit";
import type { Belongings } from "./belongings.ts";
import type { Provisioner } from "./provisioner.ts";

/** Wraps a provisioner so that this process makes at most `maxConcurrent` calls at the same time. */
export function withConcurrencyLimit(provisioner: Provisioner, maxConcurrent: number): Provisioner {
  const limit = pLimit(maxConcurrent);
  const { belongings, erase, explain, findAccess, findLock, list, planProject, resume, setEmail, suspend } =
    provisioner;
  return {
    // `ping` bypasses the limit, or a long queue would look like an outage.
    ...provisioner,
    plan: (...args) => limit(() => provisioner.plan(...args)),
    ...(planProject ? { planProject: (...args) => limit(() => planProject(...args)) } : {}),
    ensure: (...args) => limit(() => provisioner.ensure(...args)),
    ensureMember: (...args) => limit(() => provisioner.ensureMember(...args)),
    leave: (...args) => limit(() => provisioner.leave(...args)),
    ...(suspend ? { suspend: (...args) => limit(() => suspend(...args)) } : {}),
    ...(findAccess ? { findAccess: (...args) => limit(() => findAccess(...args)) } : {}),
    ...(findLock ? { findLock: (...args) => limit(() => findLock(...args)) } : {}),
    ...(resume ? { resume: (...args) => limit(() => resume(...args)) } : {}),
    ...(erase ? { erase: (...args) => limit(() => erase(...args)) } : {}),
    ...(list ? { list: (...args) => limit(() => list(...args)) } : {}),
    ...(setEmail ? { setEmail: (...args) => limit(() => setEmail(...args)) } : {}),
    ...(belongings ? { belongings: limitBelongings(belongings, limit) } : {}),
    ...(explain ? { explain: (...args) => limit(() => explain(...args)) } : {}),
    diff: (...args) => limit(() => provisioner.diff(...args)),
    findUnmanaged: (...args) => limit(() => provisioner.findUnmanaged(...args)),
  };
}

function limitBelongings({ count, handOver }: Belongings, limit: LimitFunction): Belongings {
  return {
    count: (...args) => limit(() => count(...args)),
    ...(handOver ? { handOver: (...args) => limit(() => handOver(...args)) } : {}),
  };
}
