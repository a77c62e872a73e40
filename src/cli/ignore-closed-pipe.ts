/**
 * `acct doctor | head -1` closes the pipe after a line. What is left to print is dropped, and the command still ends in
 * order: half an import, or a probe left in the directory, would be worse than a few lines for nobody.
 */
export function ignoreClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
