package run.edges.companion.host.upload;

import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.protocol.wire.ErrorCode;

/** A channel could not be opened. */
final class ProblemException extends Exception {
  private final transient Problem problem;

  ProblemException(ErrorCode code) {
    this(Problem.of(code));
  }

  ProblemException(Problem problem) {
    super(problem.error());
    this.problem = problem;
  }

  Problem problem() {
    return problem;
  }
}
