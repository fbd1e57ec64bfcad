#!/usr/bin/env python3
"""action.yml: what it declares, its shell, and what its steps do in a scratch repository.

    action_test.py ROOT TIDEMARK COMPILER      (TIDEMARK: the built command)
"""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

import yaml

from composite_action import EXPRESSION, Run, references
from fake_github import FakeGithub

ROOT, TIDEMARK, COMPILER = (os.path.abspath(path) for path in sys.argv[1:4])
PROGRAM = r"""
#include <cstdio>
#include <cstdlib>
#include <cstring>
// eat BYTES [WHAT [EXIT]]: takes BYTES from the heap, and leaks them where WHAT is "leak it".
int main(int argc, char** argv) {
  char* bytes = static_cast<char*>(std::malloc(std::strtoul(argv[1], nullptr, 10)));
  std::memset(bytes, 1, 1);
  std::puts("::error::from the program");
  if (argc < 3 || std::strcmp(argv[2], "leak it") != 0) std::free(bytes);
  bytes = nullptr;
  return argc < 4 ? 0 : std::atoi(argv[3]);
}
"""


def load():
    with open(os.path.join(ROOT, "action.yml"), encoding="utf-8") as file:
        return yaml.safe_load(file)


ACTION = load()
STEPS = ACTION["runs"]["steps"]


class Declares(unittest.TestCase):
    def test_everything_that_it_uses_and_nothing_else(self):
        used = set()
        for step in STEPS:
            texts = [str(step.get("if", "")), *map(str, step.get("env", {}).values()),
                     *map(str, step.get("with", {}).values())]
            for name in (name for text in texts for name in references(text)):
                if name.startswith("inputs."):
                    used.add(name[len("inputs."):])
                elif name.startswith("steps."):
                    _, step_id, outputs, _ = name.split(".")
                    self.assertEqual(outputs, "outputs")
                    earlier = [other.get("id") for other in STEPS[:STEPS.index(step)]]
                    self.assertIn(step_id, earlier, f"{step['name']} asks a later step")
                else:
                    self.assertTrue(name.startswith("github.event."), name)
        self.assertEqual(used, set(ACTION["inputs"]))

    def test_descriptions_and_defaults(self):
        for name, row in {**ACTION["inputs"], **ACTION["outputs"]}.items():
            self.assertGreater(len(row["description"]), 10, name)
        for name, row in ACTION["inputs"].items():
            self.assertIsInstance(row.get("default"), str, f"{name}: YAML took it for no string")

    def test_outputs_that_its_scripts_write(self):
        written = set()
        for script in glob.glob(os.path.join(ROOT, "tools/ci/*.sh")):
            with open(script, encoding="utf-8") as file:
                written |= set(re.findall(r'echo "([a-z-]+)=', file.read()))
        own = {step.get("id") for step in STEPS if "run" in step}
        asked = {name.split(".")[3] for name in references(json.dumps(ACTION))
                 if name.startswith("steps.") and name.split(".")[1] in own}
        self.assertEqual(asked, written)

    def test_shell_without_expressions(self):
        for step in STEPS:
            self.assertEqual("run" in step, "uses" not in step, step["name"])
            if "run" in step:
                self.assertEqual(step["shell"], "bash", step["name"])
                self.assertNotRegex(step["run"], EXPRESSION, "an input could become shell")

    def test_shell_is_clean(self):
        with tempfile.TemporaryDirectory() as folder:
            scripts = glob.glob(os.path.join(ROOT, "tools/ci/*.sh"))
            self.assertEqual(len(scripts), 3)
            for index, step in enumerate(step for step in STEPS if "run" in step):
                scripts.append(os.path.join(folder, f"{index}.sh"))
                with open(scripts[-1], "w", encoding="utf-8") as file:
                    file.write("#!/usr/bin/env bash\n" + step["run"] + "\n")
            for script in scripts:
                subprocess.run(["bash", "-n", script], check=True)
            if shutil.which("shellcheck"):
                subprocess.run(["shellcheck", *scripts], check=True)


