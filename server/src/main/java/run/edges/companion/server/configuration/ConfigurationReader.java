package run.edges.companion.server.configuration;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import org.apache.commons.text.similarity.LevenshteinDistance;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.SharedLink;
import run.edges.companion.server.page.Texts;

/**
 * Reads the settings: defaults, then the configuration file, then {@code EDGES_COMPANION_*}
 * variables.
 */
public final class ConfigurationReader {
  /** Variable that names the configuration file. */
  public static final String FILE_VARIABLE = Setting.ENVIRONMENT_PREFIX + "CONFIGURATION";

  private final Map<Setting, String> values = new EnumMap<>(Setting.class);
  private final Map<Setting, String> origins = new EnumMap<>(Setting.class);

  private ConfigurationReader() {}

  /**
   * Reads a file, if one is given, and the environment.
   *
   * @throws ConfigurationException for an unreadable file or an unknown key, naming the nearest
   *     known one
   */
  public static ConfigurationReader read(Optional<Path> file, Map<String, String> environment) {
    ConfigurationReader reader = new ConfigurationReader();
    for (Setting setting : Setting.values()) {
      setting.defaultValue().ifPresent(value -> reader.put(setting, value, "default"));
    }
    reader.put(Setting.DATA_FOLDER, defaultDataFolder(environment), "default");
    file.or(() -> Optional.ofNullable(environment.get(FILE_VARIABLE)).map(Path::of))
        .ifPresent(reader::readFile);
    reader.readEnvironment(environment);
    return reader;
  }

  /**
   * Each setting with its effective value and where it came from, in the order of {@link Setting}.
   */
  public List<String> describe() {
    return effective().stream()
        .map(setting ->
            "%-24s %s   (%s)"
                .formatted(
                    setting.key(),
                    setting.value().isEmpty() ? "-" : setting.value(),
                    setting.origin().isEmpty() ? "not set" : setting.origin()))
        .toList();
  }

  /**
   * The typed settings.
   *
   * @throws ConfigurationException for a value that is not of its form
   */
  public Configuration configuration() {
    return new Configuration(
        get(Setting.DATA_FOLDER, Path::of),
        get(Setting.HTTP_HOST, Function.identity()),
        get(Setting.HTTP_PORT, ConfigurationReader::port),
        find(Setting.HTTP_TRUSTED_PROXIES, ConfigurationReader::addressRanges).orElse(List.of()),
        find(Setting.PUBLIC_URL, ConfigurationReader::publicUrl),
        find(Setting.TLS_CERTIFICATE_FILE, Path::of),
        find(Setting.TLS_KEY_FILE, Path::of),
        find(Setting.DATABASE_URL, ConfigurationReader::postgresUrl),
        find(Setting.DATABASE_USER, Function.identity()),
        find(Setting.DATABASE_PASSWORD_FILE, Path::of),
        get(Setting.WORKSPACE_NAME, Function.identity()),
        get(Setting.EXTENSION_IDS, ConfigurationReader::list),
        get(Setting.CHANNEL_MESSAGES_PER_MINUTE, ConfigurationReader::positive),
        find(Setting.LINK_LIFETIME, ConfigurationReader::positiveDuration),
        get(Setting.API_REQUESTS_PER_MINUTE, ConfigurationReader::positive),
        get(Setting.API_REFUSALS_PER_MINUTE, ConfigurationReader::positive),
        outgoing(),
        new Configuration.SignIn(
            find(Setting.SIGN_IN_BROWSER, Function.identity()),
            find(Setting.SIGN_IN_DRIVER, Function.identity()),
            get(Setting.SIGN_IN_SANDBOX, ConfigurationReader::truth),
            get(Setting.SIGN_IN_AT_ONCE, ConfigurationReader::positive),
            get(Setting.SIGN_IN_PATIENCE, ConfigurationReader::positiveDuration),
            get(Setting.SIGN_IN_TRIES, ConfigurationReader::positive)),
        new Configuration.Verification(
            get(Setting.VERIFICATION_INTERVAL, ConfigurationReader::positiveDuration),
            get(Setting.VERIFICATION_PER_WORKSPACE, ConfigurationReader::positive)),
        new Configuration.Dashboard(
            get(Setting.DASHBOARD_IDLE, ConfigurationReader::positiveDuration),
            get(Setting.DASHBOARD_LIFETIME, ConfigurationReader::positiveDuration)),
        effective());
  }

