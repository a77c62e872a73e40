// `node --import` loads this before acct and moves its clock ahead by DEMO_AHEAD_MS. Timers and certificate checks don't change.
const aheadMs = Number(process.env.DEMO_AHEAD_MS);
const Real = Date;
const now = () => Real.now() + aheadMs;

globalThis.Date = new Proxy(Real, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length > 0 ? args : [now()], newTarget),
  get: (target, name, receiver) => (name === "now" ? now : Reflect.get(target, name, receiver)),
});