class Fixture(unittest.TestCase):
    """A scratch repository with a program, and what GitHub gives to the steps."""

    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = os.path.join(scratch.name, "a repository")
        os.makedirs(os.path.join(self.folder, "build"))
        shutil.copy(self.program, os.path.join(self.folder, "build", "eat"))
        self.scratch = scratch.name
        self.github = FakeGithub()

    @classmethod
    def setUpClass(cls):
        cls.built = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.built.cleanup)
        source = os.path.join(cls.built.name, "eat.cc")
        cls.program = os.path.join(cls.built.name, "eat")
        with open(source, "w", encoding="utf-8") as file:
            file.write(PROGRAM)
        subprocess.run([COMPILER, "-g", source, "-o", cls.program], check=True)

    def action(self, event=None, **inputs):
        environment = {key: text for key, text in os.environ.items()
                       if not key.startswith(("GITHUB_", "TIDEMARK_", "INPUT_"))}
        environment.update(self.github.environment)
        given = {"tidemark": TIDEMARK, "command": "build/eat 1000"}
        given.update({name.replace("_", "-"): text for name, text in inputs.items()})
        return Run(ACTION, ROOT, self.scratch, self.folder, given, environment, event)


class Runs(Fixture):
    """The steps without pull requests."""

    def test_a_program_within_its_limits_passes(self):
        run = self.action(limits="peak_bytes <= 1MiB\n\n  leak_count == 0\n", sarif="true")
        self.assertEqual((run.code, run.failed), (0, None), run.log)
        self.assertEqual(run.outputs["exit-code"], "0")
        self.assertIn("2 limits kept", run.log["Check"])
        self.assertIn("Memory check: passed", run.summary)
        self.assertEqual(os.path.basename(run.outputs["trace"]), "eat.tmk")
        with open(run.outputs["json"], encoding="utf-8") as file:
            self.assertTrue(json.load(file)["passed"])
        with open(run.used["Upload to code scanning"]["sarif_file"], encoding="utf-8") as file:
            self.assertEqual(json.load(file)["runs"][0]["results"], [])
        self.assertEqual(sorted(run.skipped), ["Build tidemark", "Comment", "Look for tidemark in the cache",
                                               "Save tidemark to the cache"])

    def test_a_program_over_a_limit_fails_last_with_all_that_was_uploaded(self):
        run = self.action(command="build/eat 2000000 'leak it'", sarif="true", key="k",
                          limits="peak_bytes <= 1MiB\nleak_count == 0")
        self.assertEqual((run.code, run.failed), (1, "Verdict"), run.log)
        self.assertEqual(run.outputs["exit-code"], "1")
        lines = run.log["Check"].splitlines()
        # Text between the markers is no workflow command; what comes after them is.
        token = re.fullmatch(r"::stop-commands::([0-9a-f]{32})", lines[0]).group(1)
        end = lines.index(f"::{token}::")
        self.assertTrue(any(line.startswith("FAIL") for line in lines[:end]))
        self.assertTrue(all(re.match(r"::(error|warning|notice) ", line) for line in lines[end + 1:]))
        self.assertGreaterEqual(len(lines) - end, 3)
        self.assertIn("| ", run.summary)
        upload = run.used["Upload to code scanning"]
        self.assertEqual(upload["category"], "k")
        with open(upload["sarif_file"], encoding="utf-8") as file:
            self.assertEqual(len(json.load(file)["runs"][0]["results"]), 2)

    def test_where_it_runs_and_how_it_is_quoted(self):
        run = self.action(command='./eat "$((500 + 500))" "leak it"', working_directory="build",
                          limits="leak_bytes == 1000", test="a name")
        self.assertEqual(run.code, 0, run.log)
        with open(run.outputs["json"], encoding="utf-8") as file:
            self.assertIn('"a name"', file.read())
        self.assertEqual(self.action(command="build/eat 1", working_directory="none").code, 2)

    def test_what_is_no_single_program_is_refused(self):
        for command in ("build/eat 1 | cat", "build/eat 1; true", "build/eat 1 > out", "'", "  "):
            run = self.action(command=command, limits="leak_count == 0")
            self.assertEqual((run.code, run.failed), (2, "Record"), command)
            self.assertIn("::error title=tidemark::the input 'command'", run.log["Record"])

    def test_inputs_are_no_shell(self):
        evil = '"; touch evil; echo $(touch evil) `touch evil` \'; touch evil #'
        for name in ("limits", "config", "baseline", "missing-baseline", "fail-on", "test", "traces",
                     "record", "working-directory", "tidemark", "key"):
            run = self.action(**{name.replace("-", "_"): evil})
            self.assertNotEqual(run.code, 0, name)
        for name in os.walk(self.folder):
            self.assertNotIn("evil", name[2])

    def test_a_program_that_fails_is_not_judged(self):
        run = self.action(command="build/eat 1 no 7", limits="leak_count == 0")
        self.assertEqual((run.code, run.failed), (7, "Record"))
        self.assertIn("ended with 7", run.log["Record"])
        self.assertEqual(run.summary, "")

    def test_arrays_need_a_program_that_records_itself(self):
        run = self.action(record="arrays", limits="leak_count == 0")
        self.assertEqual((run.code, run.failed), (2, "Record"))
        self.assertIn("left no trace", run.log["Record"])

    def test_nothing_judged_is_no_pass(self):
        self.assertEqual(self.action().code, 4)  # neither limit nor configuration nor baseline
        missing = self.action(baseline="none.json")
        self.assertEqual((missing.code, missing.failed), (4, "Verdict"), missing.log)
        self.assertEqual(self.action(command="", limits="leak_count == 0").code, 2)
        self.assertEqual(self.action(limits="leak_count = = 0").code, 2)
        self.assertEqual(self.action(command="", traces="no/*.tmk", limits="leak_count == 0").code, 3)

    def test_traces_of_other_steps_are_judged_as_well(self):
        for size in ("1000", "3000"):
            subprocess.run([TIDEMARK, "run", "-o", f"{size}.tmk", "--", "build/eat", size, "leak it"],
                           cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        inputs = {"command": "", "traces": "1*.tmk\n3*.tmk"}
        run = self.action(**inputs, limits="leak_bytes <= 3000")
        self.assertEqual(run.code, 0, run.log)
        self.assertEqual(run.outputs["trace"], "")
        self.assertEqual(self.action(**inputs, limits="leak_bytes <= 2999").code, 1)

    def test_a_committed_configuration_and_baseline(self):
        baseline = os.path.join(self.folder, "eat.json")
        self.assertEqual(self.action(baseline="eat.json", missing_baseline="skip",
                                     limits="leak_count == 0").code, 0)
        subprocess.run([TIDEMARK, "run", "-o", "1.tmk", "--", "build/eat", "1000"],
                       cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([TIDEMARK, "baseline", "init", "1.tmk", "--baseline", baseline],
                       cwd=self.folder, check=True, stdout=subprocess.DEVNULL)
        with open(baseline, encoding="utf-8") as file:
            before = file.read()
        same = self.action(baseline="eat.json")
        self.assertEqual(same.code, 0, same.log)
        more = self.action(command="build/eat 1001", baseline="eat.json")
        self.assertEqual((more.code, more.failed), (1, "Verdict"), more.log)
        self.assertIn("+1 B", more.log["Check"])
        self.assertEqual(same.outputs["proposed-baseline"], "")
        with open(more.outputs["proposed-baseline"], encoding="utf-8") as file:
            self.assertIn("1001", file.read())
        self.assertNotIn("baseline.proposed.json", os.listdir(self.folder))
        with open(baseline, encoding="utf-8") as file:
            self.assertEqual(file.read(), before)
        with open(os.path.join(self.folder, "tidemark.json"), "w", encoding="utf-8") as file:
            file.write('{"defaults": {"limits": {"leak_count": {"max": 0}}}}')
        self.assertEqual(self.action(config="tidemark.json").code, 0)
        self.assertEqual(self.action(config="tidemark.json", command="build/eat 1 'leak it'").code, 1)

    def test_pull_requests_of_forks_upload_nothing(self):
        for fork, uploads in ((True, False), (False, True)):
            event = {"pull_request": {"number": 7, "head": {"repo": {"fork": fork}}}}
            run = self.action(event, limits="leak_count == 0", sarif="true")
            self.assertEqual("Upload to code scanning" in run.used, uploads)

    def test_without_a_command_it_is_built_from_the_sources_at_hand(self):
        inputs = {"tidemark": "", "command": "", "limits": "leak_count == 0"}
        with tempfile.TemporaryDirectory() as root:
            # The scripts, without anything that could be built; the build fails, and so does the action.
            shutil.copytree(os.path.join(ROOT, "tools/ci"), os.path.join(root, "tools/ci"))
            for name in ("CMakeLists.txt", "CMakePresets.json"):
                open(os.path.join(root, name), "w", encoding="utf-8").close()
            for name in ("cmake", "lib"):
                os.makedirs(os.path.join(root, name))
            installer = os.path.join(root, "tools/install_deps.sh")
            with open(installer, "w", encoding="utf-8") as file:
                file.write("#!/bin/sh\necho \"installs $*\"; exit 9\n")
            os.chmod(installer, 0o755)
            environment = {key: text for key, text in os.environ.items() if key != "GITHUB_OUTPUT"}
            keys = []
            for source in ("", "a", "a"):
                with open(os.path.join(root, "lib", "a.cc"), "w", encoding="utf-8") as file:
                    file.write(source)
                run = Run(ACTION, root, self.scratch, self.folder, inputs, environment)
                self.assertEqual((run.code, run.failed), (9, "Build tidemark"))
                self.assertIn("installs --build", run.log["Build tidemark"])
                keys.append(run.used["Look for tidemark in the cache"]["key"])
                path = run.used["Look for tidemark in the cache"]["path"]
                self.assertTrue(path.endswith("/tidemark/installed"))
            self.assertNotEqual(keys[0], keys[1])
            self.assertEqual(keys[1], keys[2])


class Comments(Fixture):
    """One comment on the pull request, whatever happens around it."""

    PULL_REQUEST = {"pull_request": {"number": 7, "head": {"repo": {"fork": False}}}}

    def comment(self, size, **inputs):
        given = {"comment": "failures", "limits": "peak_bytes <= 1MiB", **inputs}
        return self.action(self.PULL_REQUEST, command=f"build/eat {size}", **given)

    def own(self):
        return [body for author, body in self.github.comments.values() if author == "github-actions"]

    def test_begun_by_a_failure_and_rewritten_by_each_run_after_it(self):
        self.assertEqual(self.comment(1000).code, 0)
        self.assertEqual(self.github.calls, [])
        # Others write as well: one of them the marker.
        for number in range(5):
            self.github.comments[number] = ("mallory", "<!-- tidemark:Build_memory -->\nhello")
        first = self.comment(2000000)
        self.assertEqual((first.code, first.failed), (1, "Verdict"), first.log)
        self.assertIn("a comment was written", first.log["Comment"])
        self.assertEqual(len(self.own()), 1)
        self.assertTrue(self.own()[0].startswith("<!-- tidemark:Build_memory -->\n"))
        self.assertIn(first.summary.strip(), self.own()[0])
        self.assertIn("https://github.example/o/r/actions/runs/17", self.own()[0])
        for number in range(10, 15):
            self.github.comments[number] = ("mallory", "I do not think so")
        second = self.comment(3000000)
        self.assertEqual(len(self.own()), 1)
        self.assertIn(second.summary.strip(), self.own()[0])
        self.assertNotIn(first.summary.strip(), self.own()[0])
        third = self.comment(1000)
        self.assertEqual(third.code, 0)
        self.assertEqual(len(self.own()), 1)
        self.assertIn(third.summary.strip(), self.own()[0])
        self.assertEqual([method for method, _ in self.github.calls], ["POST", "PATCH", "PATCH"])
        self.assertEqual(sum(body.endswith("hello") for _, body in self.github.comments.values()), 5)

    def test_each_key_has_its_own(self):
        for key in ("gcc", "clang -->", "gcc"):
            self.comment(1000, comment="always", key=key)
        self.assertEqual([body.splitlines()[0] for body in self.own()],
                         ["<!-- tidemark:gcc -->", "<!-- tidemark:clang____ -->"])

    def test_a_token_that_may_only_read_is_a_warning(self):
        self.github.status = 403
        run = self.comment(1000, comment="always")
        self.assertEqual(run.code, 0, run.log)
        self.assertIn("::warning title=tidemark::no comment", run.log["Comment"])
        self.assertIn("pull-requests: write", run.log["Comment"])
        self.assertEqual(self.comment(2000000, comment="always").code, 1)
        run = self.comment(1000, comment="always", token="another")
        self.assertIn("401", run.log["Comment"])

    def test_no_pull_request_no_comment(self):
        run = self.action({}, comment="always", limits="leak_count == 0")
        self.assertIn("not of a pull request", run.log["Comment"])
        self.assertEqual(self.github.calls, [])

    def test_a_wrong_word_is_an_error(self):
        self.assertEqual(self.comment(1000, comment="sometimes").code, 2)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
