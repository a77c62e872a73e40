#!/bin/sh
# sacctmgr-cut.sh FILE N PROGRAM ARGUMENTS…   runs the program; the N-th run does its work and ends as if it were cut off
file=$1 cut=$2
shift 2
echo . >> "$file"
[ "$(wc -l < "$file")" -eq "$cut" ] || exec "$@"
"$@" > /dev/null 2>&1
echo "connection lost" >&2
exit 255
