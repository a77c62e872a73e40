import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Tests and the demo keep their downloads and files under this folder. */
export const cacheFolder = fileURLToPath(new URL("../../.cache", import.meta.url));

/** Makes a Node.js process keep compiled code there. It saves a quarter of the work of a start, and tests start many processes. */
export const compileCache = { NODE_COMPILE_CACHE: join(cacheFolder, "compiled") };
