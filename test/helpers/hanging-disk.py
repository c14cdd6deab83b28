"""A FUSE file system that stops answering when told to, in the mount namespace of its parent (root is needed).

argv: where it is mounted, and how many files it holds ("0.txt": "content 0", ...). A line "hang" on the standard input
makes it keep all requests to itself, "answer" makes it answer them, the end of the input unmounts it. It writes
"mounted", and "kept" when it begins to keep a request.
"""
import ctypes
import errno
import os
import select
import stat
import struct
import sys

LOOKUP, FORGET, GETATTR, OPEN, READ, STATFS, RELEASE, INIT, OPENDIR, READDIR, RELEASEDIR, INTERRUPT, BATCH_FORGET = (
    1, 2, 3, 14, 15, 17, 18, 26, 27, 28, 29, 36, 42)
ROOT = 1


def main():
    where, count = sys.argv[1], int(sys.argv[2])
    contents = [f"content {i}".encode() for i in range(count)]
    fuse = os.open("/dev/fuse", os.O_RDWR)
    libc = ctypes.CDLL(None, use_errno=True)
    options = f"fd={fuse},rootmode=40000,user_id=0,group_id=0,allow_other".encode()
    if libc.mount(b"hanging", where.encode(), b"fuse.hanging", 0, options) != 0:
        sys.exit(f"mount: {os.strerror(ctypes.get_errno())}")
    print("mounted", flush=True)

    def attributes(node):
        is_root = node == ROOT
        size = 0 if is_root else len(contents[node - 2])
        mode = (stat.S_IFDIR | 0o755) if is_root else (stat.S_IFREG | 0o644)
        time = 1_600_000_000
        return struct.pack("<QQQQQQIIIIIIIIII", node, size, 1, time, time, time, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)

    def result(opcode, node, body):
        """The answer's body, or a negative errno."""
        if opcode == INIT:
            return struct.pack("<IIIIHHII", 7, 31, 65536, 0, 12, 8, 65536, 1) + bytes(32)
        if opcode == GETATTR:
            return struct.pack("<QII", 0, 0, 0) + attributes(node)
        if opcode == LOOKUP:
            stem, _, end = body.rstrip(b"\0").partition(b".")
            if end != b"txt" or not stem.isdigit() or int(stem) >= count:
                return -errno.ENOENT
            found = int(stem) + 2
            return struct.pack("<QQQQII", found, 0, 0, 0, 0, 0) + attributes(found)
        if opcode in (OPEN, OPENDIR):
            return struct.pack("<QII", 0, 1, 0)  # direct I/O: nothing is read from the cache
        offset, size = struct.unpack_from("<QI", body, 8) if opcode in (READ, READDIR) else (0, 0)
        if opcode == READ:
            return contents[node - 2][offset:offset + size]
        if opcode == READDIR:
            entries = b""
            for i in range(offset, count):
                name = f"{i}.txt".encode()
                entry = struct.pack("<QQII", i + 2, i + 1, len(name), stat.S_IFREG >> 12) + name
                entry += bytes(-len(entry) % 8)
                if len(entries) + len(entry) > size:
                    break
                entries += entry
            return entries
        if opcode == STATFS:
            return struct.pack("<QQQQQIII", 1000, 500, 500, 100, 50, 4096, 255, 4096) + bytes(28)
        if opcode in (RELEASE, RELEASEDIR):
            return b""
        return -errno.ENOSYS

    def answer(request):
        _, opcode, unique, node = struct.unpack_from("<IIQQ", request)
        if opcode in (FORGET, BATCH_FORGET, INTERRUPT):
            return
        found = result(opcode, node, request[40:])
        body, error = (b"", found) if isinstance(found, int) else (found, 0)
        try:
            os.write(fuse, struct.pack("<IiQ", 16 + len(body), error, unique) + body)
        except FileNotFoundError:
            pass  # whoever asked is gone

    kept, hanging = [], False
    while True:
        readable, _, _ = select.select([fuse, 0], [], [])
        if 0 in readable:
            order = os.read(0, 100)
            if not order:
                libc.umount2(where.encode(), 2)
                return
            hanging = b"hang" in order
            if not hanging:
                for request in kept:
                    answer(request)
                kept = []
        if fuse in readable:
            request = os.read(fuse, 1 << 18)
            if hanging:
                kept.append(request)
                print("kept", flush=True)
            else:
                answer(request)


main()
