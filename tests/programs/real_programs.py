#!/usr/bin/env python3
"""Real programs run plain and recorded in each stack mode: they must not be able to tell.

    real_programs.py --tidemark PATH list           NAME NEEDED... of each, one a line
    real_programs.py --tidemark PATH NAME [MODE...]

A program is a script of bash in which $RUN stands before what is recorded and $D is an empty folder.
Recorded, its output, its standard error and its exit code are those of the plain run, it ends within
the time limit, no file but traces is left where they are written, and each trace is one that
`tidemark report --strict` accepts. Of a program that cannot be recorded one line says so.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

MODES = ("auto", "fp", "dwarf")
SECONDS = 180
UNRECORDED = "tidemark: run: nothing is recorded: "

# The rows of PROGRAMS: what must be installed, the script, and how it is recorded.
FOLLOW = "--follow-children"

C_PROGRAM = r"""
cat > $D/p.c <<'END'
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
int main(void) {
  long sum = 0;
  for (int i = 1; i < 20000; ++i) {
    char* p = malloc((size_t)i % 4000 + 1);
    memset(p, i, (size_t)i % 4000 + 1);
    sum += p[0];
    if (i % 100 != 0) free(p);
  }
  printf("%ld\n", sum);
  return 3;
}
END
gcc -O1 $D/p.c -o $D/p """

PYTHON_THREADS = r"""
import os, subprocess, sys, threading, multiprocessing
def work(n): return sum(len(str(i)) for i in range(n))
def main():
    threads = [threading.Thread(target=work, args=(20000,)) for _ in range(4)]
    for t in threads: t.start()
    for t in threads: t.join()
    for method in ('fork', 'spawn'):
        with multiprocessing.get_context(method).Pool(2) as pool:
            print(pool.map(work, [1000, 2000, 3000]))
    pid = os.fork()
    if pid == 0: os._exit(7)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    print(subprocess.run(['sh', '-c', 'echo from sh; exit 4']).returncode)
    sys.exit(5)
