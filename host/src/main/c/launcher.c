// Starts the native-messaging host on Linux and macOS: becomes the JVM that lies beside it. The browser calls this with the
// extension's origin; people call it with a command: register, unregister, doctor, --help.
#ifdef __linux__
#define _GNU_SOURCE
#endif

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "jvm-options.h"

#ifdef __APPLE__
#include <mach-o/dyld.h>
#define MODIFIED(file) ((file).st_mtimespec)
#else
#define MODIFIED(file) ((file).st_mtim)
#endif

static const char *const variables[] = {JVM_VARIABLES};
static const char *const options[] = {JVM_OPTIONS};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { MORE_OPTIONS = 8 };

static _Noreturn void fail(const char *what, const char *name) {
  fprintf(stderr, "edges-companion-host: %s%s\n", name, what);
  exit(1);
}

// The folder of this program, behind whatever links it was called through.
static void find_folder(char folder[static PATH_MAX]) {
#ifdef __APPLE__
  char called[PATH_MAX];
  uint32_t size = sizeof called;
  if (_NSGetExecutablePath(called, &size) != 0 || !realpath(called, folder)) fail("cannot find itself", "");
#else
  ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
  if (length < 0) fail("cannot find itself: is /proc there?", "");
  folder[length] = '\0';
#endif
  *strrchr(folder, '/') = '\0';
}

static char *join(const char *before, const char *after) {
  size_t size = strlen(before) + strlen(after) + 1;
  char *joined = malloc(size);
  if (!joined) fail("no memory", "");
  snprintf(joined, size, "%s%s", before, after);
  return joined;
}

// The JVM does not compare the jar with its cache: it would run the old program after an update, and even without any jar.
static int is_current(const char *cache, const char *jar) {
  struct stat of_cache, of_jar;
  if (stat(jar, &of_jar) != 0) fail(" is missing. Install again.", jar);
  if (stat(cache, &of_cache) != 0) return 0;
  struct timespec cached = MODIFIED(of_cache), built = MODIFIED(of_jar);
  return cached.tv_sec != built.tv_sec ? cached.tv_sec > built.tv_sec : cached.tv_nsec >= built.tv_nsec;
}

int main(int count, char *arguments[]) {
  char folder[PATH_MAX];
  find_folder(folder);
  for (size_t i = 0; i < COUNT(variables); i++) unsetenv(variables[i]);
  // Fewer malloc arenas: less memory for the few threads there are.
  setenv("MALLOC_ARENA_MAX", "2", 1);

  char *java = join(folder, "/runtime/bin/java");
  char *jar = join(folder, "/companion-host.jar");
  char *cache = join(folder, "/companion-host.aot");
  const char *output = getenv(CACHE_OUTPUT_VARIABLE);
  int training = output && *output;

  const char **command = calloc(COUNT(options) + MORE_OPTIONS + (size_t)count + 1, sizeof *command);
  if (!command) fail("no memory", "");
  size_t size = 0;
  command[size++] = java;
  command[size++] = LOG_NOTHING;
  command[size++] = training ? LOG_ERRORS : LOG_WARNINGS;
  for (size_t i = 0; i < COUNT(options); i++) command[size++] = options[i];
  if (is_current(cache, jar) && !training) command[size++] = join("-XX:AOTCache=", cache);
  if (training) command[size++] = join("-XX:AOTCacheOutput=", output);
  command[size++] = join("-Drun.edges.companion.folder=", folder);
  command[size++] = "-cp";
  command[size++] = jar;
  command[size++] = MAIN_CLASS;
  for (int i = 1; i < count; i++) command[size++] = arguments[i];

  execv(java, (char **)command);
  fprintf(stderr, "edges-companion-host: cannot start %s: %s. Install again.\n", java, strerror(errno));
  return 1;
}
