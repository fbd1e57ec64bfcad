#!/usr/bin/env python3
"""The wheel of pyproject.toml: built offline with Debian's packages, installed into a fresh virtual
environment, where it records, and gives tests limits.

scikit-build-core is Debian 13's (unpack_debian13.sh), pure Python: what is there of it is put on the path.
"""
import glob
import os
import shutil
import subprocess
import tempfile
import unittest

import recorded

SOURCE = os.path.normpath(os.path.join(recorded.HERE, "..", ".."))
PACKAGES = os.path.expanduser("~/.cache/tidemark/debian13/usr/lib/python3/dist-packages")
BUILDER = ("scikit_build_core", "pathspec", "packaging", "pyproject_metadata")


def why_not():
    if subprocess.run([recorded.PYTHON, "-c", "import scikit_build_core"],
                      stderr=subprocess.DEVNULL).returncode == 0:
        return None
    if not os.path.isdir(os.path.join(PACKAGES, "scikit_build_core")):
        return "no scikit-build-core; tests/numpy/unpack_debian13.sh unpacks it into a folder"
    return None


class Wheel(unittest.TestCase):
    def sh(self, *command, env=None, code=0, cwd=None):
        done = recorded.plain(command, env=env, cwd=cwd)
        self.assertEqual(done.code, code, done.out[-3000:] + done.err[-3000:])
        return done.out

    def test_a_fresh_virtual_environment(self):
        folder = tempfile.mkdtemp(prefix="tidemark-wheel-")
        self.addCleanup(shutil.rmtree, folder)
        builder = os.path.join(folder, "builder")
        os.mkdir(builder)
        for name in BUILDER:
            for path in glob.glob(os.path.join(PACKAGES, name + "*")):
                shutil.copytree(path, os.path.join(builder, os.path.basename(path)))
        flags = os.environ.get("TIDEMARK_WHEEL_CMAKE_ARGS", "")
        self.sh(recorded.PYTHON, "-m", "pip", "wheel", "--no-deps", "--no-index",
                "--no-build-isolation", "-q", "-w", folder, SOURCE,
                env={"PYTHONPATH": builder, "CMAKE_ARGS": flags})
        wheel, = glob.glob(os.path.join(folder, "*.whl"))
        self.assertRegex(os.path.basename(wheel), r"^tidemark-[0-9.]+-py3-none-linux_\w+\.whl$")
        venv = os.path.join(folder, "venv")
        self.sh(recorded.PYTHON, "-m", "venv", "--system-site-packages", venv)
        python = os.path.join(venv, "bin", "python3")
        self.sh(python, "-m", "pip", "install", "--no-index", "-q", wheel)
        work = os.path.join(folder, "work")
        os.mkdir(work)
        with open(os.path.join(work, "prog.py"), "w") as file:
            file.write("import numpy as np\na = np.arange(9000.0)\nb = a.copy()\nprint(a.sum() + b.sum())\n")
        with open(os.path.join(work, "test_it.py"), "w") as file:
            file.write("import numpy as np, pytest\n@pytest.mark.tidemark(peak='1KiB')\n"
                       "def test_peak(): np.ones(9000)\n")
        env = {"PYTHONPATH": "", "TIDEMARK_MALLOC_LIBRARY": ""}
        command = os.path.join(venv, "bin", "tidemark")
        self.sh(python, "-m", "tidemark", "run", "-o", "run.tmk", "prog.py", env=env, cwd=work)
        self.assertIn("prog.py:3", self.sh(command, "report", "run.tmk", env=env, cwd=work))
        self.sh(command, "run", "-o", "b.tmk", "--", python, "prog.py", env=env, cwd=work)
        self.sh(command, "check", "b.tmk", "--limit", "copy_count == 0", env=env, cwd=work, code=1)
        self.sh(python, "-c", "import numpy, tidemark\nwith tidemark.record(): numpy.ones(3)\n"
                "print(tidemark.report())", env=env, cwd=work)
        out = self.sh(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", env=env, cwd=work, code=1)
        self.assertIn("peak_bytes", out)


if __name__ == "__main__":
    recorded.main(why_not)
