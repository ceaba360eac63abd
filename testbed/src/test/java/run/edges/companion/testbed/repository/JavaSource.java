package run.edges.companion.testbed.repository;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * As much of a Java file as the rules need: its code without comments and literals, and how long
 * its methods are. Tells blocks apart by the text before their brace, which is enough for formatted
 * sources.
 */
final class JavaSource {
  private static final Pattern NOT_CODE =
      Pattern.compile(
          "(?s)\"\"\".*?(?<!\\\\)\"\"\"|\"[^\"\\\\\n]*+(?:\\\\.[^\"\\\\\n]*+)*+\"|'(?:\\\\.|[^'\\\\\n])++'|//[^\n]*|/\\*.*?\\*/");
  private static final Pattern TYPE =
      Pattern.compile(
          "\\b(class|interface|enum|record)\\s+\\w+|\\bnew\\s+[\\w.<>?, ]+\\([^;]*\\)\\s*$");
  private static final Pattern METHOD =
      Pattern.compile(
          "(?s).*?\\b(?!switch\\b)(\\w+)\\s*\\([^()]*(?:\\([^()]*\\)[^()]*)*\\)\\s*(?:throws\\s[^()]*)?");
  private static final Pattern COMPACT_CONSTRUCTOR =
      Pattern.compile("(?:public |protected |private )?(\\w+)");

  private final String code;

  private JavaSource(String code) {
    this.code = code;
  }

  static JavaSource of(String text) {
    return new JavaSource(NOT_CODE.matcher(text).replaceAll(match -> blank(match.group())));
  }

  /** The file without comments and literals, line for line. */
  String code() {
    return code;
  }

  Stream<String> imports() {
    return Pattern.compile("(?m)^import (?:static )?([\\w.*]+);")
        .matcher(code)
        .results()
        .map(match -> match.group(1));
  }

  /** A method or constructor, and its lines from brace to brace. */
  record Method(String name, int line, int lines) {}

  List<Method> methods() {
    List<Method> methods = new ArrayList<>();
    Deque<Block> open = new ArrayDeque<>();
    int header = 0;
    int line = 1;
    for (int i = 0; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '\n') {
        line++;
      } else if (c == '{') {
        boolean inType = !open.isEmpty() && open.peek().kind == Kind.TYPE;
        open.push(Block.of(code.substring(header, i).strip(), inType, line));
      } else if (c == '}' && !open.isEmpty()) {
        Block closed = open.pop();
        if (closed.kind == Kind.METHOD) {
          methods.add(new Method(closed.name, closed.line, line - closed.line + 1));
        }
      }
      if (c == '{' || c == '}' || c == ';') {
        header = i + 1;
      }
    }
    return methods;
  }

  private enum Kind {
    TYPE,
    METHOD,
    OTHER
  }

  private record Block(Kind kind, String name, int line) {
    static Block of(String header, boolean inType, int line) {
      if (TYPE.matcher(header).find()) {
        return new Block(Kind.TYPE, "", line);
      }
      if (inType && !header.contains("->")) {
        for (Pattern pattern : List.of(METHOD, COMPACT_CONSTRUCTOR)) {
          var matcher = pattern.matcher(header);
          if (matcher.matches()) {
            return new Block(Kind.METHOD, matcher.group(1), line);
          }
        }
      }
      return new Block(Kind.OTHER, "", line);
    }
  }

  private static String blank(String text) {
    return text.startsWith("\"") || text.startsWith("'")
        ? "0" + text.replaceAll("[^\n]", "")
        : text.replaceAll("[^\n]", "");
  }

  /** Every match of a pattern's first group. */
  static List<String> find(String pattern, String text) {
    Stream<MatchResult> matches = Pattern.compile(pattern).matcher(text).results();
    return matches.map(match -> match.group(1)).toList();
  }
}
