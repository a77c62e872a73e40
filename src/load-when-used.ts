import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * Returns a function that loads a package at its first call, and returns it at each. For large packages that most processes never
 * use: those that are loaded so took a sixth of the processor time of a start.
 */
export function loadWhenUsed<Package>(name: string): () => Package {
  let loaded: Package | undefined;
  return () => {
    loaded ??= require(name) as Package;
    return loaded;
  };
}
