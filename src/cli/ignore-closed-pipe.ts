/**
 * `acct doctor | head -1` closes the pipe after one line. The remaining output is dropped, and the command still runs to
 * its end: half an import, or a probe left in the directory, would be worse than lost output.
 */
export function ignoreClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
