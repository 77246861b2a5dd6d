# SPDX-License-Identifier: MIT
# Copyright (c) 2026 Seed ed1e0298 maintainers
"""The examples over real sockets on loopback: what they print, what they refuse, how they end.

usage: test_examples.py DIRECTORY_OF_THE_PROGRAMS [TEST...]
"""

import os
import pathlib
import re
import socket
import stat
import subprocess
import sys
import tempfile
import unittest

PROGRAMS = pathlib.Path(".")
PATIENCE = 30  # seconds until a program that does not end is ended


def run(name, *arguments):
    return subprocess.run(
        [PROGRAMS / name, *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=False
    )


class Running:
    """A program that goes on until it is told to end; its first line of output is there when the block begins."""

    PIPE = -1  # bytes that its output may be ahead of us; -1: the system's default

    def __init__(self, name, *arguments):
        self.arguments = [PROGRAMS / name, *arguments]

    def __enter__(self):
        self.process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True, pipesize=self.PIPE)
        self.first = self.process.stdout.readline().split()
        return self

    def end(self):
        """Asks it to end. Returns what it printed after its first line."""
        self.process.terminate()
        return self.rest()

    def rest(self):
        """Waits for its end. Returns what it printed after its first line, of which some may be in a buffer already."""
        text = self.process.stdout.read()
        self.process.wait(timeout=PATIENCE)
        return text

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def free_port():
    """A UDP port that nobody has on the loopback addresses, as text."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("0.0.0.0", 0))
        return str(probe.getsockname()[1])


def counters(text):
    """Lines "discarded REASON COUNT" as a dictionary."""
    return {reason: int(count) for reason, count in re.findall(r"^discarded (\S+) (\d+)$", text, re.M)}


class Handshake(unittest.TestCase):
    def test_prints_data_and_move(self):
        done = run("handshake")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"\A\d+ bytes from 10\.0\.0\.1: hello\n\d+ bytes from 10\.0\.0\.99: hello\nthe peer has moved\n\Z")

    def test_is_short_enough_to_be_shown(self):
        source = pathlib.Path(__file__).with_name("handshake.c").read_text(encoding="utf-8")
        self.assertLess(source.count("\n"), 80)

    def test_the_readme_shows_it_and_what_it_prints(self):
        here = pathlib.Path(__file__).parent
        blocks = dict(re.findall(r"^```(c|text)\n(.*?)^```$", (here.parent / "README.md").read_text(encoding="utf-8"), re.M | re.S))
        self.assertEqual(blocks["c"], (here / "handshake.c").read_text(encoding="utf-8"))
        self.assertEqual(blocks["text"], run("handshake").stdout)


class Echo(unittest.TestCase):
    def test_association_survives_new_sockets_on_new_addresses(self):
        places = ["127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.2"]
        with Running("echo-server") as server:
            self.assertEqual(server.first[:2], ["listening", "127.0.0.1"])
            done = run("echo-client", "--port", server.first[2], *(a for place in places for a in ("--from", place)))
            self.assertEqual(done.returncode, 0, done.stderr)
            seen = server.end()
        self.assertEqual(server.process.returncode, 0)

        expected = []
        for i, place in enumerate(places):
            expected += [f"at {place}"] + [f"echo message {n} from {place}" for n in (1, 2, 3)]
            if i > 0:
                # The echo of the first message tells that the server has followed.
                expected.insert(-3, "followed")
        self.assertEqual(done.stdout.splitlines(), ["established default"] + expected)

        lines = seen.splitlines()
        port = lines[0].split()[2]
        self.assertEqual(
            lines,
            [f"established 127.0.0.2 {port} default"] + [f"moved {place} {port}" for place in places[1:]],
            "one association from beginning to end, nothing discarded",
        )

    def test_a_key_log_is_the_owners_alone(self):
        self.addCleanup(os.umask, os.umask(0))  # which takes nothing away
        with tempfile.TemporaryDirectory() as folder, Running("echo-server") as server:
            new, old = pathlib.Path(folder, "new"), pathlib.Path(folder, "old")
            old.write_text("# mine\n")
            old.chmod(0o640)
            for file in (new, old):
                done = run("echo-client", "--port", server.first[2], "--keys", str(file))
                self.assertEqual(done.returncode, 0, done.stderr)
            modes = [stat.S_IMODE(file.stat().st_mode) for file in (new, old)]
            lines = [file.read_text().splitlines() for file in (new, old)]
        self.assertEqual(modes, [0o600, 0o640], "whoever reads a key log can forge packets; what is there keeps its mode")
        self.assertEqual([len(lines[0]), lines[1][0], len(lines[1])], [1, "# mine", 2])
        self.assertEqual({line[-1].split()[:2] == ["l4m", "udp"] for line in lines}, {True})

    def test_two_clients_at_once(self):
        with Running("echo-server") as server:
            arguments = ["--port", server.first[2], "--messages", "50"]
            with Running("echo-client", *arguments) as one, Running(
                "echo-client", *arguments, "--from", "127.0.0.5", "--from", "127.0.0.6"
            ) as two:
                for client in (one, two):
                    text = client.rest()
                    self.assertEqual(client.process.returncode, 0)
                    self.assertEqual(text.count("echo message"), 100)
            seen = server.end()
        self.assertEqual(seen.count("established"), 2)
        self.assertEqual(sorted(line.split()[1] for line in seen.splitlines() if line.startswith("moved")), ["127.0.0.3", "127.0.0.6"])

    def test_a_port_that_the_server_has_in_use_with_another_client_is_refused(self):
        with Running("echo-server") as server:
            arguments = ["--port", server.first[2], "--messages", "1", "--own-port", free_port()]
            one = run("echo-client", *arguments)
            self.assertEqual(one.returncode, 0, one.stderr)
            two = run("echo-client", *arguments, "--from", "127.0.0.5")
            self.assertEqual((two.returncode, two.stdout), (1, ""))
            self.assertIn("no association: no port pair could be agreed on", two.stderr)
            seen = server.end()
        self.assertEqual(seen.count("established"), 1)

    def test_without_a_server_the_client_says_so(self):
        done = run("echo-client", "--port", "9", "--server", "127.0.0.250")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no association: no answer", done.stderr)


class Interrupted(Running):
    """A program that is killed in the middle: its output is a narrow pipe, so that it gets no further than we read."""

    PIPE = 4096  # the least there is

    def kill_after(self, lines):
        """Reads so many lines, then kills it."""
        text = [self.process.stdout.readline() for _ in range(lines)]
        assert self.process.poll() is None, "it was not in the middle"
        self.process.kill()
        self.process.wait()
        return "".join(text)


class Resume(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.state = str(pathlib.Path(self.folder.name, "state"))

    def client(self, port, place, messages, *more):
        return ["echo-client", "--port", port, "--from", place, "--messages", str(messages), "--state", self.state, *more]

    def check_resumed(self, done, place, messages):
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [line for line in done.stdout.splitlines() if not line.startswith("discarded")]
        expected = [f"echo message {n} from {place}" for n in range(1, messages + 1)]
        self.assertEqual([lines[0], lines[1], lines[3:]], ["resumed default", f"at {place}", expected])
        self.assertEqual(lines[2], "followed")

    def test_a_client_killed_in_the_middle_goes_on_from_new_sockets(self):
        places = ["127.0.0.3", "127.0.0.3", "127.0.0.4", "127.0.0.2"]
        with Running("echo-server") as server:
            port = server.first[2]
            with Interrupted(*self.client(port, "127.0.0.2", 1000)) as first:
                self.assertEqual(first.first, ["established", "default"])
                self.assertIn("echo message 20 from", first.kill_after(21))
            self.assertEqual(stat.S_IMODE(pathlib.Path(self.state).stat().st_mode), 0o600)
            for place in places[:-1]:
                with Interrupted(*self.client(port, place, 1000)) as again:
                    self.assertEqual(again.first, ["resumed", "default"])
                    self.assertIn("echo message 300 from", again.kill_after(302))
            self.check_resumed(run(*self.client(port, places[-1], 200)), places[-1], 200)
            seen = server.end().splitlines()
        own_port = seen[0].split()[2]
        self.assertEqual(
            seen,
            [f"established 127.0.0.2 {own_port} default"] + [f"moved {place} {own_port}" for place in places],
            "one association from beginning to end, nothing discarded",
        )

    def test_a_resumed_client_moves_on(self):
        with Running("echo-server") as server:
            port = server.first[2]
            for places in (["127.0.0.2"], ["127.0.0.3", "127.0.0.4", "127.0.0.5"]):
                more = [word for place in places[1:] for word in ("--from", place)]
                done = run(*self.client(port, places[0], 2, *more))
                self.assertEqual((done.returncode, done.stdout.count("echo message")), (0, 2 * len(places)), done.stderr)
            seen = server.end().splitlines()
        self.assertEqual([line.split()[:2] for line in seen[1:]], [["moved", f"127.0.0.{n}"] for n in (3, 4, 5)])

    def test_packets_of_before_are_worth_nothing_to_an_attacker(self):
        messages = 15
        with Running("echo-server") as server:
            port = server.first[2]
            with Running("attacker", "--port", port) as attacker:
                with Interrupted(*self.client(port, "127.0.0.2", 1000, "--server", "127.0.0.9")) as first:
                    first.kill_after(21)
                done = run(*self.client(port, "127.0.0.5", messages, "--server", "127.0.0.9"))
                attack = {name: int(count) for name, count in (line.split() for line in attacker.end().splitlines())}
            seen = server.end()
        self.check_resumed(done, "127.0.0.5", messages)
        # Before each answer the client was sent what the server had sent before, that to its dead self included.
        self.assertGreaterEqual(attack["returned"], 20 * messages)
        self.assertEqual(counters(done.stdout), {"replay": attack["returned"]})
        self.assertEqual(attack["won"], 0, "the server sent something to the attacker's own address")
        self.assertNotIn("127.0.0.66", seen)
        self.assertEqual(seen.count("established"), 1)
        self.assertEqual(set(counters(seen)), {"duplicate", "replay", "mac"})

    def test_what_cannot_be_resumed_from(self):
        with Running("echo-server") as server, Running("echo-server") as other:
            port = server.first[2]
            with Interrupted(*self.client(port, "127.0.0.2", 1000)) as first:
                second = run(*self.client(port, "127.0.0.3", 1))
                self.assertEqual((second.returncode, second.stdout), (1, ""))
                self.assertIn(f"{self.state} is in use by another program", second.stderr)
                first.kill_after(2)  # by then there is a state
            wrong = run(*self.client(other.first[2], "127.0.0.3", 1))
            self.assertEqual((wrong.returncode, wrong.stdout), (1, ""))
            self.assertIn(f"has an association with 127.0.0.1 port {port}, not with this server", wrong.stderr)
            file = pathlib.Path(self.state)
            whole = file.read_bytes()
            for spoilt in (b"", whole[:-1], whole + b"x", whole[:50] + bytes([whole[50] ^ 1]) + whole[51:]):
                file.write_bytes(spoilt)
                done = run(*self.client(port, "127.0.0.3", 1))
                self.assertEqual((done.returncode, done.stdout), (1, ""))
                self.assertIn(f"{self.state} cannot be resumed from: not a saved association", done.stderr)
            self.assertEqual(counters(server.end()), {}, "nothing was sent for that")

    def test_a_state_that_cannot_be_kept(self):
        with Running("echo-server") as server:
            self.state = str(pathlib.Path(self.folder.name, "missing", "state"))
            done = run(*self.client(server.first[2], "127.0.0.3", 1))
            self.assertEqual((done.returncode, "state.lock cannot be made: No such file" in done.stderr), (1, True))
            self.state = str(pathlib.Path(self.folder.name, "folder"))
            pathlib.Path(self.state).mkdir()
            done = run(*self.client(server.first[2], "127.0.0.3", 1))
            self.assertEqual((done.returncode, "folder cannot be read: Is a directory" in done.stderr), (1, True))
            self.state = str(pathlib.Path(self.folder.name, "full"))
            pathlib.Path(self.state + ".new").mkdir()
            done = run(*self.client(server.first[2], "127.0.0.3", 1))
            self.assertEqual((done.returncode, "full cannot be written: File exists" in done.stderr), (1, True))


class Attack(unittest.TestCase):
    def test_replayed_and_altered_packets_are_refused_and_counted(self):
        with Running("echo-server") as server:
            port = server.first[2]
            with Running("attacker", "--port", port) as attacker:
                done = run("echo-client", "--port", port, "--server", "127.0.0.9")
                self.assertEqual(done.returncode, 0, done.stderr)
                attack = {name: int(count) for name, count in (line.split() for line in attacker.end().splitlines())}
            seen = server.end()

        self.assertEqual(done.stdout.count("echo message"), 6)
        # After the n-th answer the L4_INIT, the client's first empty packet and n messages are replayed; more where a slow
        # machine made the client repeat itself.
        self.assertGreaterEqual(attack["replayed"], sum(2 + n for n in range(1, 7)))
        self.assertGreaterEqual(attack["altered"], 6)
        self.assertEqual(attack["won"], 0, "the server sent something to the attacker's own address")
        self.assertNotIn("127.0.0.66", seen)
        # Every packet of the attacker's was refused, each for its own reason: a repeated L4_INIT, a packet number seen
        # before, a MAC that does not hold.
        refused = counters(seen)
        self.assertEqual(set(refused), {"duplicate", "replay", "mac"})
        self.assertEqual(refused["mac"], attack["altered"])
        self.assertEqual(refused["replay"] + refused["duplicate"], attack["replayed"])
        self.assertGreaterEqual(refused["duplicate"], attack["altered"], "an L4_INIT in each attack")
        # So was what was sent to the client.
        self.assertEqual(set(counters(done.stdout)), {"replay"})


class BadInput(unittest.TestCase):
    CASES = [
        (("echo-server", "--port", "65536"), "--port takes a number from 0 to 65535, not '65536'"),
        (("echo-server", "--port", "-1"), "--port takes a number from 0 to 65535, not '-1'"),
        (("echo-server", "--port", ""), "--port takes a number from 0 to 65535, not ''"),
        (("echo-server", "--address", "localhost"), "'localhost' is not an IPv4 address such as 127.0.0.2"),
        (("echo-server", "surplus"), "'surplus' is one argument too many"),
        (("echo-server", "--prot", "7"), "unrecognized option '--prot'"),
        (("echo-client",), "--port is missing"),
        (("echo-client", "--port", "0"), "--port takes a number from 1 to 65535, not '0'"),
        (("echo-client", "--port", "7", "--own-port", "x"), "--own-port takes a number from 0 to 65535, not 'x'"),
        (("echo-client", "--port", "7", "--messages", "1001"), "--messages takes a number from 1 to 1000, not '1001'"),
        (("echo-client", "--port", "7", *(["--from", "127.0.0.2"] * 17)), "--from may stand up to 16 times"),
        (("attacker",), "--port is missing"),
        (("attacker", "--port", "7x"), "--port takes a number from 1 to 65535, not '7x'"),
    ]

    def test_a_sentence_and_status_2(self):
        for command, sentence in self.CASES:
            with self.subTest(command=command):
                done = run(*command)
                self.assertEqual(done.returncode, 2)
                self.assertIn(sentence, done.stderr)
                self.assertEqual(done.stdout, "")

    def test_a_key_log_that_cannot_be_written(self):
        with Running("echo-server") as server:
            for file in ("/", "/dev/full"):
                done = run("echo-client", "--port", server.first[2], "--keys", file)
                self.assertEqual(done.returncode, 1)
                self.assertIn(f"the key log {file} cannot be written: ", done.stderr)

    def test_an_address_that_is_not_ours_and_a_port_in_use(self):
        done = run("echo-server", "--address", "192.0.2.1")
        self.assertEqual((done.returncode, "192.0.2.1 cannot be used" in done.stderr), (1, True))
        with Running("echo-server") as server:
            done = run("echo-server", "--port", server.first[2])
        self.assertEqual((done.returncode, "cannot be used: Address already in use" in done.stderr), (1, True))


if __name__ == "__main__":
    PROGRAMS = pathlib.Path(sys.argv.pop(1)).resolve()
    unittest.main()
