// What the launchers of all systems have in common: how the JVM that lies beside them is called. Each includes this after its
// system's own headers, and says how to find out what is asked for at the end.
#ifdef _WIN32
typedef wchar_t letter; // of a path or an argument
#define T(text) L##text
#define SLASH T("\\")
#define PROGRAM(name) T(name ".exe")
#else
typedef char letter;
#define T(text) text
#define SLASH "/"
#define PROGRAM(name) name
#endif

// What a JVM and its own launcher read beside the command line. It would change the options below, or prints to standard output.
static const letter *const variables[] = {T("JAVA_TOOL_OPTIONS"), T("JDK_JAVA_OPTIONS"), T("_JAVA_OPTIONS"),
                                          T("JDK_AOT_VM_OPTIONS"), T("_JAVA_LAUNCHER_DEBUG")};

// The start-up cache fits exactly these. A heap of this size holds many times what a channel needs. The cache is mapped where it was
// made for (moving it would touch all of it), and holds no profiles, which only a compiler that is switched off would read. Its classes
// are linked at once: that takes 45 ms, and makes the first channel 150 ms faster. A call by reflection goes through the JVM: Java would
// make classes for it, which no cache holds; that takes 80 ms of a first channel. One method of what makes classes is never compiled,
// since its loops would take the compiler 6 MB.
static const letter *const options[] = {
    T("-XX:+DisplayVMOutputToStderr"), T("-XX:TieredStopAtLevel=1"), T("-XX:+UseSerialGC"), T("-Xms4m"), T("-Xmn1m"),
    T("-Xmx48m"), T("-Xss512k"), T("-XX:-UsePerfData"), T("-XX:+ExitOnOutOfMemoryError"), T("-XX:-HeapDumpOnOutOfMemoryError"),
    T("-XX:+UnlockDiagnosticVMOptions"), T("-XX:ArchiveRelocationMode=0"), T("-XX:-AOTRecordTraining"),
    T("-XX:-AOTReplayTraining"), T("-XX:CompileCommand=quiet"),
    T("-XX:CompileCommand=exclude,jdk.internal.classfile.impl.StackMapGenerator::processBlock"),
    T("-Djdk.reflect.useNativeAccessorOnly=true"), T("-Dfile.encoding=UTF-8")};

// Names the cache that the JVM is to write at its end: "train" starts this program so.
static const letter cache_output[] = T("EDGES_COMPANION_AOT_OUTPUT");

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
enum { MORE_OPTIONS = 8 };

// Prints to standard error and ends with status 1.
static _Noreturn void fail(const letter *name, const letter *what);
// Whether the cache was made after the jar: the JVM does not compare them. It would run the old program after an update, and even
// without any jar. Fails if there is no jar.
static int is_current(const letter *cache, const letter *jar);

static size_t length(const letter *text) {
  size_t length = 0;
  while (text[length]) length++;
  return length;
}

static letter *join(const letter *before, const letter *after) {
  size_t first = length(before), second = length(after);
  letter *joined = malloc((first + second + 1) * sizeof *joined);
  if (!joined) fail(T(""), T("no memory"));
  memcpy(joined, before, first * sizeof *joined);
  memcpy(joined + first, after, (second + 1) * sizeof *joined);
  return joined;
}

// The program, then its arguments, then NULL. The folder is the launcher's; output is the cache to write, if there is one.
static const letter **make_command(const letter *folder, const letter *output, int count, letter *const arguments[]) {
  letter *jar = join(folder, SLASH T("companion-host.jar"));
  letter *cache = join(folder, SLASH T("companion-host.aot"));
  int training = output && *output;

  const letter **command = calloc(COUNT(options) + MORE_OPTIONS + (size_t)count + 1, sizeof *command);
  if (!command) fail(T(""), T("no memory"));
  size_t size = 0;
  command[size++] = join(folder, SLASH T("runtime") SLASH T("bin") SLASH PROGRAM("java"));
  // Nothing a JVM may say is meant for standard output, which belongs to the browser's frames.
  command[size++] = T("-Xlog:disable");
  command[size++] = training ? T("-Xlog:all=error:stderr") : T("-Xlog:all=warning:stderr");
  for (size_t i = 0; i < COUNT(options); i++) command[size++] = options[i];
  if (is_current(cache, jar) && !training) command[size++] = join(T("-XX:AOTCache="), cache);
  if (training) command[size++] = join(T("-XX:AOTCacheOutput="), output);
  command[size++] = join(T("-Drun.edges.companion.folder="), folder);
  command[size++] = T("-cp");
  command[size++] = jar;
  command[size++] = T("run.edges.companion.host.Main");
  for (int i = 1; i < count; i++) command[size++] = arguments[i];
  return command;
}
