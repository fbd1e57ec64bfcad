#!/usr/bin/env python3
"""tidemark live: a program that runs, seen from outside; its keys, on a terminal of its own.

    live_test.py PATH-OF-tidemark PATH-OF-live_fixture
"""
import fcntl
import json
import os
import pathlib
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest

from on_terminal import PATIENCE, OnTerminal

TIDEMARK, FIXTURE = sys.argv[1:3]
ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"


class Program:
    """The fixture, which is recorded, and does what it is told."""

    def __init__(self, trace):
        self.trace = pathlib.Path(trace)
        self.process = subprocess.Popen(
            [FIXTURE], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "TIDEMARK_TRACE": str(trace)})
        self.pid = self.process.pid

    def do(self, letters):
        for letter in letters:
            self.process.stdin.write(letter.encode())
            self.process.stdin.flush()
            assert self.process.stdout.readline() == b"done\n"

    def end(self):
        if self.process.stdin.closed:
            return
        self.process.stdin.close()
        self.process.wait(PATIENCE)
        self.process.stdout.close()

    def kill(self):
        self.process.kill()
        self.process.wait(PATIENCE)


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        os.environ["XDG_CACHE_HOME"] = folder.name

    def start(self, name="run.tmk"):
        program = Program(self.folder / name)
        self.addCleanup(program.end)
        program.do("aa")
        return program

    def live(self, *arguments, code=0, **options):
        done = subprocess.run([TIDEMARK, "live", *map(str, arguments)], capture_output=True,
                              text=True, timeout=PATIENCE, check=False,
                              env={**os.environ, "LANG": "C.UTF-8"}, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr if code else done.stdout


class Views(Case):
    def test_a_view_says_what_is_live_at_this_moment(self):
        for name in ("run.tmk", "run.json"):
            with self.subTest(name):
                program = self.start(name)
                self.assertRegex(self.live(program.pid, "--count", 1),
                                 r"LIVE +2 MiB  2 buffers   resident [\d.]+ MiB")
                program.do("acff")
                view = self.live(program.trace, "--count", 1, "--width", 160)
                self.assertIn(f"({program.pid})", view)
                self.assertIn("running", view)
                self.assertRegex(view, r"LIVE +2 MiB  2 buffers")
                self.assertRegex(view, r"PEAK +4 MiB")
                self.assertRegex(view, r"MADE .* in all 4 allocations · 4 MiB")
                self.assertRegex(view, r"COPIED .* in all 1 copy · 1 MiB")
                self.assertRegex(view, r"2 MiB +100% +3 MiB +\S*live_fixture\.cc:\d+ +main")
                program.end()

    def test_the_last_view_has_the_figures_of_the_report(self):
        program = self.start()
        live = subprocess.Popen([TIDEMARK, "live", str(program.pid), "--interval", "0.2"],
                                stdout=subprocess.PIPE, text=True,
                                env={**os.environ, "LANG": "C.UTF-8"})
        self.assertIn("tidemark", live.stdout.readline())
        program.do("accacfffa")
        program.end()
        text = live.communicate(timeout=PATIENCE)[0]
        self.assertEqual(live.returncode, 0)
        last = text.split("\n\ntidemark")[-1]
        report = json.loads(subprocess.run([TIDEMARK, "report", program.trace, "--format", "json"],
                                           capture_output=True, check=True).stdout)
        mib = 1 << 20
        self.assertIn("ended", last)
        self.assertNotIn("without", last)
        self.assertRegex(last, rf"LIVE +{report['totals']['live_end_bytes'] // mib} ")
        self.assertRegex(last, rf"PEAK +{report['peak']['bytes'] // mib} MiB")
        self.assertRegex(last, rf"in all {report['totals']['alloc_count']} allocations")
        self.assertRegex(last, rf"in all {report['copies']['count']} copies")
        self.assertIn(f"{len(report['findings'])} finding", last)
        self.assertGreater(len(report["findings"]), 0)
        for finding in report["findings"]:
            self.assertIn(finding["rule"], last)

    def test_of_a_program_that_is_killed_there_is_what_it_did(self):
        program = self.start()
        live = subprocess.Popen([TIDEMARK, "live", program.trace, "--interval", "0.2"],
                                stdout=subprocess.PIPE, text=True)
        self.assertIn("tidemark", live.stdout.readline())
        program.do("aaa")
        program.kill()
        text = live.communicate(timeout=PATIENCE)[0]
        self.assertEqual(live.returncode, 0)
        last = text.split("\n\ntidemark")[-1]
        self.assertIn("ended without an end", last)
        self.assertRegex(last, r"LIVE +5 MiB  5 buffers")

    def test_a_trace_that_is_complete_is_shown_once(self):
        program = self.start()
        program.end()
        self.assertEqual(len(re.findall(r"^LIVE", self.live(program.trace), re.M)), 1)

    def test_as_many_views_as_were_asked_for(self):
        program = self.start()
        text = self.live(program.pid, "--count", 3, "--interval", "0.1")
        self.assertEqual(len(re.findall(r"^LIVE", text, re.M)), 3)

    def test_by_run_the_program_is_meant(self):
        runner = subprocess.Popen([TIDEMARK, "run", "-o", self.folder / "heap.tmk", "--",
                                   "sleep", "60"], stdout=subprocess.DEVNULL)
        self.addCleanup(runner.wait)
        self.addCleanup(runner.terminate)
        deadline = time.monotonic() + PATIENCE
        while not (self.folder / "heap.tmk.ring").exists():
            if runner.poll() is not None:
                self.skipTest("nothing can be preloaded here")
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)
        self.assertIn("sleep (", self.live(runner.pid, "--count", 1))


