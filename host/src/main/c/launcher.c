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

// What a JVM reads beside its command line. It would change the options below, and can print to standard output.
static const char *const variables[] = {"JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS"};

// The start-up cache fits exactly these. A heap of this size holds many times what a channel needs. The cache is mapped where it was
// made for (moving it would touch all of it), its classes are linked when they are used (linking all of them at once takes longer
// than the first answer), and it holds no profiles, which only a compiler that is switched off would read.
static const char *const options[] = {
    "-XX:+DisplayVMOutputToStderr", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms6m", "-Xmn2m", "-Xmx48m", "-Xss512k",
    "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError", "-XX:-HeapDumpOnOutOfMemoryError", "-XX:+UnlockDiagnosticVMOptions",
    "-XX:ArchiveRelocationMode=0", "-XX:-AOTClassLinking", "-XX:-AOTRecordTraining", "-XX:-AOTReplayTraining",
    "-Dfile.encoding=UTF-8"};

// Names the cache that the JVM is to write at its end: "train" starts this program so.
static const char cache_output[] = "EDGES_COMPANION_AOT_OUTPUT";

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { MORE_OPTIONS = 8 };

static _Noreturn void fail(const char *what, const char *name) {
  fprintf(stderr, "edges-companion-host: %s%s\n", name, what);
  exit(1);
}

// The folder of this program, behind whatever links it was called through.
static void find_folder(char folder[static PATH_MAX]) {
  ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
  if (length < 0) fail("cannot find itself: is /proc there?", "");
  folder[length] = '\0';
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
  struct timespec cached = of_cache.st_mtim, built = of_jar.st_mtim;
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
  const char *output = getenv(cache_output);
  int training = output && *output;

  const char **command = calloc(COUNT(options) + MORE_OPTIONS + (size_t)count + 1, sizeof *command);
  if (!command) fail("no memory", "");
  size_t size = 0;
  command[size++] = java;
  // Nothing a JVM may say is meant for standard output, which belongs to the browser's frames.
  command[size++] = "-Xlog:disable";
  command[size++] = training ? "-Xlog:all=error:stderr" : "-Xlog:all=warning:stderr";
  for (size_t i = 0; i < COUNT(options); i++) command[size++] = options[i];
  if (is_current(cache, jar) && !training) command[size++] = join("-XX:AOTCache=", cache);
  if (training) command[size++] = join("-XX:AOTCacheOutput=", output);
  command[size++] = join("-Drun.edges.companion.folder=", folder);
  command[size++] = "-cp";
  command[size++] = jar;
  command[size++] = "run.edges.companion.host.Main";
  for (int i = 1; i < count; i++) command[size++] = arguments[i];

  execv(java, (char **)command);
  fprintf(stderr, "edges-companion-host: cannot start %s: %s. Install again.\n", java, strerror(errno));
  return 1;
}
