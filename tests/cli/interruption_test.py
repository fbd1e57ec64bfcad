#!/usr/bin/env python3
"""The command on a terminal: how it shows a long read, and what it leaves when it is interrupted.

    interruption_test.py PATH-OF-tidemark

The traces come through pipes that the tests keep open, so that a read lasts as long as a test wants.
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

from on_terminal import PATIENCE, OnTerminal

TIDEMARK = sys.argv[1]
HEAD = '{"ev":"trace","version":1,"program":"p"}\n'
ALLOC = '{"ev":"alloc","t":%d,"buf":%d,"bytes":8}\n'
END = '{"ev":"end","t":9999999}\n'
CLEAR = b"\r\x1b[K"


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.pipe = self.folder / "pipe"
        os.mkfifo(self.pipe)

    def feed(self, text):
        """Opened for both directions, so that neither side waits for the other."""
        self.pipe_end = os.open(self.pipe, os.O_RDWR)
        os.write(self.pipe_end, text.encode())

    def temporaries(self):
        return [p.name for p in self.folder.iterdir() if "tidemark" in p.name]

    def trace(self, count):
        return HEAD + "".join(ALLOC % (i, i) for i in range(1, count))


class Progress(Case):
    def test_a_long_read_is_shown_and_the_line_goes_at_the_end(self):
        self.feed(self.trace(100))
        command = OnTerminal([TIDEMARK, "report", str(self.pipe)], quiet_output=self.folder / "report")
        self.assertTrue(command.wait_for(b"reading " + bytes(self.pipe)), command.shown)
        os.write(self.pipe_end, END.encode())
        os.close(self.pipe_end)
        self.assertEqual(command.end(), 0)
        self.assertTrue(command.shown.endswith(CLEAR), command.shown)
        self.assertIn("PEAK", (self.folder / "report").read_text())

    def test_a_file_is_shown_in_percent(self):
        # Read from a pipe, what is there is not known, so a file that grows for ever is none.
        path = self.folder / "run.json"
        with open(path, "w", encoding="utf-8") as out:
            out.write(HEAD)
            for begin in range(1, 1000000, 50000):
                out.write("".join(ALLOC % (i, i) for i in range(begin, begin + 50000)))
            out.write(END)
        command = OnTerminal([TIDEMARK, "report", str(path)], quiet_output=self.folder / "report")
        # However fast the machine is: it rests most of the time.
        deadline = time.monotonic() + PATIENCE
        while b"%" not in command.shown and time.monotonic() < deadline:
            os.kill(command.pid, signal.SIGSTOP)
            time.sleep(0.05)
            os.kill(command.pid, signal.SIGCONT)
            command.read(0.005)
        self.assertIn(b"%", command.shown)
        os.kill(command.pid, signal.SIGTERM)
        self.assertEqual(os.WTERMSIG(command.end()), signal.SIGTERM)

    def test_a_short_read_shows_nothing(self):
        path = self.folder / "run.json"
        path.write_text(self.trace(10) + END)
        command = OnTerminal([TIDEMARK, "report", str(path)], quiet_output=self.folder / "report")
        self.assertEqual(command.end(), 0)
        self.assertEqual(command.shown, b"")

    def long_read(self, **options):
        self.feed(self.trace(100))
        command = OnTerminal([TIDEMARK, "report", str(self.pipe)], quiet_output=self.folder / "report",
                             **options)
        command.read(2.5)
        os.write(self.pipe_end, END.encode())
        os.close(self.pipe_end)
        self.assertEqual(command.end(), 0)
        return command.shown

    def test_a_dumb_terminal_shows_nothing(self):
        self.assertEqual(self.long_read(environment={"TERM": "dumb"}), b"")

    def test_where_standard_error_is_no_terminal_nothing_is_shown(self):
        self.feed(self.trace(100))
        done = subprocess.Popen([TIDEMARK, "report", self.pipe], stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE)
        time.sleep(2)
        os.write(self.pipe_end, END.encode())
        os.close(self.pipe_end)
        out, err = done.communicate(timeout=PATIENCE)
        self.assertEqual((done.returncode, err), (0, b""))
        self.assertIn(b"PEAK", out)


class Interrupted(Case):
    def convert(self, name):
        """A conversion that waits in the middle, once its unfinished file is there."""
        self.output = self.folder / name
        self.output.write_text("older")
        self.feed(self.trace(1000))
        command = OnTerminal([TIDEMARK, "convert", str(self.pipe), str(self.output)],
                             environment={"TMPDIR": str(self.folder)})
        deadline = time.monotonic() + PATIENCE
        while not self.temporaries() and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertEqual(len(self.temporaries()), 1)
        return command

    def assert_nothing_is_left(self):
        self.assertEqual(self.temporaries(), [])
        self.assertEqual(self.output.read_text(), "older")
        os.close(self.pipe_end)

    def test_control_c_leaves_nothing_behind_and_is_told_to_the_shell(self):
        for name in ("out.tmk", "out.json", "out.json.gz", "out.json.zst"):
            with self.subTest(name):
                command = self.convert(name)
                self.assertTrue(command.wait_for(b"reading"), command.shown)
                command.press(b"\x03")
                status = command.end()
                self.assertTrue(os.WIFSIGNALED(status))
                self.assertEqual(os.WTERMSIG(status), signal.SIGINT)
                self.assertTrue(command.shown.rstrip(b"^C").endswith(CLEAR) or
                                CLEAR in command.shown.split(b"^C")[-1], command.shown)
                self.assert_nothing_is_left()

    def test_so_do_the_other_signals(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            with self.subTest(number):
                command = self.convert("out.tmk")
                os.kill(command.pid, number)
                self.assertEqual(os.WTERMSIG(command.end()), number)
                self.assert_nothing_is_left()

    def test_a_shell_sees_130(self):
        self.feed(self.trace(10))
        shell = subprocess.Popen(["bash", "-c", '"$0" report "$1"; echo $?', TIDEMARK, self.pipe],
                                 stdout=subprocess.PIPE, process_group=0)
        children = []
        deadline = time.monotonic() + PATIENCE
        while not children and time.monotonic() < deadline:
            time.sleep(0.05)
            children = subprocess.run(["pgrep", "-P", str(shell.pid), "-x", "tidemark"],
                                      capture_output=True, text=True,
                                      check=False).stdout.split()
        os.kill(int(children[0]), signal.SIGINT)
        self.assertEqual(shell.communicate(timeout=PATIENCE)[0].split()[-1:], [b"130"])
        os.close(self.pipe_end)

    def test_a_signal_that_is_ignored_stays_so(self):
        self.output = self.folder / "out.tmk"
        self.feed(self.trace(1000))
        command = subprocess.Popen(["nohup", TIDEMARK, "convert", self.pipe, self.output],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   cwd=self.folder)
        deadline = time.monotonic() + PATIENCE
        while not self.temporaries() and time.monotonic() < deadline:
            time.sleep(0.01)
        os.kill(command.pid, signal.SIGHUP)
        time.sleep(0.2)
        os.write(self.pipe_end, END.encode())
        os.close(self.pipe_end)
        self.assertEqual(command.wait(PATIENCE), 0)
        self.assertTrue(self.output.exists())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
