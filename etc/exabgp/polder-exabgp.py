#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run by ExaBGP: passes Polder's commands to ExaBGP, and ExaBGP's answers to Polder.

exabgp.conf:  process polder { run /usr/bin/python3 /opt/polder/etc/exabgp/polder-exabgp.py /run/polder/exabgp.sock; encoder json; }

ExaBGP waits for whoever does not read what it writes. So this reads always, also while Polder is away, and lets go of a Polder that does
not read. It ends with ExaBGP.
"""
import os
import select
import socket
import sys
import time

PATH = sys.argv[1]
PAUSE = 1.0


def connect():
    polder = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        polder.settimeout(2)
        polder.connect(PATH)
        return polder
    except OSError:
        polder.close()
        return None


def main():
    polder = None
    again = 0.0
    partial = b""
    while True:
        if polder is None and time.monotonic() >= again:
            polder = connect()
            again = time.monotonic() + PAUSE
            partial = b""
        ready, _, _ = select.select([0] if polder is None else [0, polder], [], [], PAUSE / 2)
        try:
            if 0 in ready:
                said = os.read(0, 65536)
                if not said:
                    return
                if polder is not None:
                    polder.sendall(said)
            if polder is not None and polder in ready:
                commands = polder.recv(65536)
                if not commands:
                    raise OSError("Polder has gone")
                whole, _, partial = (partial + commands).rpartition(b"\n")
                if whole:
                    os.write(1, whole + b"\n")
        except BrokenPipeError:
            if polder is None:
                return
            polder.close()
            polder = None
            again = time.monotonic() + PAUSE
        except OSError:
            if polder is not None:
                polder.close()
            polder = None
            again = time.monotonic() + PAUSE


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