  private List<Configuration.Effective> effective() {
    return Arrays.stream(Setting.values())
        .map(setting ->
            new Configuration.Effective(
                setting.key(), values.getOrDefault(setting, ""), origins.getOrDefault(setting, "")))
        .toList();
  }

  private Configuration.Outgoing outgoing() {
    Optional<URI> upstream = find(Setting.EDGES_URL, ConfigurationReader::httpsUrl);
    Optional<Path> apiKeyFile = find(Setting.EDGES_API_KEY_FILE, Path::of);
    if (upstream.isPresent() != apiKeyFile.isPresent()) {
      throw new ConfigurationException(
          ErrorCode.CONFIG_VALUE_INVALID,
          "edges.url and edges.api-key-file go together: set both or none.");
    }
    return new Configuration.Outgoing(
        find(Setting.OUTGOING_CERTIFICATE_FILE, Path::of),
        get(Setting.LINKEDIN_URL, ConfigurationReader::origin),
        get(Setting.LINKEDIN_PROBE, ConfigurationReader::truth),
        get(Setting.OUTGOING_ALLOW_PRIVATE_ADDRESSES, ConfigurationReader::truth),
        upstream,
        apiKeyFile,
        mail());
  }

  private Optional<Configuration.Mail> mail() {
    Optional<URI> url = find(Setting.MAIL_URL, ConfigurationReader::smtpUrl);
    Optional<String> from = find(Setting.MAIL_FROM, ConfigurationReader::mailAddress);
    Optional<String> user = find(Setting.MAIL_USER, Function.identity());
    Optional<Path> passwordFile = find(Setting.MAIL_PASSWORD_FILE, Path::of);
    if (url.isPresent() != from.isPresent()
        || user.isPresent() != passwordFile.isPresent()
        || (url.isEmpty() && user.isPresent())) {
      throw new ConfigurationException(
          ErrorCode.CONFIG_VALUE_INVALID,
          "mail.url and mail.from go together, and with them mail.user and mail.password-file: set both of a pair or none.");
    }
    Locale language = get(Setting.MAIL_LANGUAGE, ConfigurationReader::language);
    return url.map(
        one -> new Configuration.Mail(one, from.orElseThrow(), user, passwordFile, language));
  }

  private void put(Setting setting, String value, String origin) {
    values.put(setting, value.strip());
    origins.put(setting, origin);
  }

