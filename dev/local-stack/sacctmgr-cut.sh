#!/bin/sh
# Usage: sacctmgr-cut.sh FILE N PROGRAM ARGUMENTS…
# Runs the program and counts its runs in FILE. The N-th run does its work, but fails as if the connection had been cut.
file=$1 cut=$2
shift 2
echo . >> "$file"
[ "$(wc -l < "$file")" -eq "$cut" ] || exec "$@"
"$@" > /dev/null 2>&1
echo "connection lost" >&2
exit 255
