"""A bad line between two network devices where the kernel has no netem: each frame is held back for DELAY ms, LOSS percent of them are lost."""
import heapq
import random
import select
import socket
import sys
import time

first, second, delay, loss = sys.argv[1], sys.argv[2], float(sys.argv[3]) / 1000, float(sys.argv[4]) / 100
chance = random.Random(2026)
ETH_P_ALL, PACKET_OUTGOING = 3, 4


def tap(device):
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 24)
    sock.bind((device, 0))
    sock.setblocking(False)
    return sock


taps = [tap(first), tap(second)]
waiting = []
number = passed = lost = 0
print('ready', flush=True)
while True:
    timeout = max(0, waiting[0][0] - time.monotonic()) if waiting else None
    for sock in select.select(taps, [], [], timeout)[0]:
        for _ in range(64):
            try:
                frame, address = sock.recvfrom(65535)
            except BlockingIOError:
                break
            if address[2] == PACKET_OUTGOING:
                continue
            if chance.random() < loss:
                lost += 1
                continue
            number += 1
            heapq.heappush(waiting, (time.monotonic() + delay, number, frame, taps[1 - taps.index(sock)]))
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        _, _, frame, out = heapq.heappop(waiting)
        # a virtual device leaves the sum to hardware that it does not have: none is allowed for UDP over IPv4
        if frame[12:14] == b'\x08\x00' and frame[23] == 17:
            at = 14 + (frame[14] & 15) * 4 + 6
            frame = frame[:at] + b'\0\0' + frame[at + 2:]
        try:
            out.send(frame)
            passed += 1
        except OSError:
            lost += 1
