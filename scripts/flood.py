"""Holds many idle connections open to a port on loopback, and opens another for each that is closed.

    python3 flood.py PORT CONNECTIONS SECONDS [half]

"half" sends the beginning of a TLS record on each. Prints how many were opened, and how many were open at the end.
"""
import asyncio
import sys
import time

port, wanted, seconds = (int(word) for word in sys.argv[1:4])
beginning = b"\x16\x03\x01\x02\x00\x01" if sys.argv[4:] == ["half"] else b""
opened = open_now = 0


async def hold(end):
    global opened, open_now
    while time.monotonic() < end:
        try:
            # Several addresses, since one has only 28,000 ports.
            reader, writer = await asyncio.open_connection(
                "127.0.0.1", port, local_addr=(f"127.0.0.{2 + opened % 50}", 0))
        except OSError:
            await asyncio.sleep(0.5)
            continue
        opened += 1
        open_now += 1
        try:
            writer.write(beginning)
            await asyncio.wait_for(reader.read(), max(0, end - time.monotonic()))
        except (OSError, asyncio.TimeoutError):
            pass
        finally:
            open_now -= time.monotonic() < end
            writer.close()
        # A busy attacker; one that never waits would measure this script and not the hub.
        await asyncio.sleep(1)


async def main():
    end = time.monotonic() + seconds
    tasks = []
    for count in range(wanted):
        tasks.append(asyncio.create_task(hold(end)))
        if count % 200 == 0:
            await asyncio.sleep(0.02)
    await asyncio.gather(*tasks, return_exceptions=True)
    print(opened, open_now)


asyncio.run(main())
