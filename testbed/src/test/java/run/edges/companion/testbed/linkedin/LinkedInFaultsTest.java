package run.edges.companion.testbed.linkedin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static run.edges.companion.testbed.linkedin.LinkedInMember.ADA;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.edges.companion.testbed.linkedin.Faults.Kind;

final class LinkedInFaultsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private final LinkedInStandIn standIn;
  private final StandInClient client;

  LinkedInFaultsTest() throws IOException {
    standIn = LinkedInStandIn.start();
    client = new StandInClient(standIn);
  }

  @AfterEach
  void close() {
    client.close();
    standIn.close();
  }

  @ParameterizedTest
  @CsvSource({
    "STATUS_400, 400",
    "STATUS_429, 429",
    "STATUS_999, 999",
    "STATUS_500, 500",
    "STATUS_503, 503"
  })
  void next_status_answersThatManyTimes(Kind kind, int status) throws Exception {
    client.with(standIn.sessions().signIn(ADA));
    standIn.faults().next(StandInClient.ME, kind, 2);

    assertThat(client.me().statusCode()).isEqualTo(status);
    assertThat(client.get("/feed/").statusCode()).isEqualTo(200);
    assertThat(client.me().statusCode()).isEqualTo(status);
    assertThat(client.me().statusCode()).isEqualTo(200);
  }

  @Test
  void untilCleared_throttled_answersUntilCleared() throws Exception {
    client.with(standIn.sessions().signIn(ADA));
    standIn.faults().untilCleared(StandInClient.ME, Kind.STATUS_429);
    assertThat(client.me().statusCode()).isEqualTo(429);
    assertThat(client.me().statusCode()).isEqualTo(429);

    standIn.faults().clear();

    assertThat(client.me().statusCode()).isEqualTo(200);
  }

  @Test
  void csrfCheckFailed_me_answersAsForOtherToken() throws Exception {
    client.with(standIn.sessions().signIn(ADA));
    HttpResponse<String> otherToken = client.get(StandInClient.ME);
    standIn.faults().next(StandInClient.ME, Kind.CSRF_CHECK_FAILED, 1);

    HttpResponse<String> response = client.me();

    assertThat(response.statusCode()).isEqualTo(403).isEqualTo(otherToken.statusCode());
    assertThat(response.body()).startsWith("CSRF check failed").isEqualTo(otherToken.body());
    assertThat(client.me().statusCode()).isEqualTo(200);
  }

  @Test
  void htmlPage_me_answers200WithoutJson() throws Exception {
    client.with(standIn.sessions().signIn(ADA));
    standIn.faults().next(StandInClient.ME, Kind.HTML_PAGE, 1);

    HttpResponse<String> response = client.me();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html; charset=UTF-8");
    assertThat(response.body()).startsWith("<!doctype html>");
  }

  @Test
  void redirectToItself_me_isEndless() throws Exception {
    client.with(standIn.sessions().signIn(ADA));
    standIn.faults().untilCleared(StandInClient.ME, Kind.REDIRECT_TO_ITSELF);

    for (int i = 0; i < 3; i++) {
      assertThat(client.me().statusCode()).isEqualTo(302);
      assertThat(client.me().headers().firstValue("Location")).hasValue(StandInClient.ME);
    }
  }

  @Test
  void redirectToUnknownPath_me_leadsToNotFound() throws Exception {
    client.with(standIn.sessions().signIn(ADA));
    standIn.faults().next(StandInClient.ME, Kind.REDIRECT_TO_UNKNOWN_PATH, 1);

    HttpResponse<String> response = client.me();

    assertThat(response.statusCode()).isEqualTo(302);
    String location = response.headers().firstValue("Location").orElseThrow();
    assertThat(client.get(location).statusCode()).isEqualTo(404);
  }

  @Test
  void next_pathEndsInSlash_isForAllBelowUnlessALongerOneMatches() throws Exception {
    standIn.faults().untilCleared("/checkpoint/", Kind.STATUS_500);
    standIn.faults().untilCleared("/checkpoint/challenge/", Kind.STATUS_503);
    standIn.faults().next("/checkpoint/challenge/one", Kind.STATUS_429, 1);

    assertThat(client.get("/checkpoint/challenge/one").statusCode()).isEqualTo(429);
    assertThat(client.get("/checkpoint/challenge/one").statusCode()).isEqualTo(503);
    assertThat(client.get("/checkpoint/lg/login").statusCode()).isEqualTo(500);
    assertThat(client.get("/login").statusCode()).isEqualTo(200);
  }

  @Test
  void next_pathWithoutSlash_isForThatPathAlone() throws Exception {
    standIn.faults().untilCleared("/sales", Kind.STATUS_500);

    assertThat(client.get("/sales/login").statusCode()).isEqualTo(200);
  }

  @Test
  void hang_postOfACode_answersWhenReleased() throws Exception {
    standIn.checkpoints().require(ADA, Checkpoints.Kind.EMAIL_CODE);
    String path = client.submitPassword(ADA).headers().firstValue("Location").orElseThrow();
    standIn.faults().next("/checkpoint/challenge/", Kind.HANG, 1);
    CompletableFuture<HttpResponse<String>> answer =
        client.postLater(path, Map.of("pin", Checkpoints.CODE));
    assertThat(standIn.faults().awaitHanging(SOON)).isTrue();
    assertThat(answer).isNotDone();

    standIn.faults().releaseHanging();

    assertThat(answer).succeedsWithin(SOON).returns(302, HttpResponse::statusCode);
    assertThat(standIn.sessions().cookiesOf(ADA)).isNotNull();
  }

  @Test
  void hang_released_answersAsUsual() throws Exception {
    client.with(standIn.sessions().signIn(ADA));
    standIn.faults().next("/feed/", Kind.HANG, 1);
    CompletableFuture<HttpResponse<String>> answer = client.getLater("/feed/");
    assertThat(standIn.faults().awaitHanging(SOON)).isTrue();
    assertThat(answer).isNotDone();
    assertThat(client.me().statusCode()).isEqualTo(200);

    standIn.faults().releaseHanging();

    assertThat(answer).succeedsWithin(SOON).returns(200, HttpResponse::statusCode);
  }

  @Test
  void hang_closed_dropsConnection() throws Exception {
    standIn.faults().untilCleared("/feed/", Kind.HANG);
    CompletableFuture<HttpResponse<String>> answer = client.getLater("/feed/");
    assertThat(standIn.faults().awaitHanging(SOON)).isTrue();

    standIn.close();

    assertThat(answer)
        .failsWithin(SOON)
        .withThrowableOfType(ExecutionException.class)
        .withCauseInstanceOf(IOException.class);
  }

  @Test
  void drop_untilCleared_closesConnectionWithoutAnswer() throws Exception {
    standIn.faults().untilCleared("/login", Kind.DROP);

    assertThatThrownBy(() -> client.get("/login")).isInstanceOf(IOException.class);

    assertThat(standIn.requests().lastTo("/login"))
        .hasValueSatisfying(entry -> assertThat(entry.status()).isEqualTo(RequestLog.NO_ANSWER));
    standIn.faults().clear();
    assertThat(client.get("/login").statusCode()).isEqualTo(200);
  }

  @Test
  void log_requests_holdsMemberAndStatus() throws Exception {
    client.get("/feed/");
    client.with(standIn.sessions().signIn(ADA));
    CompletableFuture<RequestLog.Entry> next = standIn.requests().nextTo(StandInClient.ME);
    assertThat(next).isNotDone();

    client.me();

    var me = new RequestLog.Entry("GET", StandInClient.ME, 200, OptionalLong.of(ADA.number()));
    assertThat(next).isCompletedWithValue(me);
    assertThat(standIn.requests().entries())
        .containsExactly(new RequestLog.Entry("GET", "/feed/", 302, OptionalLong.empty()), me);
    assertThat(standIn.requests().count(StandInClient.ME)).isEqualTo(1);
    standIn.requests().clear();
    assertThat(standIn.requests().entries()).isEmpty();
  }
}
