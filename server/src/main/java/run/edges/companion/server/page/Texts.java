package run.edges.companion.server.page;

import com.google.gson.JsonObject;
import com.ibm.icu.text.MessageFormat;
import gg.jte.support.LocalizationSupport;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.ResourceBundle;
import java.util.stream.Stream;

/**
 * The texts of one language, from {@code texts.properties} (English) and {@code
 * texts_<language>.properties}: a language is there as soon as its file is. Immutable.
 *
 * <p>A text is a message format of ICU, so that it can have plurals: {@code {0, plural, one {# row}
 * other {# rows}}}.
 */
public final class Texts implements LocalizationSupport {
  private static final String BUNDLE = "texts";
  private static final ResourceBundle.Control OWN_FILE_ONLY =
      ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

  private final Locale locale;
  private final ResourceBundle bundle;

  private Texts(Locale locale) {
    this.locale = locale;
    this.bundle = ResourceBundle.getBundle(BUNDLE, locale, OWN_FILE_ONLY);
  }

  /** In the first of these languages that there is, or else in English. */
  public static Texts of(List<Locale> wanted) {
    return wanted.stream()
        .map(Texts::new)
        .filter(texts -> texts.language().equals(texts.locale.getLanguage()))
        .findFirst()
        .orElseGet(() -> new Texts(Locale.ENGLISH));
  }

  /** Every language that there is, English first. */
  public static List<Locale> languages() {
    return Stream.concat(
            Stream.of(Locale.ENGLISH),
            Arrays.stream(Locale.getISOLanguages())
                .map(Locale::of)
                .filter(language ->
                    Texts.class.getResource("/" + BUNDLE + "_" + language + ".properties") != null))
        .toList();
  }

  /** The language tag, for {@code lang}. */
  public String language() {
    String own = bundle.getLocale().getLanguage();
    return own.isEmpty() ? "en" : own;
  }

  public Locale locale() {
    return locale;
  }

  /** A text as it is, without markup: a template escapes it. */
  public String get(String key, Object... values) {
    String text = bundle.getString(key);
    return values.length == 0 ? text : new MessageFormat(text, locale).format(values);
  }

  /** The texts whose keys begin so, without that beginning, as JSON: for a page's script. */
  public String json(String prefix) {
    JsonObject texts = new JsonObject();
    bundle.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .sorted()
        .forEach(key -> texts.addProperty(key.substring(prefix.length()), bundle.getString(key)));
    return texts.toString();
  }

  /** The rest of each key that begins so, sorted. */
  public List<String> keysBelow(String prefix) {
    return bundle.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(prefix.length()))
        .sorted()
        .toList();
  }

  /** Whether there is such a text. */
  public boolean has(String key) {
    return bundle.containsKey(key);
  }

  /** For {@code localize}: a text with markup of its own, in which values are escaped. */
  @Override
  public String lookup(String key) {
    return bundle.getString(key);
  }
}
