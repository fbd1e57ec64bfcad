#!/usr/bin/env python3
"""Programs that start, multiply and end in every way: as before, with a trace that opens."""
import glob
import os
import stat
import subprocess
import tempfile
import unittest

import recorded

COPY = "import numpy as np\na = np.arange(9000.0)\nb = a.copy()\nprint(b.sum() + a.sum())\n"


class Life(unittest.TestCase):
    def expect_copy(self, run, file="prog.py"):
        """The program made COPY's copy at its line, and nothing else is said of it."""
        report = recorded.report(recorded.trace_of(run), "--strict")
        found = [(f["rule"], f["site"]["file"], f["site"]["line"]) for f in report["findings"]]
        self.assertEqual(found, [("unmodified-copy", file, 3)])

    def test_ways_to_start(self):
        self.expect_copy(recorded.script(COPY))
        for options in (["-I"], ["-E", "-s"], ["-B", "-O"], ["-X", "importtime"]):
            with self.subTest(options=options):
                self.expect_copy(recorded.script(COPY, python=[recorded.PYTHON, *options]))
        run = recorded.record([recorded.PYTHON, "-c", COPY])
        self.expect_copy(run, "<string>")
        folder = tempfile.mkdtemp()
        package = os.path.join(folder, "package")
        os.mkdir(package)
        with open(os.path.join(package, "__main__.py"), "w") as file:
            file.write(COPY)
        run = recorded.record([recorded.PYTHON, "-m", "package"], cwd=folder)
        self.expect_copy(run, "package/__main__.py")
        run = recorded.record([recorded.PYTHON, "-"], stdin=COPY)
        self.expect_copy(run, "<stdin>")

    def test_without_site_where_the_path_is_given(self):
        # Debian's NumPy lies in dist-packages, which -S leaves out.
        text = "import sys; sys.path.append('/usr/lib/python3/dist-packages')\n"
        for options in (["-S"], ["-S", "-I"]):
            run = recorded.script(text + COPY, python=[recorded.PYTHON, *options])
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertEqual(recorded.report(recorded.trace_of(run))["copies"]["redundant_count"], 1)

    def test_a_script_with_an_interpreter_line(self):
        folder = tempfile.mkdtemp()
        for name, line in (("direct", "#!/usr/bin/python3"), ("env", "#!/usr/bin/env python3")):
            path = os.path.join(folder, name)
            with open(path, "w") as file:
                file.write(line + "\n" + COPY)
            os.chmod(path, stat.S_IRWXU)
            run = recorded.record([path], cwd=folder, env={"PATH": "/usr/bin:/bin"})
            self.assertEqual((run.code, run.err), (0, ""))
            self.assertEqual(recorded.report(recorded.trace_of(run))["copies"]["redundant_count"], 1)

    def test_a_virtual_environment(self):
        folder = tempfile.mkdtemp()
        subprocess.run([recorded.PYTHON, "-m", "venv", "--without-pip", "--system-site-packages",
                        folder], check=True)
        self.expect_copy(recorded.script(COPY, python=[folder + "/bin/python3"]))

    def test_ways_to_end(self):
        ends = {
            "import sys; sys.exit(7)": 7,
            "import os; os._exit(5)": 5,
            "raise ValueError('in the middle')": 1,
            "import os; os.abort()": -6,
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)": -9,
            "import os, signal; os.kill(os.getpid(), signal.SIGINT)": -2,
            "import ctypes; ctypes.string_at(0)": -11,
            "import os; os.execv('/bin/echo', ['echo', 'instead'])": 0,
        }
        for text, code in ends.items():
            with self.subTest(end=text):
                program = COPY + "import sys; sys.stdout.flush()\n" + text
                plain = recorded.plain([recorded.PYTHON, "-c", program])
                run = recorded.record([recorded.PYTHON, "-c", program])
                self.assertEqual((run.code, run.out), (plain.code, plain.out))
                self.assertEqual(run.code, code)
                if "execv" in text:
                    continue  # the trace is that of the program that took over
                self.assertEqual(run.err, plain.err)
                report = recorded.report(recorded.trace_of(run))
                self.assertEqual(report["totals"]["copy_count"], 1)
                self.assertEqual(report["leaks"]["count"], 0)
                if "SIGINT" in text:  # Python cleans up, and ends itself by the signal
                    self.assertFalse(report["trace"]["truncated"])

    def test_live_arrays_at_the_end_of_threads(self):
        text = """
import numpy as np, threading, time
def work():
    held = np.ones(1000); view = held[3:]
    time.sleep(100)
thread = threading.Thread(target=work, daemon=True); thread.start(); time.sleep(0.2)
print("over")
"""
        run = recorded.script(text)
        self.assertEqual((run.code, run.out, run.err), (0, "over\n", ""))
        recorded.report(recorded.trace_of(run), "--strict")

    def test_threads_that_make_and_drop_each_others_arrays(self):
        text = """
import numpy as np, threading, queue
q = queue.Queue()
def produce(i):
    r = np.random.default_rng(i)
    for k in range(1500):
        a = r.random(200); q.put(a[10:150]); c = np.sin(a); c += a; d = c[::2].copy()
        big = np.ones(40_000) * 2  # long enough to lose the lock
def consume():
    while (x := q.get()) is not None:
        y = x * 2; z = np.concatenate([x, y]).reshape(2, -1).T.ravel()
producers = [threading.Thread(target=produce, args=(i,)) for i in range(3)]
consumers = [threading.Thread(target=consume) for _ in range(2)]
for t in producers + consumers: t.start()
for t in producers: t.join()
for _ in consumers: q.put(None)
for t in consumers: t.join()
"""
        for name in ("run.json", "run.tmk"):
            run = recorded.script(text, name=name)
            self.assertEqual((run.code, run.err), (0, ""))
            report = recorded.report(recorded.trace_of(run, name), "--strict")
            self.assertEqual(report["leaks"]["count"], 0)
            self.assertGreaterEqual(report["totals"]["thread_count"], 6)
            self.assertGreater(report["totals"]["view_count"], 4500)

    def test_fork(self):
        text = """
import numpy as np, os
a = np.arange(5000.0); v = a[5:]
pid = os.fork()
if pid == 0:
    b = v.copy(); c = a + b[:1]; del v
    print("child", c.sum(), flush=True); os._exit(3)
print("parent", os.waitpid(pid, 0)[1] >> 8, v.copy().sum())
"""
        plain = recorded.plain([recorded.PYTHON, "-c", text])
        run = recorded.script(text)
        self.assertEqual((run.code, run.out, run.err), (0, plain.out, ""))
        recorded.report(recorded.trace_of(run), "--strict")
        self.assertEqual(len(recorded.of_kind(run.events, "copy")), 1)
        run = recorded.script(text, flags=["--follow-children"])
        self.assertEqual((run.code, run.out, run.err), (0, plain.out, ""))
        traces = sorted(glob.glob(run.folder + "/run*.json"))
        self.assertEqual(len(traces), 2)
        for trace in traces:
            report = recorded.report(trace, "--strict")
            self.assertEqual(report["totals"]["copy_count"], 1)
            self.assertEqual(report["leaks"]["count"], 0)

    def test_multiprocessing(self):
        text = """
import multiprocessing as mp, sys
import numpy as np
def work(n): return float(np.arange(n, dtype=float)[1:].copy().sum())
if __name__ == "__main__":
    mp.set_start_method(sys.argv[1])
    with mp.Pool(2) as pool: print(pool.map(work, [10, 20, 30]))
"""
        for method in ("fork", "spawn", "forkserver"):
            with self.subTest(method=method):
                expected = "[45.0, 190.0, 435.0]\n"
                run = recorded.script(text, arguments=[method])
                self.assertEqual((run.code, run.out, run.err), (0, expected, ""))
                run = recorded.script(text, arguments=[method], flags=["--follow-children"])
                self.assertEqual((run.code, run.out), (0, expected))
                copies = 0
                for trace in glob.glob(run.folder + "/run*.json"):
                    events = recorded.read(trace)
                    copies += len([e for e in events if e["ev"] == "copy" and e["op"] == "copy"])
                self.assertEqual(copies, 3)

    def test_without_numpy(self):
        run = recorded.script("print('nothing')")
        self.assertEqual((run.code, run.out), (0, "nothing\n"))
        self.assertEqual(run.err, "tidemark: the program imported no NumPy, so nothing is recorded; "
                                  "--heap records its heap\n")
        self.assertEqual(run.events[-1]["ev"], "end")
        run = recorded.script("print('nothing')", flags=["--heap"])
        self.assertEqual(run.err, "")
        self.assertGreater(recorded.report(recorded.trace_of(run))["totals"]["alloc_count"], 1000)

    def test_what_is_recorded_by_choice(self):
        kinds = {}
        for flags in ((), ("--heap",), ("--no-numpy",), ("--no-heap", "--no-numpy")):
            run = recorded.script(COPY, flags=flags)
            self.assertEqual((run.code, run.err), (0, ""), flags)
            kinds[flags] = {event["kind"] for event in recorded.of_kind(run.events, "alloc")}
        self.assertEqual(kinds[()], {"numpy"})
        self.assertEqual(kinds["--heap",], {"numpy", "heap"})
        self.assertEqual(kinds["--no-numpy",], {"heap"})
        self.assertEqual(kinds["--no-heap", "--no-numpy"], set())
        run = recorded.script(COPY, flags=["--heap", "--no-heap"])
        self.assertEqual(run.code, 2)

    def test_an_unknown_numpy_is_declined(self):
        folder = tempfile.mkdtemp()
        core = os.path.join(folder, "numpy", "core")
        os.makedirs(core)
        with open(os.path.join(folder, "numpy", "__init__.py"), "w") as file:
            file.write("from . import core\nclass ndarray: pass\nimport colorsys\n")
        with open(os.path.join(core, "__init__.py"), "w") as file:
            file.write("from . import _multiarray_umath\n")
        for body, why in (("_UFUNC_API = 1", "its core has no ndarray, add or _ARRAY_API"),
                          ("_UFUNC_API = 1\nndarray = add = list\n_ARRAY_API = 3",
                           "its table of functions is of another form")):
            with open(os.path.join(core, "_multiarray_umath.py"), "w") as file:
                file.write(body + "\n")
            run = recorded.script("import numpy\nprint(numpy.ndarray.__name__)\n",
                                  env={"PYTHONPATH": folder})
            self.assertEqual((run.code, run.out), (0, "ndarray\n"))
            self.assertEqual(run.err, "tidemark: NumPy is not recorded: " + why + "\n")

    def test_a_delayed_start(self):
        text = """
import ctypes, os, signal
import numpy as np
a = np.ones(1000); b = a.copy()
os.kill(os.getpid(), signal.SIGUSR2)
c = np.ones(2000); d = a.copy(); del b
os.kill(os.getpid(), signal.SIGUSR2)
e = np.ones(3000); del c
"""
        for flags in ([], ["--heap"]):
            run = recorded.script(text, flags=["--delay-start", *flags])
            self.assertEqual((run.code, run.err), (0, ""))
            made = {event["bytes"]: event["kind"] for event in recorded.of_kind(run.events, "alloc")
                    if event["bytes"] in (8000, 16000, 24000) and event["kind"] != "heap"}
            self.assertEqual(made[16000], "numpy")
            self.assertNotIn(24000, made)
            report = recorded.report(recorded.trace_of(run))
            self.assertEqual(report["copies"]["count"], 1)

    def test_memory_errors(self):
        text = """
import numpy as np
for make in (lambda: np.empty(1 << 45), lambda: np.ones(3).resize(1 << 45)):
    try: make()
    except MemoryError as error: print(type(error).__name__)
a = np.ones(3); print(a.sum())
"""
        plain = recorded.plain([recorded.PYTHON, "-c", text])
        run = recorded.script(text)
        self.assertEqual((run.code, run.out, run.err), (0, plain.out, ""))
        self.assertEqual(recorded.report(recorded.trace_of(run), "--strict")["leaks"]["count"], 0)

    def test_kinds_of_arrays(self):
        text = """
import numpy as np, os, pickle, tempfile
path = os.path.join(tempfile.mkdtemp(), "m")
m = np.memmap(path, dtype="u1", mode="w+", shape=(4096,)); s = m[10:]; del m; print(type(s).__name__)
f = np.frombuffer(bytes(80), "f8"); g = f[2:]; print(g.flags.writeable)
class F(np.ndarray):
    def __array_finalize__(self, other): self.z = np.ones(3)[1:]
x = np.arange(6.0); w = x.view(F); print(w[1:].z.sum(), (w + 1).z.sum())
r = np.rec.array([(1, 2.0)], dtype="i4,f8"); r.f0[:] = 3
o = np.array([np.ones(2), None], dtype=object); p = pickle.loads(pickle.dumps([x, o, s], 5))
it = np.fromiter((i for i in range(50)), "i4"); n = np.lib.stride_tricks.as_strided(x, (3, 2), (8, 8))
mat = np.matrix([[1, 2], [3, 4]]); ma = np.ma.array(x, mask=x > 2); print(mat.T.A1, ma.sum())
for row in np.nditer(x, op_flags=["readwrite"]): row[...] = 2 * row
print(x[5], np.array_str(n))
"""
        plain = recorded.plain([recorded.PYTHON, "-c", text])
        run = recorded.script(text)
        self.assertEqual((run.code, run.out, run.err), (0, plain.out, plain.err))
        report = recorded.report(recorded.trace_of(run), "--strict")
        self.assertEqual(report["leaks"]["count"], 0)
        external = {event["label"] for event in recorded.of_kind(run.events, "alloc")
                    if event["kind"] == "external"}
        self.assertLessEqual({"mmap.mmap", "bytes"}, external)


if __name__ == "__main__":
    recorded.main()
