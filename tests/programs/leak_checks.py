#!/usr/bin/env python3
"""Real programs pass `check --limit 'leak_count == 0'`, and fail once a leak is planted in them.

    leak_checks.py --tidemark PATH list      NAME NEEDED of each, one a line
    leak_checks.py --tidemark PATH NAME...   without names: all that can run here

A case is a program, what is planted in it, and the names by which the failure must tell the planted
leak. Each program also runs with nothing planted.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

C_HEADERS = """
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <iconv.h>
#include <libintl.h>
#include <locale.h>
#include <netdb.h>
#include <pthread.h>
#include <pwd.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
void* volatile kept;
__attribute__((noinline)) void planted(void);
"""
CXX_HEADERS = """
#include <fstream>
#include <iostream>
#include <locale>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
void* volatile kept;
__attribute__((noinline)) void planted();
"""
NOTHING = "/* nothing */"
MALLOC = "kept = malloc(1);"

# What a program may do that frees all of its own. `planted()` is called once.
C_PROGRAMS = {
    "hello": 'int main(void) { planted(); printf("hello\\n"); return 0; }',
    "pthreads": """
static void* work(void* p) { printf("%p\\n", p); return p; }
int main(void) {
  pthread_t t[4];
  for (int i = 0; i < 4; ++i) pthread_create(&t[i], NULL, work, NULL);
  planted();
  for (int i = 0; i < 4; ++i) pthread_join(t[i], NULL);
  return 0;
}""",
    # The places at which the C library keeps something.
    "library": """
static void at_exit(void) {}
int main(void) {
  setlocale(LC_ALL, "C.UTF-8");
  locale_t own = newlocale(LC_ALL_MASK, "C.UTF-8", 0);
  freelocale(own);
  time_t now = time(NULL);
  setenv("TZ", "Europe/Berlin", 1);
  printf("%d %s\\n", localtime(&now)->tm_year > 100, strerror(12345));
  fwprintf(stderr, L"");
  setenv("SOMETHING", "else", 1);
  for (int i = 0; i < 100; ++i) atexit(at_exit);
  getpwnam("root");
  getpwuid(12345);
  bindtextdomain("none", "/nowhere");
  textdomain("none");
  puts(gettext("hello"));
  iconv_t conversion = iconv_open("UTF-16", "ISO-8859-1");
  iconv_close(conversion);
  dlopen("libm.so.6", RTLD_NOW);
  dlopen("/nowhere/lib.so", RTLD_NOW);
  dlerror();
  struct addrinfo* found = NULL;
  if (getaddrinfo("localhost", "80", NULL, &found) == 0) freeaddrinfo(found);
  gethostbyname("localhost");
  for (int i = 0; i < 64; ++i) {
    pthread_key_t key;
    pthread_key_create(&key, NULL);
    pthread_setspecific(key, &key);
  }
  planted();
  return 0;
}""",
}
CXX_PROGRAMS = {
    "iostream": 'int main() { planted(); std::cout << "hello\\n"; return 0; }',
    "std-thread": """
int main() {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([] { std::cout << "x" << std::endl; });
  planted();
  for (std::thread& thread : threads) thread.join();
}""",
    "cxx-library": """
