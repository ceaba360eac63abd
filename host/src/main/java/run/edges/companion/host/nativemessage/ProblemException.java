package run.edges.companion.host.nativemessage;

import run.edges.companion.protocol.wire.ErrorCode;

/** A channel could not be opened. */
public final class ProblemException extends Exception {
  private final transient Problem problem;

  public ProblemException(ErrorCode code) {
    this(Problem.of(code));
  }

  public ProblemException(Problem problem) {
    super(problem.error());
    this.problem = problem;
  }

  public Problem problem() {
    return problem;
  }
}
