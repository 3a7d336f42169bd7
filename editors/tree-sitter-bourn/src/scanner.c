// What the grammar cannot say by itself: where a line goes on, what a number is, and which words depend on what follows them.
//
// A line end counts unless the next line starts with what goes on with this one (`and`, `+`, `)` …). Blank lines and remarks
// may stand between the two, so the scanner looks beyond them.

#include "tree_sitter/parser.h"

#include <stdlib.h>
#include <string.h>

enum Token {
    // Line ends: one that ends something, one behind `=`, one behind a comma in a list of names, and one that means nothing.
    NEWLINE,
    VALUE_NEWLINE,
    ITEM_NEWLINE,
    CONTINUATION,
    COMMENT,
    DOCUMENTATION,
    // Goes on behind a condition, on the next line, too. A name elsewhere.
    SAVE,
    // Texts and their placeholders.
    LINE_OPEN,
    LINE_CLOSE,
    BLOCK_OPEN,
    BLOCK_CLOSE,
    CHUNK,
    PLACEHOLDER_OPEN,
    PLACEHOLDER_CLOSE,
    // Literals that end at a word boundary.
    INTEGER,
    NUMBER,
    DATE,
    DATETIME,
    TIME,
    // Words that depend on what follows.
    LABEL,
    WEEKDAY,
    TODAY,
    TOMORROW,
    YESTERDAY,
    RE_ENTER,
    BEGINS_SETTING,
    BEGINS_OUTCOME,
    MISREAD,
    // In no rule: valid only while the parser looks for a way out of an error.
    RECOVERY,
};

// What a place within a text belongs to.
enum Layer { LINE, BLOCK, PLACEHOLDER };

// Deeper texts are no texts for the compiler either.
#define LAYERS 128

typedef struct {
    uint8_t depth;
    uint8_t layers[LAYERS];
} Scanner;

void *tree_sitter_bourn_external_scanner_create(void) { return calloc(1, sizeof(Scanner)); }

void tree_sitter_bourn_external_scanner_destroy(void *payload) { free(payload); }

unsigned tree_sitter_bourn_external_scanner_serialize(void *payload, char *buffer) {
    const Scanner *scanner = payload;
    memcpy(buffer, scanner->layers, scanner->depth);
    return scanner->depth;
}

void tree_sitter_bourn_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
    Scanner *scanner = payload;
    scanner->depth = (uint8_t)length;
    if (length > 0) memcpy(scanner->layers, buffer, length);
}

// Layers

static bool push(Scanner *scanner, enum Layer layer) {
    if (scanner->depth == LAYERS) return false;
    scanner->layers[scanner->depth++] = (uint8_t)layer;
    return true;
}

static bool is_within(const Scanner *scanner, enum Layer layer) {
    return scanner->depth > 0 && scanner->layers[scanner->depth - 1] == layer;
}

// How many layers enclose the outermost text of one line; all of them if there is none.
static uint8_t outside_line_text(const Scanner *scanner) {
    uint8_t depth = 0;
    while (depth < scanner->depth && scanner->layers[depth] != LINE) depth++;
    return depth;
}

// Characters

static bool is_digit(int32_t c) { return c >= '0' && c <= '9'; }

static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == 0xFEFF; }

// Letters outside of ASCII: all that is no sign, blank or picture. The C library's answer would depend on the locale; what passes
// here and is no letter fails in the lexer, which knows Unicode.
static bool is_foreign_letter(int32_t c) {
    return c >= 0xAA && c != 0xAB && c != 0xBB && c != 0xD7 && c != 0xF7 && !(c >= 0x2000 && c <= 0x2BFF) &&
           !(c >= 0x3000 && c <= 0x3020) && !(c >= 0xFE00 && c <= 0xFEFF) && c < 0x1F000;
}

static bool is_word_start(int32_t c) {
    return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_foreign_letter(c);
}

static bool is_word(int32_t c) { return is_word_start(c) || is_digit(c); }

static void take(TSLexer *lexer) { lexer->advance(lexer, false); }

static bool emit(TSLexer *lexer, enum Token token) {
    lexer->result_symbol = (TSSymbol)token;
    return true;
}

static void take_blanks(TSLexer *lexer) {
    while (is_blank(lexer->lookahead)) take(lexer);
}

static void take_line(TSLexer *lexer) {
    while (!lexer->eof(lexer) && lexer->lookahead != '\n') take(lexer);
}

