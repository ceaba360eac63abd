package run.edges.companion.server.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import run.edges.companion.server.testing.Dashboard;
import run.edges.companion.server.testing.DatabaseRows;
import run.edges.companion.server.testing.RunningServer;

/** Identities in from a file, and the table of integrations out into one. */
class TransferTest {
  private RunningServer server;
  private Dashboard admin;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    admin = Dashboard.accept(server.address(), server.invitation(), "Ada Admin", "ada@example.com");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void file_withGoodAndBadRows_eachRowHasItsResult() {
    var _ = server.api().createIdentity("Grace Hopper");
    String file =
        """
        Email;Name;Timezone;Team
        ada@example.com;Ada Lovelace;Europe/London;A
        ;grace hopper;;B
        not an address;Alan Turing;;B
        ;Al;;B
        ;Marie Curie;Europe/Nowhere;B
        ;"Curie; Irène";;B
        ;Too few
        """;
    String job = finished(file.getBytes(StandardCharsets.UTF_8), false);
    String result = admin.get(job + "/result.csv").body();
    assertThat(result.lines().map(line -> line.replaceFirst("[0-9a-f-]{36}$", "UID")))
        .containsExactly(
            "\uFEFFline,name,email,timezone,result,reason,identity",
            "2,Ada Lovelace,ada@example.com,Europe/London,Created,,UID",
            "3,grace hopper,,,Skipped,,",
            "4,Alan Turing,not an address,,Wrong,This is not an email address.,",
            "5,Al,,,Wrong,The name has fewer than 3 or more than 200 characters.,",
            "6,Marie Curie,,Europe/Nowhere,Wrong,There is no such time zone. Write it as Europe/Paris.,",
            "7,Curie; Irène,,,Created,,UID",
            "8,Too few,,,Wrong,The row has more or fewer cells than the first row.,");
    assertThat(admin.get(job).body())
        .contains("All 7 rows done", "Alan Turing")
        .doesNotContain("every 1s");
    assertThat(names()).containsExactlyInAnyOrder("Grace Hopper", "Ada Lovelace", "Curie; Irène");
  }

  @Test
  void file_sentTwice_makesNobodyTwiceUnlessAsked() {
    byte[] file = "name\nAda Lovelace\nAda Lovelace\n".getBytes(StandardCharsets.UTF_8);
    var _ = finished(file, false);
    var _ = finished(file, false);
    assertThat(names()).containsExactly("Ada Lovelace");
    var _ = finished(file, true);
    assertThat(names()).hasSize(3);
  }

  @Test
  void file_ofAnOlderSpreadsheet_keepsItsLetters() {
    var _ = finished("name\r\nChloé Durand\r\n".getBytes(Charset.forName("windows-1252")), false);
    assertThat(names()).containsExactly("Chloé Durand");
  }

  @Test
  void server_stoppedInTheMiddle_goesOnAndMakesEachOnce() {
    String file =
        "name\n"
            + IntStream.range(0, 5000)
                .mapToObj(i -> "Identity " + i + "\n")
                .collect(Collectors.joining());
    String job = begun(file.getBytes(StandardCharsets.UTF_8), true);
    server.close();
    int before = names().size();
    server =
        RunningServer.start(
            RunningServer.configuration(server.folder(), Map.of()), Clock.systemUTC());
    admin = Dashboard.stranger(server.address());
    assertThat(admin.signIn("ada@example.com", Dashboard.PASSWORD).statusCode()).isEqualTo(303);
    awaitEnd(job);
    assertThat(before).isLessThan(5000);
    assertThat(names()).hasSize(5000).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | The file is empty",
        "'first,last\nAda,Lovelace\n' | names no column",
        "'name\n' | nothing below it",
        "'name\n\"Ada\n' | never closed",
        "'PK\u0003\u0004' | This is a spreadsheet",
        "'\u0000\u0001\u0002' | not a CSV file"
      })
  void file_thatIsNone_isRefusedInOneSentence(String file, String words) {
    HttpResponse<String> refused =
        admin.upload("/dashboard/import", file.getBytes(StandardCharsets.UTF_8));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(json(refused).get("problem").getAsString()).contains(words);
    assertThat(names()).isEmpty();
  }

  @Test
  void file_tooLongOrTooLarge_isRefused() {
    assertThat(
            json(admin.upload(
                    "/dashboard/import",
                    ("name\n" + "Ada Lovelace\n".repeat(10_001)).getBytes(StandardCharsets.UTF_8)))
                .get("problem")
                .getAsString())
        .contains("10,000");
    assertThat(admin.upload("/dashboard/import", new byte[6 * 1024 * 1024]).statusCode())
        .isEqualTo(413);
  }

  @Test
  void job_ofAnotherWorkspace_isNotFound() {
    String job = finished("name\nAda Lovelace\n".getBytes(StandardCharsets.UTF_8), false);
    DatabaseRows.change(
        server.folder(),
        "INSERT INTO workspace (uid, name, created_at) VALUES ('other', 'Other', 1)");
    DatabaseRows.change(server.folder(), "UPDATE import_job SET workspace_uid = 'other'");
    assertThat(admin.get(job).statusCode()).isEqualTo(404);
    assertThat(admin.get(job + "/result.csv").statusCode()).isEqualTo(404);
  }

  @Test
  void export_ofNamesThatAreFormulas_guardsThem() {
    for (String name :
        new String[] {"=cmd|' /C calc'!A0", "+33 1", "-2+3", "@SUM(A1)", "Ada, \"A\""}) {
      JsonObject body = new JsonObject();
      body.addProperty("name", name);
      assertThat(server.api().post("/v1/identities", body.toString()).statusCode()).isEqualTo(200);
    }
    HttpResponse<String> answer = admin.get("/dashboard/export.csv?tab=waiting");
    assertThat(answer.headers().firstValue("Content-Disposition").orElse(""))
        .contains("attachment");
    assertThat(answer.body().lines().map(line -> line.replaceFirst(",,[^,]*$", "")))
        .containsExactlyInAnyOrder(
            "\uFEFFidentity,email,created_at",
            "'=cmd|' /C calc'!A0",
            "'+33 1",
            "'-2+3",
            "'@SUM(A1)",
            "\"Ada, \"\"A\"\"\"");
    assertThat(admin.get("/dashboard/export.csv?tab=waiting&search=sum").body())
        .contains("@SUM")
        .doesNotContain("cmd");
    assertThat(admin.get("/dashboard/export.csv").body())
        .startsWith("\uFEFFidentity,linkedin_member,status");
  }

  private String begun(byte[] file, boolean namesakes) {
    HttpResponse<String> answer =
        admin.upload("/dashboard/import?file=people.csv&namesakes=" + namesakes, file);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer).get("next").getAsString();
  }

  private String finished(byte[] file, boolean namesakes) {
    String job = begun(file, namesakes);
    awaitEnd(job);
    return job;
  }

  /** Asks as the page does; each request is what paces this loop. */
  private void awaitEnd(String job) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (admin.get(job).body().contains("every 1s")) {
      assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
    }
  }

  private java.util.List<String> names() {
    return DatabaseRows.query(server.folder(), "SELECT name FROM identity");
  }

  private static JsonObject json(HttpResponse<String> answer) {
    return JsonParser.parseString(answer.body()).getAsJsonObject();
  }
}
