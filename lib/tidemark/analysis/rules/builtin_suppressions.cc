#include "tidemark/analysis/rules/builtin_suppressions.h"

namespace tidemark::analysis {
namespace {

constexpr absl::string_view kLibc = "libc.so* libc-2.* ld-musl*";

constexpr BuiltinSuppression kRows[] = {
    {.name = "stdio buffers",
     .reason = "the C library makes a stream's buffer at its first use; that of stdin and stdout "
               "stays, so that the last output can be written at exit",
     .modules = kLibc,
     .functions = "_IO_file_doallocate _IO_wfile_doallocate _IO_doallocbuf _IO_wdoallocbuf "
                  "_IO_default_doallocate _IO_wdefault_doallocate"},
    {.name = "locale data",
     .reason = "the C library keeps each locale that was loaded and its aliases, for the next use",
     .modules = kLibc,
     .functions = "setlocale _nl_* read_alias_file extend_alias_table __wcsmbs_* "
                  "bindtextdomain bind_textdomain_codeset textdomain set_binding_values"},
    {.name = "locale data",
     .reason = "the C library keeps the files of a locale when an object for it was made; that "
               "object itself is its maker's",
     .modules = kLibc,
     .functions = "newlocale __newlocale",
     .only_what_it_calls = true},
    {.name = "message catalogues",
     .reason = "the C library keeps translated messages, and the text of unknown errors",
     .modules = kLibc,
     .functions = "*gettext __dc*gettext __dcigettext strerror strerror_l strsignal perror psignal "
                  "__strerror_l"},
    {.name = "character sets",
     .reason = "the C library keeps tables and modules of conversions between character sets",
     .modules = kLibc,
     .functions = "__gconv_find_* __gconv_load_* __gconv_lookup_cache __gconv_read_conf "
                  "__gconv_get_path gconv_* mbrtowc mbrlen mbtowc mbstowcs mbsrtowcs mbsnrtowcs "
                  "wcrtomb wctomb wcstombs wcsrtombs wcsnrtombs btowc wctob fwide _IO_fwide "
                  "*wprintf fputw* putw* fgetw* getw*"},
    {.name = "character sets",
     .reason = "the C library keeps tables and modules of conversions; the conversion that was "
               "opened is its opener's",
     .modules = kLibc,
     .functions = "__gconv_open",
     .only_what_it_calls = true},
    {.name = "time zone",
     .reason = "the C library keeps the rules of the time zone that was read",
     .modules = kLibc,
     .functions = "tzset tzset_internal __tz* localtime localtime_r mktime timelocal ctime ctime_r "
                  "strftime strftime_l wcsftime"},
    {.name = "users, groups and hosts",
     .reason = "the C library keeps its modules for looking up names, what configures them, and "
               "the buffers of functions that return a static result",
     .modules = "libc.so* libc-2.* libnss_* libresolv*",
     .functions = "getpw* getgr* getsp* getserv* getproto* gethostby* gethostent* getnetby* "
                  "getnetent* getrpc* initgroups getlogin* __nss_* _nss_* nss_* __res_* res_init "
                  "res_ninit __resolv_* resolv_conf_* __nscd_* __check_pf make_request"},
    {.name = "exit handlers",
     .reason = "the C library keeps the list of functions to call at exit and at fork",
     .modules = kLibc,
     .functions = "__new_exitfn __cxa_atexit __cxa_at_quick_exit __cxa_thread_atexit_impl "
                  "__internal_atexit on_exit atexit __register_atfork pthread_atfork"},
    {.name = "environment",
     .reason = "the C library keeps the environment and the values that were put into it",
     .modules = kLibc,
     .functions = "setenv putenv unsetenv clearenv __add_to_environ"},
    {.name = "static results",
     .reason = "the C library keeps the buffer in which the function returns its result",
     .modules = kLibc,
     .functions = "ttyname getmntent getpass getusershell getttyent getfsent openlog syslog "
                  "__syslog_chk vsyslog __vsyslog_chk fgetgrent fgetpwent"},
    {.name = "threads",
     .reason = "the C library keeps a thread's tables of thread-local storage with its stack, for "
               "the next thread",
     .modules = "libc.so* libc-2.* libpthread*",
     .functions = "pthread_create pthread_create@* __pthread_create* allocate_stack "
                  "pthread_setspecific __pthread_setspecific"},
    {.name = "loader",
     .reason = "the loader keeps what it knows of each program, library and its thread-local "
               "storage, and libraries what they make when they are loaded",
     .modules = "ld-linux* ld-2.* ld64.so* ld.so*",
     .functions = "*"},
    {.name = "loader",
     .reason = "the loader keeps what it knows of each library that was opened, and of the last "
               "error",
     .modules = "libc.so* libc-2.* libdl.so* libdl-2.* ld-musl*",
     .functions = "dlopen dlmopen dlsym dlvsym dlerror dlclose dlinfo _dlerror_run _dl_* "
                  "__libc_dlopen* __libc_dlsym*"},
    {.name = "C++ exception pool",
     .reason =
         "the C++ library sets memory aside when it is loaded, for exceptions that are thrown "
         "when there is no other",
     .modules = "*",
     .functions = "_GLOBAL__sub_I_eh_alloc.cc __gnu_cxx::__freeres"},
    {.name = "C++ exception pool",
     .reason =
         "the C++ library sets memory aside when it is loaded, for exceptions that are thrown "
         "when there is no other",
     .modules = "libstdc++.so*",
     .functions = "emergency?exception?pool *::pool::pool"},
    {.name = "C++ runtime",
     .reason = "the C++ library keeps a thread's state of exceptions",
     .modules = "libstdc++.so* libc++.so* libc++abi.so* libsupc++*",
     .functions = "__cxa_get_globals"},
    {.name = "C++ locales",
     .reason = "the C++ library keeps a locale and its facets while a stream uses it, and standard "
               "streams never end",
     .modules = "libstdc++.so* libc++.so*",
     .functions = "std::locale::locale std::locale::_Impl::* std::locale::global "
                  "std::__1::locale::*"},
    {.name = "unwinder",
     .reason = "the compiler's library keeps what it learnt of the code that exceptions pass",
     .modules = "libgcc_s.so* libunwind.so*",
     .functions = "*"},
    {.name = "OpenMP threads",
     .reason = "the OpenMP library keeps its threads, for the next parallel loop",
     .modules = "libgomp.so* libomp.so* libiomp*",
     .functions = "GOMP_parallel* GOMP_loop* GOMP_task* GOMP_teams* __kmpc_fork* __kmpc_begin "
                  "omp_get_* omp_set_*"},
    {.name = "Python interpreter",
     .reason = "Python keeps modules, types, interned names and its own state to the end of the "
               "process, and what Python code made is for its garbage collector to free",
     .modules = "libpython* python python2* python3*",
     .functions = "Py_Initialize* Py_Main Py_BytesMain Py_RunMain Py_Finalize* Py_Exit "
                  "PyInterpreterState_* PyThreadState_* PyEval_* _PyEval_* PyRun_* PyImport_* "
                  "PyModule_* PyModuleDef_* PyType_Ready PyType_FromSpec* PyType_FromModuleAndSpec "
                  "PyUnicode_InternInPlace PyUnicode_InternFromString"},
};

}  // namespace

const BuiltinSuppression kInstalledCode = {
    .name = "installed code",
    .reason = "made by installed programs and libraries alone: no code of yours took part",
    .modules = "/usr/bin /usr/sbin /usr/lib* /usr/libexec /bin /sbin /lib* and interpreters",
    .functions = "*"};

absl::Span<const BuiltinSuppression> BuiltinSuppressions() { return kRows; }

}  // namespace tidemark::analysis