// Words

#define WORD 16

// Takes a word. Longer ones than any keyword are cut off in `word`, which makes them none.
static void take_word(TSLexer *lexer, char word[WORD]) {
    unsigned length = 0;
    while (is_word(lexer->lookahead)) {
        if (length < WORD - 1) word[length++] = lexer->lookahead < 128 ? (char)lexer->lookahead : '?';
        take(lexer);
    }
    word[length] = 0;
}

static bool is(const char *word, const char *keyword) { return strcmp(word, keyword) == 0; }

static bool is_one_of(const char *word, const char *const *words) {
    for (; *words; words++) {
        if (is(word, *words)) return true;
    }
    return false;
}

static const char *const RESERVED[] = {"and",  "or",   "not",   "if",    "then",     "else",  "is", "was",
                                       "will", "true", "false", "empty", "happened", "where", NULL};

static const char *const WEEKDAYS[] = {"monday", "tuesday",  "wednesday", "thursday",
                                       "friday", "saturday", "sunday",    NULL};

static const char *const SETTINGS[] = {"window", "speed", "validity", NULL};

// Takes a name in backticks. Gives whether it is one.
static bool take_quoted(TSLexer *lexer) {
    take(lexer);
    bool any = false;
    while (!lexer->eof(lexer) && lexer->lookahead != '\n' && lexer->lookahead != '`') {
        take(lexer);
        any = true;
    }
    if (!any || lexer->lookahead != '`') return false;
    take(lexer);
    return true;
}

// Whether `word` stands here.
static bool takes_keyword(TSLexer *lexer, const char *keyword) {
    char word[WORD];
    take_blanks(lexer);
    take_word(lexer, word);
    return is(word, keyword);
}

// Whether `:` or a single `=` stands here: what stood before is a name.
static bool takes_sign_of_name(TSLexer *lexer, bool equals) {
    take_blanks(lexer);
    if (lexer->lookahead == ':') return true;
    if (!equals || lexer->lookahead != '=') return false;
    take(lexer);
    return lexer->lookahead != '=';
}

// Line ends

// What stands at the start of the next line that means something.
typedef struct {
    // It goes on with the line before, for it begins nothing.
    bool goes_on;
    // The word `save`, and no name.
    bool save;
    // A name.
    bool name;
    // A name with `:` or `=` behind it.
    bool field;
} Start;

static const char *const GOES_ON[] = {"and", "or", "then", "else", "where", NULL};

static Start start_of_word(TSLexer *lexer) {
    Start start = {0};
    char word[WORD];
    take_word(lexer, word);
    if (is_one_of(word, GOES_ON)) {
        start.goes_on = true;
    } else if (is(word, "not")) {
        start.goes_on = takes_keyword(lexer, "followed") && takes_keyword(lexer, "by");
    } else if (!is_one_of(word, RESERVED)) {
        start.name = true;
        start.field = takes_sign_of_name(lexer, true);
        start.save = is(word, "save") && !start.field;
        start.goes_on = is(word, "followed") && takes_keyword(lexer, "by");
    }
    return start;
}

static Start start_of_sign(TSLexer *lexer) {
    Start start = {0};
    int32_t c = lexer->lookahead;
    take(lexer);
    start.goes_on = c == '+' || c == '-' || c == '*' || c == '%' || c == ')' || c == ']' || c == '}' ||
                    (c == '?' && lexer->lookahead == '?');
    return start;
}

// Looks at the next line that is neither empty nor a remark. Marks the line ends before the first remark as taken.
static Start next_line(TSLexer *lexer) {
    Start nothing = {0};
    for (bool remarks = false;;) {
        take_blanks(lexer);
        if (lexer->eof(lexer)) return nothing;
        if (lexer->lookahead == '\n') {
            take(lexer);
            if (!remarks) lexer->mark_end(lexer);
        } else if (lexer->lookahead == '/') {
            take(lexer);
            if (lexer->lookahead != '/') return (Start){.goes_on = true};
            take(lexer);
            if (lexer->lookahead == '/') {
                take(lexer);
                if (lexer->lookahead != '/') return nothing;
            }
            take_line(lexer);
            remarks = true;
        } else if (lexer->lookahead == '`') {
            Start start = nothing;
            start.name = take_quoted(lexer);
            start.field = start.name && takes_sign_of_name(lexer, true);
            return start;
        } else if (is_word_start(lexer->lookahead)) {
            return start_of_word(lexer);
        } else {
            return start_of_sign(lexer);
        }
    }
}

