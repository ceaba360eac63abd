// A command line of Windows: one text, which the program that is started splits again.

// Appends an argument so that it comes out as it is, by the rules of Microsoft's C runtime: in quotation marks, back-slashes before
// a quotation mark twice. Returns the new end; there must be room for twice the argument and four letters more.
static letter *quote(letter *end, const letter *argument) {
  *end++ = T('"');
  while (*argument) {
    size_t slashes = 0;
    while (*argument == T('\\')) slashes++, argument++;
    if (!*argument || *argument == T('"')) slashes *= 2;
    while (slashes--) *end++ = T('\\');
    if (*argument == T('"')) *end++ = T('\\');
    if (*argument) *end++ = *argument++;
  }
  *end++ = T('"');
  return end;
}

// All of them with a space between. Always in quotation marks: Java takes a * or a ? outside of them for names of files.
static letter *make_command_line(const letter *const arguments[]) {
  size_t size = 1;
  for (size_t i = 0; arguments[i]; i++) size += 2 * length(arguments[i]) + 4;
  letter *line = malloc(size * sizeof *line);
  if (!line) fail(T(""), T("no memory"));
  letter *end = line;
  for (size_t i = 0; arguments[i]; i++) {
    if (i > 0) *end++ = T(' ');
    end = quote(end, arguments[i]);
  }
  *end = T('\0');
  return line;
}
