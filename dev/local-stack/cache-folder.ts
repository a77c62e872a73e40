import { fileURLToPath } from "node:url";

/** Tests and the demo keep their downloads and files under this folder. */
export const cacheFolder = fileURLToPath(new URL("../../.cache", import.meta.url));
