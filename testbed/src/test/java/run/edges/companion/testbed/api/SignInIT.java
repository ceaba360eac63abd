package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.testbed.linkedin.LinkedInMember;

class SignInIT {
  @RegisterExtension static final Companion COMPANION = new Companion();

  @Test
  void basic_noCheckpoint_isValid() {
    String identity = COMPANION.api().createIdentity("Ada at work");
    long t = System.nanoTime();
    IntegrationBody made =
        COMPANION
            .client()
            .connect(
                identity,
                new IntegrationBody.Connect(
                    new IntegrationBody.AuthData(
                        null,
                        new IntegrationBody.Basic(
                            LinkedInMember.ADA.username(),
                            SecretText.of(LinkedInMember.ADA.password()))),
                    null,
                    null));
    System.err.println("took " + (System.nanoTime() - t) / 1_000_000 + " " + made);
    assertThat(made.verifiedAs()).isEqualTo("Ada Example");
  }
}
