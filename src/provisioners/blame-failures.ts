import { blameSystem } from "../failure/failing-system.ts";

/** Wraps a port of an outside system so that everything that its functions throw is known to come from this system. */
export function blameFailures<Port extends object>(system: string, port: Port): Port {
  return Object.fromEntries(
    Object.entries(port).map(([key, value]) => [key, blameIn(system, port, value)]),
  ) as Port;
}

function blameIn(system: string, port: object, value: unknown): unknown {
  if (typeof value === "function") {
    return (...args: unknown[]) => {
      try {
        const result: unknown = Reflect.apply(value, port, args);
        if (!(result instanceof Promise)) return result;
        return result.catch((error: unknown) => {
          blameSystem(error, system);
          throw error;
        });
      } catch (error) {
        blameSystem(error, system);
        throw error;
      }
    };
  }
  const isNested = typeof value === "object" && value !== null && !Array.isArray(value);
  return isNested ? blameFailures(system, value) : value;
}
