"""A command whose terminal is a pty, for the tests of what is shown on one."""
import os
import pty
import select
import time

PATIENCE = 60


class OnTerminal:
    """Starts `command`; `shown` is what it wrote so far."""

    def __init__(self, command, environment=None, quiet_output=None):
        self.shown = b""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            if quiet_output is not None:
                os.dup2(os.open(quiet_output, os.O_WRONLY | os.O_CREAT, 0o644), 1)
            os.environ.update({"TERM": "xterm", "LANG": "C.UTF-8", **(environment or {})})
            os.execv(command[0], command)

    def read(self, seconds):
        if not select.select([self.master], [], [], seconds)[0]:
            return False
        try:
            part = os.read(self.master, 65536)
        except OSError:  # the other side is gone
            return False
        self.shown += part
        return bool(part)

    def wait_for(self, text):
        deadline = time.monotonic() + PATIENCE
        while text not in self.shown and time.monotonic() < deadline:
            self.read(0.1)
        return text in self.shown

    def press(self, key):
        os.write(self.master, key)

    def end(self):
        """The wait status, once all was read."""
        while self.read(PATIENCE):
            pass
        status = os.waitpid(self.pid, 0)[1]
        os.close(self.master)
        return status