static bool line_end(Scanner *scanner, TSLexer *lexer, const bool *valid) {
    uint8_t outside = outside_line_text(scanner);
    if (outside < scanner->depth) {
        // A text of one line does not go on, nor does what stands in its placeholders.
        if (!valid[RECOVERY]) return false;
        scanner->depth = outside;
    }
    take(lexer);
    lexer->mark_end(lexer);
    Start start = next_line(lexer);
    if (start.goes_on || (start.save && valid[SAVE])) return emit(lexer, CONTINUATION);
    if (valid[VALUE_NEWLINE] && !valid[RECOVERY]) return !start.field && emit(lexer, VALUE_NEWLINE);
    if (valid[ITEM_NEWLINE] && !valid[RECOVERY] && start.name) return emit(lexer, ITEM_NEWLINE);
    return valid[NEWLINE] && emit(lexer, NEWLINE);
}

// Texts

static bool close_text(Scanner *scanner, TSLexer *lexer, enum Token token) {
    lexer->mark_end(lexer);
    scanner->depth--;
    return emit(lexer, token);
}

// Whether a quote stands here that closes the text. Takes the quotes.
static bool takes_closing(TSLexer *lexer, bool block) {
    take(lexer);
    if (!block) return true;
    for (int quotes = 1; quotes < 3; quotes++) {
        if (lexer->lookahead != '"') return false;
        take(lexer);
    }
    return true;
}

// Takes what stands in a text up to the next escape, placeholder or closing quote, or one of the latter two.
static bool text(Scanner *scanner, TSLexer *lexer, const bool *valid) {
    bool block = is_within(scanner, BLOCK);
    for (bool any = false;; any = true) {
        int32_t c = lexer->lookahead;
        lexer->mark_end(lexer);
        if (c == '"') {
            bool closes = takes_closing(lexer, block);
            if (closes && any) return emit(lexer, CHUNK);
            enum Token token = block ? BLOCK_CLOSE : LINE_CLOSE;
            if (closes) return valid[token] && close_text(scanner, lexer, token);
        } else if (c == '{') {
            take(lexer);
            if (lexer->lookahead != '{') continue;
            if (any) return emit(lexer, CHUNK);
            if (!valid[PLACEHOLDER_OPEN] || !push(scanner, PLACEHOLDER)) return false;
            take(lexer);
            lexer->mark_end(lexer);
            return emit(lexer, PLACEHOLDER_OPEN);
        } else if (c == '\\' || lexer->eof(lexer) || (c == '\n' && !block)) {
            return any && emit(lexer, CHUNK);
        } else {
            take(lexer);
        }
    }
}

static bool open_text(Scanner *scanner, TSLexer *lexer, const bool *valid) {
    if (!valid[LINE_OPEN]) return false;
    take(lexer);
    lexer->mark_end(lexer);
    if (valid[BLOCK_OPEN] && lexer->lookahead == '"') {
        take(lexer);
        if (lexer->lookahead == '"') {
            take(lexer);
            lexer->mark_end(lexer);
            return push(scanner, BLOCK) && emit(lexer, BLOCK_OPEN);
        }
    }
    return push(scanner, LINE) && emit(lexer, LINE_OPEN);
}

// Numbers, dates and times

static unsigned take_digits(TSLexer *lexer, unsigned most) {
    unsigned count = 0;
    while (count < most && is_digit(lexer->lookahead)) {
        take(lexer);
        count++;
    }
    return count;
}

// The best reading so far of what starts with a digit: the longest, if a word does not go on behind it.
typedef struct {
    bool found;
    enum Token token;
} Reading;

static void read_as(TSLexer *lexer, Reading *reading, enum Token token) {
    if (is_word(lexer->lookahead)) return;
    lexer->mark_end(lexer);
    *reading = (Reading){true, token};
}

// Reads `:30`, `:30.25` and then a zone, behind hours and minutes.
static void read_seconds(TSLexer *lexer, Reading *reading, enum Token token) {
    if (lexer->lookahead != ':') return;
    take(lexer);
    if (take_digits(lexer, 2) != 2) return;
    read_as(lexer, reading, token);
    if (lexer->lookahead != '.') return;
    take(lexer);
    if (take_digits(lexer, UINT32_MAX) > 0) read_as(lexer, reading, token);
}

