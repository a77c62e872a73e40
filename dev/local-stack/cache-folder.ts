import { fileURLToPath } from "node:url";

/** Everything that tests and the demo make lies below this folder. */
export const cacheFolder = fileURLToPath(new URL("../../.cache", import.meta.url));
