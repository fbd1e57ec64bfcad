"""Runs tests that print the measurements under ctest, which has to find each of them in its Test.xml."""

import glob
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import samples
from samples import require, require_equal

folder, ctest, project = sys.argv[1:]

shutil.rmtree(project, ignore_errors=True)
os.makedirs(project)
with open(os.path.join(project, "CTestTestfile.cmake"), "w", encoding="utf-8") as file:
    for sample in ("mixed", "passed", "hostile", "refused"):
        file.write(f'add_test({sample} cat "{os.path.join(folder, sample)}.ctest")\n')
with open(os.path.join(project, "DartConfiguration.tcl"), "w", encoding="utf-8") as file:
    file.write(f"SourceDirectory: {project}\nBuildDirectory: {project}\nSite: test\nBuildName: test\n")
result = subprocess.run([ctest, "-D", "ExperimentalTest"], cwd=project, capture_output=True, text=True,
                        check=False)
(path,) = glob.glob(os.path.join(project, "Testing", "*", "Test.xml")) or [None]
require(path is not None, result.stdout + result.stderr)


def measurements(sample):
    for test in ElementTree.parse(path).getroot().iter("Test"):
        if test.findtext("Name") == sample and test.get("Status"):
            # Numbers of ours have no fraction; ctest adds its own measurements.
            return {m.get("name"): m.findtext("Value") for m in test.iter("NamedMeasurement")
                    if m.get("type") == "numeric/double"
                    and m.get("name") not in ("Execution Time", "Processors")}
    return None


require_equal(measurements("mixed"), {"peak_bytes": str(152 << 20), "copy_count": "3"}, "mixed")
require_equal(measurements("passed"), {"copy_count": "3"}, "passed")
require_equal(measurements("refused"), {}, "refused")
hostile = measurements("hostile")
lines = samples.read(folder, "hostile.ctest").splitlines()
require_equal(len(hostile), len(lines), "measurements of hostile names")
require(all(value.isdigit() for value in hostile.values()), f"values {hostile}")
require(any("<script>alert('1')</script>" in name for name in hostile), f"names {list(hostile)}")