if __name__ == '__main__': main()
"""

PROGRAMS = {
    "sh": ("sh", '$RUN sh -c "x=1; echo \\$x; exit 3"', ""),
    "pipeline": ("bash",
                 "$RUN bash -c 'seq 1 3000 | sort -r | head -n 5 | tr 0-9 a-j; for i in 1 2 3; do"
                 " (echo $i); done; x=$(echo sub); echo $x; sleep 0.1 & wait; exit 4'", ""),
    "pipeline-followed": ("bash", "$RUN bash -c 'seq 1 3000 | sort -r | head -n 5; (exit 3)'",
                          FOLLOW),
    "coreutils": ("sort", "seq 1 50000 | $RUN sort -R --random-source=/dev/zero | md5sum", ""),
    "g++": ("g++", "cd $D; printf '#include <iostream>\\nint main() { std::cout << 1; }' > a.cc;"
            " $RUN g++ -O1 a.cc -o a && ./a", FOLLOW),
    "git": ("git", "cd $D; git init -q r; cd r; seq 1 9999 > f; git add f; git -c user.name=a -c"
            " user.email=b commit -qm c; cd ..; $RUN git clone -q r s; cmp r/f s/f", FOLLOW),
    "perl": ("perl", "$RUN perl -e 'my @a = map { $_ * 2 } 1..20000; print scalar(@a), \"\\n\";"
             " if (my $p = fork) { waitpid($p, 0); print $? >> 8, \"\\n\"; } else { exit 6; }"
             " $0 = \"renamed\"; exit 2'", ""),
    "python": ("python3", "cat > $D/p.py <<'END'\n" + PYTHON_THREADS + "END\n$RUN python3 $D/p.py",
               ""),
    "python-followed": ("python3", "cat > $D/p.py <<'END'\n" + PYTHON_THREADS +
                        "END\n$RUN python3 $D/p.py", FOLLOW),
    "numpy": ("python3", "$RUN python3 -c 'import numpy; a = numpy.random.default_rng(1).random((99,"
              " 99)); print(numpy.linalg.norm(a @ a))'", ""),
    "env-shebang": ("python3", "printf '#!/usr/bin/env python3\\nprint(len([0] * 99999))\\n' > $D/s;"
                    " chmod +x $D/s; $RUN $D/s", ""),
    "sqlite": ("sqlite3", "$RUN sqlite3 $D/db 'create table t(x); with recursive c(x) as (select 1"
               " union all select x+1 from c limit 20000) insert into t select x from c;"
               " select sum(x), count(*) from t;'", ""),
    "java": ("javac", "cd $D; printf 'public class P { public static void main(String[] a) throws"
             " Exception { Thread[] t = new Thread[8]; for (int i = 0; i < 8; ++i) { t[i] = new"
             " Thread(() -> { byte[][] b = new byte[999][]; for (int k = 0; k < 999; ++k) b[k] = new"
             " byte[k]; }); t[i].start(); } for (Thread x : t) x.join(); System.out.println(42);"
             " System.exit(3); } }' > P.java; javac P.java; $RUN java -cp . P", ""),
    "javac": ("javac", "cd $D; echo 'public class Q { int x; }' > Q.java; $RUN javac Q.java; ls",
              ""),
    "ruby": ("ruby", "$RUN ruby -e 't = (1..4).map { |i| Thread.new { (1..20000).map { |k|"
             " k.to_s }.size } }; puts t.map(&:value).sum; p = fork { exit! 3 }; Process.wait p;"
             " puts $?.exitstatus; exit 2'", ""),
    "rustc": ("rustc", "cd $D; echo 'fn main() { let t: Vec<_> = (0..4).map(|i|"
              " std::thread::spawn(move || vec![i; 9999].len())).collect(); let n: usize ="
              " t.into_iter().map(|x| x.join().unwrap()).sum(); println!(\"{n}\"); }' > p.rs;"
              " $RUN rustc p.rs && ./p", FOLLOW),
    "rust-program": ("rustc", "cd $D; echo 'fn main() { let t: Vec<_> = (0..4).map(|i|"
                     " std::thread::spawn(move || vec![i; 9999].len())).collect(); let n: usize ="
                     " t.into_iter().map(|x| x.join().unwrap()).sum(); println!(\"{n}\"); }' > p.rs;"
                     " rustc p.rs && $RUN ./p", ""),
    "cargo": ("cargo", "cd $D; cargo init -q --vcs none --name p p 2>/dev/null; cd p;"
              " $RUN cargo build -q --offline && ./target/debug/p", FOLLOW),
    "node": ("node", "$RUN node -e 'const w = require(\"worker_threads\"); if (w.isMainThread) { new"
             " w.Worker(process.argv[1] || \"setTimeout(()=>{},5)\", {eval: true}).on(\"exit\", (c)"
             " => { console.log([...Array(9999).keys()].map(String).length, c);"
             " process.exitCode = 3; }); }'", ""),
    "php": ("php", "$RUN php -r 'echo count(array_map(\"strval\", range(1, 20000))), \"\\n\";"
            " exit(3);'", ""),
    "imagemagick": ("convert-im6.q16", "$RUN convert-im6.q16 -size 64x64 gradient: -blur 0x2 -resize 50% txt:- |"
                    " md5sum", ""),
    "redis": ("redis-server", "cd $D; $RUN redis-server --port 0 --unixsocket $D/s --save '' --logfile"
              " $D/log & P=$!; for i in $(seq 200); do [ -S s ] && break; sleep 0.05; done;"
              " redis-benchmark -s s -n 20000 -q >/dev/null; redis-cli -s s set a b; redis-cli -s s"
              " get a; redis-cli -s s shutdown nosave; wait $P; echo $?", ""),
    "nginx": ("nginx", "cd $D; mkdir w; echo hello > w/index.html; printf 'worker_processes 2;\\n"
              "pid %s/pid; error_log /dev/null; daemon off; user root;\\nevents {}\\nhttp { access_log"
              " off; server { listen unix:%s/s; root %s/w; } }\\n' $D $D $D > c; $RUN nginx -c $D/c & P=$!;"
              " for i in $(seq 200); do [ -S s ] && break; sleep 0.05; done; sleep 0.2; for i in $(seq"
              " 50); do curl -s --unix-socket s http://x/; done | sort | uniq -c; kill -QUIT"
              " $P; wait $P; echo $?", FOLLOW),
    "postgres": ("pg_ctlcluster", "B=$(ls -d /usr/lib/postgresql/*/bin); chown postgres $D; cd $D;"
                 " as() { setpriv --reuid postgres --regid postgres --clear-groups \"$@\"; };"
                 " as $B/initdb -D $D/db >/dev/null 2>&1; as $RUN $B/postgres -D $D/db -k $D -h ''"
                 " >$D/log 2>&1 & P=$!; for i in $(seq 400); do [ -S .s.PGSQL.5432 ] && break; sleep 0.05;"
                 " done; as createdb -h $D t; as $B/pgbench -i -q -h $D t >/dev/null 2>&1; as"
                 " $B/pgbench -c 2 -t 20 -h $D t 2>/dev/null | grep -c 'actually processed: 40/40';"
                 " as psql -h $D -At -c 'select count(*) from pgbench_accounts' t; kill -INT"
                 " $(head -n 1 db/postmaster.pid); wait $P; echo $?", FOLLOW),
    "bubblewrap": ("bwrap", "$RUN bwrap --bind / / --dev /dev --unshare-pid true; echo $?", ""),
    "chromium": ("chromium", "$RUN chromium --headless --no-sandbox --disable-gpu --user-data-dir=$D"
                 " --dump-dom 'data:text/html,<p>hi' 2>/dev/null | grep -o '<p>hi'", ""),
    "sudo": ("sudo", "$RUN sudo -n true; echo $?", ""),
    "recorded-under-valgrind": ("valgrind", C_PROGRAM + "; valgrind -q --trace-children=yes $RUN $D/p",
                                ""),
    "valgrind-recorded": ("valgrind", C_PROGRAM + "; $RUN valgrind -q $D/p", ""),
}
for _name, _library in (("jemalloc", "jemalloc"), ("tcmalloc", "tcmalloc_minimal"),
                        ("mimalloc", "mimalloc")):
    _needed = "/usr/include/" + {"jemalloc": "jemalloc/jemalloc.h", "tcmalloc": "gperftools/tcmalloc.h",
                                 "mimalloc": "mimalloc.h"}[_name]
    PROGRAMS[_name + "-linked"] = (_needed, C_PROGRAM + f"-Wl,--no-as-needed -l{_library}; $RUN $D/p", "")
    if _name != "mimalloc":  # of which Debian has no static library
        PROGRAMS[_name + "-static"] = (
            _needed, C_PROGRAM + f"-rdynamic -Wl,--whole-archive -l:lib{_library}.a -Wl,--no-whole-archive"
            " -lstdc++ -lm -lpthread -ldl; $RUN $D/p", "")
    PROGRAMS[_name + "-preloaded"] = (
        _needed, C_PROGRAM + f"; export LD_PRELOAD=$(ldconfig -p | awk '/lib{_library}.so/ "
        "{ print $NF; exit }'); $RUN $D/p", "")

# Programs that nobody can record, and say so.
MAY_BE_UNRECORDED = {"chromium", "jemalloc-static", "tcmalloc-static", "rustc",
                     "cargo", "valgrind-recorded", "recorded-under-valgrind"}

# Programs whose traces contradict themselves, and why. php loads its extensions with RTLD_DEEPBIND, so
# that they free by the C library what the recorder saw allocated.
EXPLAINED = {"php": "duplicate_buffer"}

# Programs that kill some of their children, of which the traces have no end.
KILLS_CHILDREN = {"pipeline-followed", "python-followed"}


class Difference(Exception):
    """What a recorded run did otherwise than the plain one."""


def run(script, prefix, environment):
    """Output, standard error and exit code of the script with $RUN = prefix."""
    with tempfile.TemporaryDirectory(prefix="tidemark-program-") as folder:
        os.chmod(folder, 0o755)
        process = subprocess.Popen(["bash", "-c", script], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env={**environment, "RUN": prefix, "D": folder},
                                   start_new_session=True)
        try:
            out, err = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.communicate()
            raise Difference(f"did not end within {SECONDS} s") from None
        return [text.decode(errors="replace").replace(folder, "$D") for text in (out, err)] + [
            process.returncode]


def check_traces(tidemark, folder, program):
    """How many traces there are; each is sound."""
    names = sorted(os.listdir(folder))
    if not names and program not in MAY_BE_UNRECORDED:
        raise Difference("no trace was written")
    for name in names:
        if not name.endswith(".tmk"):
            raise Difference(f"left the file {name}")
        report = subprocess.run([tidemark, "report", "--strict", "--no-symbols", "--width", "120",
                                 os.path.join(folder, name)], capture_output=True, text=True,
                                check=False)
        # 4: the process did not allocate.
        if report.returncode not in (0, 4) and EXPLAINED.get(program, "-") not in report.stdout:
            raise Difference(f"{name}: report --strict exits with {report.returncode}\n"
                             f"{report.stderr}{report.stdout[-2000:]}")
        if "truncated" in report.stdout and program not in KILLS_CHILDREN:
            raise Difference(f"{name}: has no end")
    return len(names)


def compare(plain, recorded, may_be_unrecorded):
    """Raises Difference unless the runs are equal, apart from one line where one is due."""
    out, err, code = recorded
    if may_be_unrecorded and err != plain[1]:
        lines = err.splitlines(keepends=True)
        said = [line for line in lines if line.startswith(("tidemark: ",))]
        err = "".join(line for line in lines if line not in said)
        if len(said) != 1:
            raise Difference(f"says {len(said)} lines of its own: {said}")
    for what, a, b in zip(("output", "standard error", "exit code"), plain, (out, err, code)):
        if a != b:
            raise Difference(f"{what}: plain\n{a}\nrecorded\n{b}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tidemark", required=True, type=pathlib.Path)
    parser.add_argument("program")
    parser.add_argument("modes", nargs="*", default=[])
    arguments = parser.parse_args()
    if arguments.program == "list":
        for name, (needed, _, _) in PROGRAMS.items():
            print(name, needed)
        return 0
    tidemark = str(arguments.tidemark.resolve())
    _, script, option = PROGRAMS[arguments.program]
    may_be_unrecorded = arguments.program in MAY_BE_UNRECORDED
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    plain = run(script, "", environment)
    failures = 0
    for mode in arguments.modes or MODES:
        with tempfile.TemporaryDirectory(prefix="tidemark-traces-") as traces:
            os.chmod(traces, 0o777)
            prefix = f"{tidemark} run --heap --stacks {mode} {option} -o {traces}/%p.tmk --"
            try:
                compare(plain, run(script, prefix, environment), may_be_unrecorded)
                count = check_traces(tidemark, traces, arguments.program)
                print(f"{arguments.program} {mode}: as plain (exit code {plain[2]}), {count} traces")
            except Difference as difference:
                failures += 1
                print(f"{arguments.program} {mode}: {difference}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
