// Starts the native-messaging host on Windows: the JVM that lies beside it, as a child, since no program there becomes another one.
// The child has this one's handles of standard input, output and error, so not a byte passes through here, and ends with it.
#define WIN32_LEAN_AND_MEAN
#define _WIN32_WINNT 0x0A00

#include <windows.h>

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "launcher.h"
#include "quote.h"

enum { MAX_LENGTH = 32768, LONGEST_BELOW = 64 };

// No * or ? in an argument is taken for names of files.
int _dowildcard = 0;

// In UTF-8, as the browser takes it.
static void say(const wchar_t *text) {
  static char bytes[4 * MAX_LENGTH];
  DWORD written;
  int size = WideCharToMultiByte(CP_UTF8, 0, text, (int)length(text), bytes, sizeof bytes, NULL, NULL);
  WriteFile(GetStdHandle(STD_ERROR_HANDLE), bytes, (DWORD)size, &written, NULL);
}

static _Noreturn void fail(const wchar_t *name, const wchar_t *what) {
  say(L"edges-companion-host: ");
  say(name);
  say(what);
  say(L"\n");
  ExitProcess(1);
}

// A path of any length, for a system call: a longer one than usual needs a prefix.
static const wchar_t *to_open(const wchar_t *path) {
  if (length(path) < MAX_PATH || wcsncmp(path, L"\\\\?\\", 4) == 0) return path;
  return wcsncmp(path, L"\\\\", 2) == 0 ? join(L"\\\\?\\UNC", path + 1) : join(L"\\\\?\\", path);
}

// Java's own launcher takes paths of the usual length, of letters that are in the code page of this Windows.
static int is_fit_for_java(const wchar_t *folder) {
  BOOL lost = FALSE;
  int size = WideCharToMultiByte(CP_ACP, WC_NO_BEST_FIT_CHARS, folder, -1, NULL, 0, NULL, &lost);
  return size > 0 && !lost && length(folder) + LONGEST_BELOW < MAX_PATH;
}

// The folder of this program; by its short name, if it has one, where Java could not be in it otherwise.
static wchar_t *find_folder(void) {
  wchar_t *folder = malloc(MAX_LENGTH * sizeof *folder);
  if (!folder) fail(L"", L"no memory");
  DWORD size = GetModuleFileNameW(NULL, folder, MAX_LENGTH);
  if (size == 0 || size == MAX_LENGTH) fail(L"", L"cannot find itself");
  *wcsrchr(folder, L'\\') = L'\0';
  if (!is_fit_for_java(folder)) {
    wchar_t *brief = malloc(MAX_LENGTH * sizeof *brief);
    if (!brief) fail(L"", L"no memory");
    size = GetShortPathNameW(to_open(folder), brief, MAX_LENGTH);
    if (size > 0 && size < MAX_LENGTH) return wcsncmp(brief, L"\\\\?\\", 4) == 0 && brief[5] == L':' ? brief + 4 : brief;
  }
  return folder;
}

static int is_current(const wchar_t *cache, const wchar_t *jar) {
  WIN32_FILE_ATTRIBUTE_DATA of_cache, of_jar;
  if (!GetFileAttributesExW(to_open(jar), GetFileExInfoStandard, &of_jar)) fail(jar, L" is missing. Install again.");
  if (!GetFileAttributesExW(to_open(cache), GetFileExInfoStandard, &of_cache)) return 0;
  return CompareFileTime(&of_cache.ftLastWriteTime, &of_jar.ftLastWriteTime) >= 0;
}

// Puts this program into a job of its own, which its children are in too: when the browser ends this program, Windows closes its
// handles, that of the job is the last one, and what is in the job ends. Where this fails, a JVM still ends with its input.
static void bind_children(void) {
  HANDLE job = CreateJobObjectW(NULL, NULL);
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits = {0};
  limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if (job && SetInformationJobObject(job, JobObjectExtendedLimitInformation, &limits, sizeof limits))
    AssignProcessToJobObject(job, GetCurrentProcess());
}

static HANDLE inheritable(DWORD which) {
  HANDLE handle = GetStdHandle(which);
  SetHandleInformation(handle, HANDLE_FLAG_INHERIT, HANDLE_FLAG_INHERIT);
  return handle;
}

static DWORD run(const wchar_t *const command[]) {
  STARTUPINFOW start = {.cb = sizeof start, .dwFlags = STARTF_USESTDHANDLES};
  start.hStdInput = inheritable(STD_INPUT_HANDLE);
  start.hStdOutput = inheritable(STD_OUTPUT_HANDLE);
  start.hStdError = inheritable(STD_ERROR_HANDLE);
  // Without a console of ours Windows would open a window for Java's.
  DWORD process;
  DWORD flags = GetConsoleProcessList(&process, 1) == 0 ? CREATE_NO_WINDOW : 0;
  PROCESS_INFORMATION java;
  if (!CreateProcessW(to_open(command[0]), make_command_line(command), NULL, NULL, TRUE, flags, NULL, NULL, &start, &java)) {
    wchar_t what[MAX_PATH];
    swprintf(what, MAX_PATH, L" cannot be started: error %lu. Install again.", GetLastError());
    fail(command[0], what);
  }
  DWORD status = 1;
  WaitForSingleObject(java.hProcess, INFINITE);
  GetExitCodeProcess(java.hProcess, &status);
  return status;
}

int wmain(int count, wchar_t *arguments[]) {
  wchar_t *folder = find_folder();
  for (size_t i = 0; i < COUNT(variables); i++) SetEnvironmentVariableW(variables[i], NULL);
  bind_children();
  const wchar_t **command = make_command(folder, _wgetenv(cache_output), count, arguments);
  // At once, with all that this program holds: nothing is left to do.
  ExitProcess(run(command));
}