std::string text = "of more characters than a string holds itself";
int main() {
  try { throw std::runtime_error(text); } catch (const std::exception& e) { std::cout << e.what(); }
  std::cout.imbue(std::locale("C.UTF-8"));
  std::ofstream("/dev/null") << text;
  std::thread([] { try { throw 1; } catch (int) {} }).join();
  planted();
}""",
}
C_LEAKS = {  # what the user's code leaks: its body
    "malloc": MALLOC,
    "strdup": 'kept = strdup("x");',
    "getline": "char* line = NULL; size_t n = 0; FILE* f = fopen(\"/etc/passwd\", \"r\");"
               " getline(&line, &n, f); fclose(f); kept = line;",
    "opendir": 'kept = opendir("/");',
    "fopen": 'kept = fopen("/etc/passwd", "r");',
    "asprintf": 'char* s; asprintf(&s, "%d", 12); kept = s;',
    "getaddrinfo": "struct addrinfo hints = {.ai_flags = AI_NUMERICHOST}, *a = NULL;"
                   ' getaddrinfo("127.0.0.1", "80", &hints, &a); kept = a;',
    "regcomp": 'static regex_t r; regcomp(&r, "a*b", 0);',
    "newlocale": 'kept = newlocale(LC_ALL_MASK, "C.UTF-8", 0);',
    "iconv_open": 'kept = iconv_open("UTF-16", "ISO-8859-1");',
    "getcwd": "kept = getcwd(NULL, 0);",
    "realpath": 'kept = realpath("/", NULL);',
    "open_memstream": "static char* s; static size_t n; FILE* f = open_memstream(&s, &n);"
                      ' fputs("x", f); fclose(f);',
}
C_HEADERS = C_HEADERS.replace("#include <wchar.h>", "#include <wchar.h>\n#include <unistd.h>")
CXX_LEAKS = {
    "malloc": MALLOC,
    "new": "kept = new int(1);",
    "string": 'kept = new std::string("of more characters than a string holds itself");',
    "string-inside": "static char room[sizeof(std::string)];"
                     ' new (room) std::string("of more characters than a string holds itself");',
    "make_unique": "kept = std::make_unique<int>(1).release();",
    "stream": "kept = new std::ofstream(\"/dev/null\");",
    "strdup": 'kept = strdup("x");',
}

# Preloaded into installed programs: the source and what the failure names. The wrapper is of a
# function that many programs call.
PRELOADED = {
    "constructor": ("#include <stdlib.h>\nvoid* volatile kept;\n"
                    "__attribute__((constructor)) void planted(void) { kept = malloc(1); }",
                    "planted"),
    "wrapper": ("#define _GNU_SOURCE\n#include <dlfcn.h>\n#include <stdlib.h>\n"
                "#include <locale.h>\nvoid* volatile kept;\n"
                "char* setlocale(int category, const char* name) {\n"
                "  char* (*real)(int, const char*) ="
                " (char* (*)(int, const char*))dlsym(RTLD_NEXT, \"setlocale\");\n"
                "  char* result = real(category, name);\n"
                "  kept = malloc(1);\n  return result;\n}", "setlocale"),
}
# Installed programs: what has to be there, what runs, and which of the leaks above are planted.
INSTALLED = {
    "ls": ("ls", ["ls"], ("constructor", "wrapper")),
    "ls-l": ("ls", ["ls", "-l", "/usr"], ("constructor", "wrapper")),
    "sh": ("sh", ["sh", "-c", "x=1; echo $x"], ("constructor",)),
    "sort": ("sort", ["sort", "/etc/passwd"], ("constructor", "wrapper")),
    "grep": ("grep", ["grep", "-r", "root", "/etc/passwd"], ("constructor", "wrapper")),
    "git": ("git", ["git", "--version"], ("constructor", "wrapper")),
    "git-status": ("git", ["git", "-C", "$D/repository", "status"], ("constructor",)),
    "perl": ("perl", ["perl", "-e", "use POSIX; my %h = (1..100); print keys %h"],
             ("constructor", "wrapper")),
    "sqlite": ("sqlite3", ["sqlite3", ":memory:", "create table t(x); insert into t values(1);"
                           " select * from t;"], ("constructor",)),
    "python": ("python3", ["python3", "-c", "import json, re, ssl, ctypes, threading"],
               ("constructor", "wrapper")),
    "node": ("node", ["node", "-e", "console.log(1)"], ()),
    "ruby": ("ruby", ["ruby", "-e", "puts 1"], ()),
    "system-python": ("/usr/bin/python3", ["/usr/bin/python3", "-c",
                                           "import json, re, ssl, ctypes, threading"],
                      ("constructor",)),
}
# Found at the line of Python that led to them, whoever allocated.
PYTHON_LEAKS = {
    "ctypes-malloc": "import ctypes\nctypes.CDLL(None).malloc(1)",
    "ctypes-strdup": "import ctypes\nctypes.CDLL(None).strdup(b'x')",
    "ctypes-library": "import ctypes\nctypes.CDLL('$D/libplanted.so').planted()",
}


# Names that were found before, and with other files, must not be taken: the cache is this run's.
CACHE = tempfile.TemporaryDirectory(prefix="tidemark-leaks-cache-")
ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "XDG_CACHE_HOME": CACHE.name}


# Where functions of the C library that are no dynamic symbols are called by a jump, nothing but
# debug info tells what the library keeps from what it hands out.
NEEDS_DEBUG_INFO = {"library"}


class Wrong(Exception):
    """A verdict that is not the right one."""


class Bench:
    """Runs programs recorded in a folder of their own."""

    def __init__(self, tidemark, folder, stripped):
        self.tidemark = tidemark
        self.folder = folder
        self.sysroot = []
        if stripped:
            self.sysroot = ["--sysroot", self.stripped_root()]

    def stripped_root(self):
        """A root with all that is here but files with debug info."""
        root = os.path.join(self.folder, "root")
        os.makedirs(os.path.join(root, "usr/lib"))
        for at, skip in (("/", {"usr", "proc", "sys", "dev"}), ("/usr", {"lib"}),
                         ("/usr/lib", {"debug"})):
            for name in os.listdir(at):
                target = os.path.join(at, name)
                if name in skip:
                    continue
                if os.path.islink(target) and os.path.realpath(target) == "/usr/lib":
                    target = "usr/lib"
                os.symlink(target, os.path.join(root, at.lstrip("/"), name))
        return root

    def run(self, *command, env=None):
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              stdin=subprocess.DEVNULL, cwd=self.folder, env=env or ENVIRONMENT)
        return done

    def compile(self, name, text, *options):
        source = os.path.join(self.folder, name)
        pathlib.Path(source).write_text(text, encoding="utf-8")
        compiler = "g++" if name.endswith(".cc") else "gcc"
        done = self.run(compiler, "-O1", "-w", *options, source, "-o", source + ".out", "-pthread")
        if done.returncode != 0:
            raise Wrong(f"does not compile: {done.stderr}")
        return source + ".out"

    def check(self, command, preload="", extra=()):
        """Exit code and output of `check` on a recording of the command."""
        trace = os.path.join(self.folder, "trace.tmk")
        environment = dict(ENVIRONMENT)
        if preload:
            environment["LD_PRELOAD"] = preload
        command = [word.replace("$D", self.folder) for word in command]
        done = self.run(self.tidemark, "run", "--heap", "-o", trace, "--", *command, env=environment)
        if not os.path.exists(trace):
            raise Wrong(f"nothing was recorded: {done.stderr}")
        checked = self.run(self.tidemark, "check", trace, "--limit", "leak_count == 0",
                           *self.sysroot, *extra)
        return checked.returncode, checked.stdout + checked.stderr

    def leaks(self):
        """The leaks that the report on the same recording has, with their callers."""
        trace = os.path.join(self.folder, "trace.tmk")
        done = self.run(self.tidemark, "report", trace, "--format", "json", *self.sysroot)
        if not done.stdout:
            return done.stderr
        return json.dumps(json.loads(done.stdout)["leaks"], indent=1)

    def passes(self, what, command, preload=""):
        code, text = self.check(command, preload)
        if code != 0:
            raise Wrong(f"{what}: exits with {code} where nothing is planted\n{text}")

    def fails(self, what, command, names, preload=""):
        code, text = self.check(command, preload)
        text += self.leaks()
        if code != 1 or names not in text:
            raise Wrong(f"{what}: exits with {code} and must exit with 1 and name {names}\n{text}")


def compiled(bench, headers, suffix, program, leaks):
    signature = "void planted(void) { %s }\n" if suffix == ".c" else "void planted() { %s }\n"
    for name, body in {"nothing": NOTHING, **leaks}.items():
        text = headers + signature % body + program
        built = bench.compile("program" + suffix, text, "-g" if not bench.sysroot else "-g0")
        if name == "nothing":
            bench.passes(name, [built])
        else:
            bench.fails(name, [built], "planted")


def installed(bench, command, plants):
    bench.run("git", "init", "-q", "repository")
    bench.passes("nothing", command)
    for plant in plants:
        text, names = PRELOADED[plant]
        library = bench.compile(plant + ".c", text, "-shared", "-fPIC")
        bench.fails(plant, command, names, library)


def python_leaks(bench, python):
    bench.compile("planted.c", "#include <stdlib.h>\nvoid* volatile kept;\n"
                  "void planted(void) { kept = malloc(1); }", "-shared", "-fPIC")
    os.rename(os.path.join(bench.folder, "planted.c.out"),
              os.path.join(bench.folder, "libplanted.so"))
    bench.passes("ctypes", [python, "-c", "import ctypes\nctypes.CDLL(None).printf(b'x')\n"
                            "ctypes.CDLL('$D/libplanted.so')"])
    for name, script in PYTHON_LEAKS.items():
        bench.fails(name, [python, "-c", script], "<string>:2")


def cases():
    """What has to be there, and the function, of each case."""
    table = {}
    for name, program in C_PROGRAMS.items():
        leaks = C_LEAKS if name == "hello" else {"malloc": MALLOC}
        table[name] = ("gcc", lambda b, p=program, l=leaks: compiled(b, C_HEADERS, ".c", p, l))
    for name, program in CXX_PROGRAMS.items():
        leaks = CXX_LEAKS if name == "iostream" else {"malloc": MALLOC}
        table[name] = ("g++", lambda b, p=program, l=leaks: compiled(b, CXX_HEADERS, ".cc", p, l))
    for name, (needed, command, plants) in INSTALLED.items():
        table[name] = (needed, lambda b, c=command, p=plants: installed(b, c, p))
    table["python-ctypes"] = ("python3", lambda b: python_leaks(b, "python3"))
    table["system-python-ctypes"] = ("/usr/bin/python3",
                                     lambda b: python_leaks(b, "/usr/bin/python3"))
    return table


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tidemark", required=True)
    parser.add_argument("--stripped", action="store_true", help="without files with debug info")
    parser.add_argument("names", nargs="*")
    arguments = parser.parse_args()
    table = cases()
    if arguments.names == ["list"]:
        for name, (needed, _) in table.items():
            print(name, needed)
        return 0
    failures = 0
    for name in arguments.names or table:
        needed, case = table[name]
        if arguments.stripped and name in NEEDS_DEBUG_INFO:
            continue
        if not shutil.which(needed) or not shutil.which("gcc"):
            continue
        with tempfile.TemporaryDirectory(prefix="tidemark-leaks-") as folder:
            try:
                case(Bench(os.path.abspath(arguments.tidemark), folder, arguments.stripped))
            except Wrong as wrong:
                failures += 1
                print(f"{name}: {wrong}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