class Mistakes(Case):
    def test_what_cannot_be_shown_is_named(self):
        ended = subprocess.Popen(["true"])
        self.addCleanup(ended.wait)
        time.sleep(0.3)  # it has ended, and nobody has asked how
        text = self.folder / "text"
        text.write_text("no trace\n")
        for what, code, message in (
                (2**31 - 1, 3, "there is no process 2147483647"),
                ("99999999999999999999", 3, "there is no process"),
                (os.getpid(), 3, "is not being recorded by tidemark"),
                (ended.pid, 3, f"process {ended.pid} has finished"),
                (self.folder / "none.tmk", 3, "none.tmk: cannot open: No such file"),
                (text, 3, "text:1:"),
        ):
            with self.subTest(what):
                self.assertIn(message, self.live(what, code=code))
        self.assertIn("usage: tidemark live", self.live(code=2))
        for interval in ("0", "x", "nan", "1e9"):
            self.assertIn("--interval", self.live("x", "--interval", interval, code=2))
        self.assertIn("--count", self.live("x", "--count", "-1", code=2))

    def test_another_users_process_may_not_be_looked_at(self):
        if os.getuid() != 0:
            self.skipTest("needs to become somebody else")
        program = self.start()
        reachable = subprocess.run([TIDEMARK, "--version"], capture_output=True, check=False,
                                   user=65534)
        if reachable.returncode != 0:
            self.skipTest("somebody else cannot start the command")
        self.assertIn("no permission", self.live(program.pid, code=3, user=65534))


class Terminal(Case):
    def on_terminal(self, *arguments):
        self.terminal = OnTerminal([TIDEMARK, "live", *map(str, arguments)])
        self.before = termios.tcgetattr(self.terminal.master)

    def wait_for(self, text):
        self.assertTrue(self.terminal.wait_for(text), self.terminal.shown)

    def end(self):
        self.wait_for(LEAVE)
        self.after = termios.tcgetattr(self.terminal.master)
        return self.terminal.end()

    def assert_as_before(self):
        self.assertEqual(self.terminal.shown.count(ENTER), 1)
        self.assertEqual(self.terminal.shown.count(LEAVE), 1)
        # The last view stays on the screen that was there before.
        self.assertIn(b"LIVE", self.terminal.shown.split(LEAVE)[1])
        self.assertNotIn(b"q: quit", self.terminal.shown.split(LEAVE)[1])

    def test_q_ends_it(self):
        program = self.start()
        self.on_terminal(program.pid, "--interval", "30")
        self.wait_for(b"q: quit")
        self.assertFalse(termios.tcgetattr(self.terminal.master)[3] & termios.ICANON)
        self.terminal.press(b"xq")
        self.assertEqual(self.end(), 0)
        self.assert_as_before()

    def test_control_c_ends_it_and_is_told_to_the_shell(self):
        program = self.start()
        self.on_terminal(program.pid, "--interval", "30")
        self.wait_for(b"q: quit")
        self.terminal.press(b"\x03")
        self.assertEqual(os.WTERMSIG(self.end()), signal.SIGINT)
        self.assert_as_before()

    def test_it_ends_with_the_program(self):
        program = self.start()
        self.on_terminal(program.trace, "--interval", "0.1")
        self.wait_for(b"2 buffers")
        program.do("a")
        self.wait_for(b"3 buffers")
        program.end()
        self.assertEqual(self.end(), 0)
        self.assert_as_before()
        self.assertIn(b"ended", self.terminal.shown.split(LEAVE)[1])

    def test_another_size_of_the_window_is_drawn_at_once(self):
        program = self.start()
        self.on_terminal(program.pid, "--interval", "60")
        self.wait_for(b"q: quit")
        seen = self.terminal.shown.count(b"q: quit")
        fcntl.ioctl(self.terminal.master, termios.TIOCSWINSZ, struct.pack("HHHH", 10, 50, 0, 0))
        deadline = time.monotonic() + PATIENCE
        while self.terminal.shown.count(b"q: quit") == seen and time.monotonic() < deadline:
            self.terminal.read(0.1)
        self.assertGreater(self.terminal.shown.count(b"q: quit"), seen)
        self.assertLessEqual(self.terminal.shown.split(b"\x1b[H")[-1].count(b"\n"), 9)
        self.terminal.press(b"q")
        self.assertEqual(self.end(), 0)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
