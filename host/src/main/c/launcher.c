// Starts the native-messaging host: becomes the JVM that lies beside it. The browser calls this with the extension's origin; people
// call it with a command: register, unregister, doctor, --help.
#define _GNU_SOURCE

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "launcher.h"

static _Noreturn void fail(const char *name, const char *what) {
  fprintf(stderr, "edges-companion-host: %s%s\n", name, what);
  exit(1);
}

// The folder of this program, behind whatever links it was called through.
static void find_folder(char folder[static PATH_MAX]) {
  ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
  if (length < 0) fail("", "cannot find itself: is /proc there?");
  folder[length] = '\0';
  *strrchr(folder, '/') = '\0';
}

static int is_current(const char *cache, const char *jar) {
  struct stat of_cache, of_jar;
  if (stat(jar, &of_jar) != 0) fail(jar, " is missing. Install again.");
  if (stat(cache, &of_cache) != 0) return 0;
  struct timespec cached = of_cache.st_mtim, built = of_jar.st_mtim;
  return cached.tv_sec != built.tv_sec ? cached.tv_sec > built.tv_sec : cached.tv_nsec >= built.tv_nsec;
}

int main(int count, char *arguments[]) {
  char folder[PATH_MAX];
  find_folder(folder);
  for (size_t i = 0; i < COUNT(variables); i++) unsetenv(variables[i]);
  // Fewer malloc arenas: less memory for the few threads there are.
  setenv("MALLOC_ARENA_MAX", "2", 1);

  const char **command = make_command(folder, getenv(cache_output), count, arguments);
  execv(command[0], (char **)command);
  fprintf(stderr, "edges-companion-host: cannot start %s: %s. Install again.\n", command[0], strerror(errno));
  return 1;
}
