"""Runs a program with these system calls alone, as SystemCallFilter= and SystemCallErrorNumber=EPERM do:
python3 with-syscall-filter.py <calls, separated by commas> <program> <argument>..."""

import errno
import os
import sys

import seccomp

only = seccomp.SyscallFilter(defaction=seccomp.ERRNO(errno.EPERM))
for name in sys.argv[1].split(","):
    try:
        only.add_rule(seccomp.ALLOW, name)
    except RuntimeError:
        pass  # A call that this processor or this libseccomp does not have.
only.load()
os.execv(sys.argv[2], sys.argv[2:])