  private void readFile(Path file) {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new ConfigurationException(
          ErrorCode.CONFIG_VALUE_INVALID,
          "The configuration file %s cannot be read. Check its path and that it is a UTF-8 properties file."
              .formatted(file));
    }
    List<String> known = Arrays.stream(Setting.values()).map(Setting::key).toList();
    for (String key : properties.stringPropertyNames()) {
      Setting setting =
          Setting.findByKey(key).orElseThrow(() -> unknown(key, known, file.toString()));
      put(setting, properties.getProperty(key), file.toString());
    }
  }

  private void readEnvironment(Map<String, String> environment) {
    List<String> known = Arrays.stream(Setting.values()).map(Setting::variable).toList();
    environment.forEach((variable, value) -> {
      if (variable.startsWith(Setting.ENVIRONMENT_PREFIX) && !variable.equals(FILE_VARIABLE)) {
        Setting setting =
            Setting.findByVariable(variable)
                .orElseThrow(() -> unknown(variable, known, "the environment"));
        put(setting, value, variable);
      }
    });
  }

  private static ConfigurationException unknown(
      String key, Collection<String> known, String where) {
    String nearest =
        known.stream()
            .min(
                Comparator.comparing(
                    name -> LevenshteinDistance.getDefaultInstance().apply(key, name)))
            .orElseThrow();
    return new ConfigurationException(
        ErrorCode.CONFIG_KEY_UNKNOWN,
        "Unknown configuration key %s in %s. Did you mean %s?".formatted(key, where, nearest));
  }

  private <T> T get(Setting setting, Function<String, T> parser) {
    return find(setting, parser).orElseThrow(() -> invalid(setting));
  }

  private <T> Optional<T> find(Setting setting, Function<String, T> parser) {
    String value = values.get(setting);
    if (value == null || value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(parser.apply(value));
    } catch (IllegalArgumentException | DateTimeParseException malformed) {
      throw invalid(setting);
    }
  }

  private ConfigurationException invalid(Setting setting) {
    return new ConfigurationException(
        ErrorCode.CONFIG_VALUE_INVALID,
        "The value of %s (from %s) is not valid. Expected: %s."
            .formatted(setting.key(), origins.getOrDefault(setting, "default"), setting.form()));
  }

  private static String defaultDataFolder(Map<String, String> environment) {
    String dataHome = environment.get("XDG_DATA_HOME");
    Path base =
        dataHome == null || dataHome.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".local", "share")
            : Path.of(dataHome);
    return base.resolve("edges-companion-server").toString();
  }

  private static int port(String value) {
    int port = Integer.parseInt(value);
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("out of range");
    }
    return port;
  }

  private static int positive(String value) {
    int number = Integer.parseInt(value);
    if (number < 1) {
      throw new IllegalArgumentException("out of range");
    }
    return number;
  }

  private static URI origin(String value) {
    URI url = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
    boolean origin =
        "https".equals(url.getScheme())
            && url.getHost() != null
            && url.getRawPath().isEmpty()
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getRawUserInfo() == null;
    if (!origin) {
      throw new IllegalArgumentException("not an https origin");
    }
    return url;
  }

  private static URI publicUrl(String value) {
    return SharedLink.findServer(
            value.endsWith("/") ? value.substring(0, value.length() - 1) : value)
        .orElseThrow(() -> new IllegalArgumentException("not the address of a server"));
  }

  private static URI httpsUrl(String value) {
    URI url = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
    if (!"https".equals(url.getScheme())
        || url.getHost() == null
        || url.getRawQuery() != null
        || url.getRawFragment() != null
        || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("not an https URL");
    }
    return url;
  }

  private static URI smtpUrl(String value) {
    URI url = URI.create(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
    boolean server =
        ("smtps".equals(url.getScheme()) || "smtp".equals(url.getScheme()))
            && url.getHost() != null
            && url.getRawPath().isEmpty()
            && url.getRawQuery() == null
            && url.getRawFragment() == null
            && url.getRawUserInfo() == null;
    if (!server) {
      throw new IllegalArgumentException("not the URL of a mail server");
    }
    return url;
  }

  private static String mailAddress(String value) {
    if (!value.matches("[!-~&&[^@<>,;:\"()\\[\\]\\\\]]+@[A-Za-z0-9.-]+")) {
      throw new IllegalArgumentException("not a mail address");
    }
    return value;
  }

  private static Locale language(String value) {
    return Texts.languages().stream()
        .filter(language -> language.toLanguageTag().equals(value))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a language of this server"));
  }

  private static boolean truth(String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false");
    };
  }

  private static String postgresUrl(String value) {
    if (!value.startsWith("jdbc:postgresql:") || value.contains("password=")) {
      throw new IllegalArgumentException("not a PostgreSQL URL without a password");
    }
    return value;
  }

  private static List<String> list(String value) {
    return Arrays.stream(value.split(",")).map(String::strip).filter(id -> !id.isEmpty()).toList();
  }

  private static List<AddressRange> addressRanges(String value) {
    return list(value).stream().map(AddressRange::parse).toList();
  }

  private static Duration positiveDuration(String value) {
    Duration duration = Duration.parse(value);
    if (!duration.isPositive()) {
      throw new IllegalArgumentException("not positive");
    }
    return duration;
  }
}