static void read_zone(TSLexer *lexer, Reading *reading) {
    if (lexer->lookahead == 'Z') {
        take(lexer);
        read_as(lexer, reading, DATETIME);
    } else if (lexer->lookahead == '+' || lexer->lookahead == '-') {
        take(lexer);
        if (take_digits(lexer, 2) != 2 || lexer->lookahead != ':') return;
        take(lexer);
        if (take_digits(lexer, 2) == 2) read_as(lexer, reading, DATETIME);
    }
}

// Reads `-11-30 13:00`, behind a year.
static void read_date(TSLexer *lexer, Reading *reading) {
    for (int part = 0; part < 2; part++) {
        if (lexer->lookahead != '-') return;
        take(lexer);
        if (take_digits(lexer, 2) != 2) return;
    }
    read_as(lexer, reading, DATE);
    if (lexer->lookahead != ' ' && lexer->lookahead != 'T') return;
    take(lexer);
    if (take_digits(lexer, 2) == 0 || lexer->lookahead != ':') return;
    take(lexer);
    if (take_digits(lexer, 2) != 2) return;
    read_as(lexer, reading, DATETIME);
    read_seconds(lexer, reading, DATETIME);
    read_zone(lexer, reading);
}

static bool number(TSLexer *lexer, const bool *valid) {
    Reading reading = {false, INTEGER};
    unsigned digits = take_digits(lexer, UINT32_MAX);
    read_as(lexer, &reading, INTEGER);
    if (lexer->lookahead == '-' && digits == 4) {
        read_date(lexer, &reading);
    } else if (lexer->lookahead == ':' && digits <= 2) {
        take(lexer);
        if (take_digits(lexer, 2) == 2) {
            read_as(lexer, &reading, TIME);
            read_seconds(lexer, &reading, TIME);
        }
    } else if (lexer->lookahead == '.') {
        take(lexer);
        if (take_digits(lexer, UINT32_MAX) > 0) read_as(lexer, &reading, NUMBER);
    }
    return reading.found && valid[reading.token] && emit(lexer, reading.token);
}

// Words that depend on what follows

// `today`, but not `today()` or `today.field`.
static bool day(TSLexer *lexer, enum Token token) {
    take_blanks(lexer);
    return lexer->lookahead != '(' && lexer->lookahead != '.' && emit(lexer, token);
}

// `window 09:00`, `speed 100`: what can hardly be content. Takes no text.
static bool begins_setting(TSLexer *lexer, const char *word) {
    bool window = is(word, "window");
    take_blanks(lexer);
    if (take_digits(lexer, UINT32_MAX) == 0) return false;
    if (window ? lexer->lookahead != ':' : is_word(lexer->lookahead)) return false;
    if (!window && lexer->lookahead == '.') {
        take(lexer);
        if (is_digit(lexer->lookahead)) return false;
    }
    return emit(lexer, BEGINS_SETTING);
}

// `not answered {`, `404 {`: words before a block. Takes no text.
static bool begins_outcome(TSLexer *lexer) {
    lexer->mark_end(lexer);
    for (bool any = false; is_word(lexer->lookahead); any = true) {
        if (any && is_digit(lexer->lookahead)) return false;
        while (is_word(lexer->lookahead)) take(lexer);
        take_blanks(lexer);
    }
    return lexer->lookahead == '{' && emit(lexer, BEGINS_OUTCOME);
}

static bool re_enter(TSLexer *lexer) {
    take(lexer);
    char word[WORD];
    take_word(lexer, word);
    lexer->mark_end(lexer);
    return is(word, "enter") && emit(lexer, RE_ENTER);
}

// Words behind which something decides what they are.
static bool word_before(TSLexer *lexer, const bool *valid, const char *word) {
    if (is(word, "today") && valid[TODAY]) return day(lexer, TODAY);
    if (is(word, "tomorrow") && valid[TOMORROW]) return day(lexer, TOMORROW);
    if (is(word, "yesterday") && valid[YESTERDAY]) return day(lexer, YESTERDAY);
    if (valid[WEEKDAY] && !is_one_of(word, WEEKDAYS)) return takes_keyword(lexer, "at") && emit(lexer, WEEKDAY);
    if (!valid[LABEL] || is_one_of(word, RESERVED)) return false;
    return takes_sign_of_name(lexer, false) && emit(lexer, LABEL);
}

