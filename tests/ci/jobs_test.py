#!/usr/bin/env python3
"""The jobs that the documents have to be copied: what they say exists, and what they run works.

    jobs_test.py ROOT TIDEMARK COMPILER      (TIDEMARK: the built command)
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import yaml

from composite_action import Run

ROOT, TIDEMARK, COMPILER = (os.path.abspath(path) for path in sys.argv[1:4])
sys.path.insert(0, os.path.join(ROOT, "tools", "check"))
import documents  # noqa: E402

# build/program --size N [OR MORE]: takes N KiB, and leaks them when there is more.
PROGRAM = r"""
#include <cstdlib>
int main(int argc, char** argv) {
  char* volatile bytes = static_cast<char*>(std::malloc(1024 * std::strtoul(argv[2], nullptr, 10)));
  bytes[0] = 1;
  if (argc == 3) std::free(bytes);
  bytes = nullptr;
}
"""
CONFIG = '{"defaults": {"limits": {"leak_count": {"max": 0}}}}'


def jobs(document):
    """The blocks of YAML in a document."""
    return [yaml.safe_load("\n".join(lines))
            for _, language, lines in documents.split(os.path.join(ROOT, document))[1]
            if language == "yaml"]


def action():
    with open(os.path.join(ROOT, "action.yml"), encoding="utf-8") as file:
        return yaml.safe_load(file)


class Jobs(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.scratch = scratch.name
        self.folder = os.path.join(self.scratch, "repository")
        os.makedirs(os.path.join(self.folder, "build"))
        self.write("program.cc", PROGRAM)
        self.write("tidemark.json", CONFIG)
        self.run_here(COMPILER, "-g", "program.cc", "-o", "build/program")
        self.run_here(TIDEMARK, "run", "-o", "base.tmk", "--", "build/program", "--size", "100")
        self.run_here(TIDEMARK, "baseline", "init", "base.tmk", "--baseline", "program.baseline.json")

    def write(self, name, text):
        with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
            file.write(text)

    def run_here(self, *command):
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def github_job(self, document):
        """The inputs that the job of the document gives to the action, as GitHub gives them: texts."""
        job = next(block for block in jobs(document) if "jobs" in block)["jobs"]["memory"]
        uses = [step for step in job["steps"] if step.get("uses", "").startswith("OWNER/tidemark@")]
        self.assertEqual(len(uses), 1)
        given = {name: str(value).lower() if isinstance(value, bool) else str(value)
                 for name, value in uses[0]["with"].items()}
        self.assertLessEqual(set(given), set(action()["inputs"]))
        self.assertEqual(job["permissions"]["contents"], "read")
        self.assertEqual(job["permissions"].get("pull-requests") == "write", "comment" in given)
        self.assertEqual(job["permissions"].get("security-events") == "write", "sarif" in given)
        # The job runs the action with the command that is at hand, and outside of a pull request.
        given["tidemark"] = TIDEMARK
        return given

    def test_github(self):
        for document in ("README.md", "tools/ci/README.md"):
            given = self.github_job(document)
            environment = {key: text for key, text in os.environ.items()
                           if not key.startswith(("GITHUB_", "TIDEMARK_", "INPUT_"))}
            good = Run(action(), ROOT, self.scratch, self.folder, given, environment)
            self.assertEqual(good.code, 0, good.log)
            self.assertIn("Upload to code scanning", good.used)
            given["command"] += " more"
            bad = Run(action(), ROOT, self.scratch, self.folder, given, environment)
            self.assertEqual((bad.code, bad.failed), (1, "Verdict"), bad.log)

    def test_gitlab(self):
        blocks = [block["memory"] for block in jobs("tools/ci/README.md") if "memory" in block]
        self.assertEqual(len(blocks), 1)
        job = blocks[0]
        self.assertEqual(job["artifacts"]["when"], "always")  # also of a job that failed
        environment = dict(os.environ, PATH=os.path.dirname(TIDEMARK) + ":" + os.environ["PATH"])
        for more, code, findings in (("", 0, 0), (" more", 1, 1)):
            script = "\n".join(job["script"]).replace("--size 100", "--size 100" + more)
            done = subprocess.run(["sh", "-e", "-c", script], cwd=self.folder, env=environment,
                                  check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                  text=True)
            self.assertEqual(done.returncode, code, done.stdout)
            reports = job["artifacts"]["reports"]
            with open(os.path.join(self.folder, reports["codequality"]), encoding="utf-8") as file:
                self.assertGreaterEqual(len(json.load(file)), findings)
            suites = xml.etree.ElementTree.parse(os.path.join(self.folder, reports["junit"]))
            self.assertEqual(len(suites.findall(".//failure")) > 0, findings > 0)
            for path in job["artifacts"]["paths"]:
                self.assertTrue(os.path.exists(os.path.join(self.folder, path)))
                os.unlink(os.path.join(self.folder, path))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
