// The options that the start-up cache is made with; it fits exactly these.

// Nothing a JVM may say is meant for standard output, which belongs to the browser's frames.
#define LOG_NOTHING "-Xlog:disable"
#define LOG_WARNINGS "-Xlog:all=warning:stderr"
#define LOG_ERRORS "-Xlog:all=error:stderr"

// A heap of this size holds many times what a channel needs. The cache is mapped where it was made for (moving it would touch all
// of it), its classes are linked when they are used (linking all of them at once takes longer than the first answer), and it holds
// no profiles, which only a compiler that is switched off would read.
#define JVM_OPTIONS \
  "-XX:+DisplayVMOutputToStderr", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xms6m", "-Xmn2m", "-Xmx48m", "-Xss512k", \
      "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError", "-XX:-HeapDumpOnOutOfMemoryError", "-XX:+UnlockDiagnosticVMOptions", \
      "-XX:ArchiveRelocationMode=0", "-XX:-AOTClassLinking", "-XX:-AOTRecordTraining", "-XX:-AOTReplayTraining", \
      "-Dfile.encoding=UTF-8"

#define MAIN_CLASS "run.edges.companion.host.Main"

// What a JVM reads beside its command line. It would change the options above, and can print to standard output.
#define JVM_VARIABLES "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS"

// Names the cache that the JVM is to write at its end: "train" starts this program so.
#define CACHE_OUTPUT_VARIABLE "EDGES_COMPANION_AOT_OUTPUT"