static bool word(TSLexer *lexer, const bool *valid) {
    char word[WORD];
    lexer->mark_end(lexer);
    take_word(lexer, word);
    if (valid[BEGINS_SETTING] && is_one_of(word, SETTINGS)) return begins_setting(lexer, word);
    lexer->mark_end(lexer);
    if (is(word, "save") && valid[SAVE]) return emit(lexer, SAVE);
    if (valid[WEEKDAY] && is_one_of(word, WEEKDAYS)) return emit(lexer, WEEKDAY);
    if (is(word, "re") && valid[RE_ENTER] && lexer->lookahead == '-') return re_enter(lexer);
    return word_before(lexer, valid, word);
}

static bool quoted_label(TSLexer *lexer) {
    if (!take_quoted(lexer)) return false;
    lexer->mark_end(lexer);
    return takes_sign_of_name(lexer, false) && emit(lexer, LABEL);
}

// Signs and remarks

static bool slash(TSLexer *lexer, const bool *valid) {
    take(lexer);
    if (lexer->lookahead != '/') return false;
    take(lexer);
    bool documentation = lexer->lookahead == '/';
    if (documentation) {
        take(lexer);
        documentation = lexer->lookahead != '/';
    }
    take_line(lexer);
    lexer->mark_end(lexer);
    enum Token token = documentation ? DOCUMENTATION : COMMENT;
    return valid[token] && emit(lexer, token);
}

static bool close_placeholder(Scanner *scanner, TSLexer *lexer, const bool *valid) {
    if (!valid[PLACEHOLDER_CLOSE] || !is_within(scanner, PLACEHOLDER)) return false;
    take(lexer);
    if (lexer->lookahead != '}') return false;
    take(lexer);
    lexer->mark_end(lexer);
    scanner->depth--;
    return emit(lexer, PLACEHOLDER_CLOSE);
}

// Takes `W0412, "entered by hand"`. Gives whether that is what stands here.
static bool takes_code_and_reason(TSLexer *lexer) {
    char code[WORD];
    take_blanks(lexer);
    if (!is_word_start(lexer->lookahead)) return false;
    take_word(lexer, code);
    take_blanks(lexer);
    if (lexer->lookahead != ',') return true;
    take(lexer);
    take_blanks(lexer);
    if (lexer->lookahead != '"') return false;
    do {
        if (lexer->lookahead == '\\') take(lexer);
        take(lexer);
    } while (lexer->lookahead != '"' && lexer->lookahead != '\n' && !lexer->eof(lexer));
    if (lexer->lookahead == '"') take(lexer);
    take_blanks(lexer);
    return true;
}

// What stands in the brackets of an allowance, unless it is a code and perhaps a reason.
static bool misread(TSLexer *lexer) {
    lexer->mark_end(lexer);
    if (takes_code_and_reason(lexer) && lexer->lookahead == ')') return false;
    while (lexer->lookahead != ')' && lexer->lookahead != '\n' && !lexer->eof(lexer)) take(lexer);
    lexer->mark_end(lexer);
    return lexer->lookahead == ')' && emit(lexer, MISREAD);
}

bool tree_sitter_bourn_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
    Scanner *scanner = payload;
    if (is_within(scanner, LINE) || is_within(scanner, BLOCK)) {
        if (valid[CHUNK] && text(scanner, lexer, valid)) return true;
        if (!valid[RECOVERY] || lexer->lookahead != '\n') return false;
    }
    if (valid[MISREAD] && !valid[RECOVERY]) return misread(lexer);
    while (is_blank(lexer->lookahead)) lexer->advance(lexer, true);
    int32_t c = lexer->lookahead;
    if (valid[BEGINS_OUTCOME] && !valid[RECOVERY] && is_word(c)) return begins_outcome(lexer);
    if (is_digit(c)) return number(lexer, valid);
    if (is_word_start(c)) return word(lexer, valid);
    switch (c) {
        case '\n': return line_end(scanner, lexer, valid);
        case '/': return slash(lexer, valid);
        case '"': return open_text(scanner, lexer, valid);
        case '`': return valid[LABEL] && quoted_label(lexer);
        case '}': return close_placeholder(scanner, lexer, valid);
        default: return false;
    }
}
