//! Well-formed programs with any layout: blanks, line ends and remarks wherever the grammar takes them.
//!
//! What is written is decided by a list of numbers, one a choice. When they run out the first choice is taken, which always
//! ends; so a shorter list is a smaller program, and failures shrink.

/// The program that the numbers stand for.
pub(crate) fn program(choices: &[u8]) -> String {
    let mut source = Source { choices: choices.iter(), out: String::new(), depth: 0, remarks: 0 };
    source.lines();
    while source.choices.len() > 0 {
        source.declaration();
        source.ends_line();
    }
    source.out
}

const NAMES: &[&str] =
    &["a", "plan", "`two words`", "loyaltyPoints", "in", "at", "aNameThatIsRatherLong", "save2"];
const TEXTS: &[&str] = &[
    "\"t\"",
    "\"\"",
    "\"Hi {{ a ?? \"x\" }}\"",
    "\"\"\"\n    Dear {{a}}\n      b\n    \"\"\"",
    "\"žeđ // none\"",
];
const NUMBERS: &[&str] = &["1", "3.14", "true", "2026-11-30", "3 days", "13:00", "2026-11-30 13:00"];

struct Source<'c> {
    choices: std::slice::Iter<'c, u8>,
    out: String,
    depth: usize,
    remarks: usize,
}

impl Source<'_> {
    /// One of so many choices.
    fn pick(&mut self, count: usize) -> usize {
        self.choices.next().map_or(0, |&choice| usize::from(choice) % count)
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.pick(words.len())]
    }

    // Layout.

    /// A word behind a blank.
    fn word(&mut self, word: &str) {
        if !self.out.ends_with(['(', '[', ' ', '\n']) {
            let blanks = self.one_of(&[" ", " ", "  ", "\t", " \t "]);
            self.out.push_str(blanks);
        }
        self.out.push_str(word);
    }

    fn words(&mut self, words: &str) {
        words.split(' ').for_each(|word| self.word(word));
    }

    /// A sign, mostly without a blank before it.
    fn sign(&mut self, sign: &str) {
        let blank = self.one_of(&["", "", " "]);
        self.out.push_str(blank);
        self.out.push_str(sign);
    }

    fn remark(&mut self) {
        self.remarks += 1;
        let (slashes, blank) = (self.one_of(&["// ", "//", "//// "]), self.one_of(&["", "  "]));
        self.out.push_str(&format!("{slashes}r{}{blank}", self.remarks));
    }

    /// A place where a line may end.
    fn may_end(&mut self) {
        match self.pick(10) {
            7 => self.lines(),
            8 => {
                self.out.push(' ');
                self.remark();
                self.lines();
            }
            _ => {}
        }
    }

    /// A line end, and what may stand behind it on lines of its own.
    fn lines(&mut self) {
        self.out.push('\n');
        while self.pick(4) == 3 {
            let blanks = self.one_of(&["", "  ", "      "]);
            self.out.push_str(blanks);
            if self.pick(2) == 1 {
                self.remark();
            }
            self.out.push('\n');
        }
        let blanks = self.one_of(&["    ", " ", "         ", "\t"]);
        self.out.push_str(blanks);
    }

    /// The end of a statement or declaration that needs a line end.
    fn ends_line(&mut self) {
        if self.pick(4) == 3 {
            self.out.push(' ');
            self.remark();
        }
        self.lines();
    }

    fn documentation(&mut self) {
        while self.pick(8) == 7 {
            self.remarks += 1;
            self.out.push_str(&format!("/// d{}", self.remarks));
            self.lines();
        }
    }

    /// `{ … }` with entries that are parted by line ends or by `separator`.
    fn block(&mut self, separator: &str, entry: fn(&mut Self)) {
        self.block_of(separator, true, entry);
    }

    fn block_of(&mut self, separator: &str, documented: bool, entry: fn(&mut Self)) {
        self.word("{");
        self.depth += 1;
        if self.pick(3) == 0 {
            self.out.push(' ');
        } else {
            self.ends_line();
        }
        for at in 0..self.pick(4) {
            if at > 0 && self.pick(2) == 1 {
                self.sign(separator);
                self.out.push(' ');
            } else if at > 0 {
                self.ends_line();
            }
            if documented {
                self.documentation();
            }
            entry(self);
        }
        if self.pick(2) == 1 {
            self.ends_line();
        }
        self.depth -= 1;
        self.word("}");
    }

    // Declarations. Each starts a line.

    fn declaration(&mut self) {
        self.documentation();
        match self.pick(7) {
            0 => {
                self.word("segment");
                self.word("A");
                self.title();
                self.gives(Source::condition);
            }
            1 => {
                self.word("people");
                self.block(",", Source::attribute);
            }
            2 => {
                self.words("event e");
                self.title();
                self.block(",", Source::field);
            }
            3 => {
                self.word("senders");
                self.block(",", |source| source.words("email news = \"a@b.example\""));
            }
            4 => self.function(),
            5 => {
                self.words("test \"t\"");
                self.block(";", Source::step);
            }
            _ => {
                self.words("flow F");
                self.title();
                self.body();
            }
        }
    }

    fn title(&mut self) {
        if self.pick(3) == 2 {
            self.word("\"A title that takes some room on the line\"");
        }
    }

    fn function(&mut self) {
        self.words("function f");
        self.list(Source::field);
        self.out.push_str(": text");
    }

    fn gives(&mut self, value: fn(&mut Self)) {
        self.sign("=");
        self.out.push(' ');
        self.may_end();
        value(self);
    }

    fn field(&mut self) {
        let (name, kind) = (self.one_of(NAMES), self.one_of(&["text", "list of text", "number?", "list of"]));
        self.word(name);
        self.sign(":");
        match kind {
            "list of" if self.depth > 3 => self.word("text"),
            "list of" => self.object_type(),
            _ => self.words(kind),
        }
    }

    fn object_type(&mut self) {
        let list = self.one_of(&["", "list of"]);
        self.words(list);
        self.block(",", Source::field);
        let optional = self.one_of(&["", "?"]);
        self.out.push_str(optional);
    }

    fn attribute(&mut self) {
        if self.pick(2) == 1 {
            self.word("computed");
            self.field();
            self.gives(Source::expression);
        } else {
            self.field();
        }
    }

    // Flows.

    fn body(&mut self) {
        self.block(";", Source::statement);
    }

    fn statement(&mut self) {
        let deep = self.depth > 3;
        match self.pick(if deep { 7 } else { 11 }) {
            0 => self.word("exit"),
            1 => self.words("re-enter 7 days after exit, at most 2 times per week"),
            2 => {
                self.word("label");
                self.sign(":");
                self.words("pause 3 days until 13:00");
            }
            3 => {
                self.words("enter when");
                self.event_clause();
            }
            4 => {
                self.word("set");
                self.items(Source::assignment);
            }
            5 => {
                self.words("add tag");
                self.value();
            }
            6 => {
                self.words("variable x: number");
                self.gives(Source::expression);
            }
            7 => {
                self.words("update profile");
                self.block_of(",", false, Source::assignment);
            }
            8 => {
                self.words("send email from news");
                self.block(";", |source| {
                    let text = source.one_of(TEXTS);
                    source.word("body");
                    source.word(text);
                });
            }
            9 => {
                self.words("split audience");
                self.block(" ", |source| {
                    source.words("50% half");
                    source.body();
                });
            }
            _ => {
                self.words("wait for event up to 2 days");
                self.block(" ", Source::arm);
            }
        }
    }

    fn arm(&mut self) {
        if self.pick(2) == 0 {
            self.word("otherwise");
        } else {
            self.word("when");
            self.event_clause();
        }
        self.body();
    }

    fn event_clause(&mut self) {
        self.condition();
        if self.pick(3) == 2 {
            self.may_end();
            self.word("save");
            self.may_end();
            self.items(|source| source.word("itemId"));
        }
    }

    fn assignment(&mut self) {
        let name = self.one_of(NAMES);
        self.word(name);
        self.gives(Source::expression);
    }

    // Tests.

    fn step(&mut self) {
        match self.pick(10) {
            0 => self.words("expect never not reminder sent to ana"),
            8 => self.words("expect api POST \"https://a.example/*\" called for ana 2 times"),
            1 => {
                self.words("person ana");
                self.block_of(",", false, Source::assignment);
            }
            2 => {
                self.word("at");
                self.word("2026-12-02 09:00");
            }
            3 => {
                self.words("ana clicked of Welcome.reminder");
                self.block_of(",", false, Source::assignment);
            }
            4 => self.words("ana clicked"),
            5 => {
                self.words("ana enters Welcome");
                self.list(Source::assignment);
            }
            6 => {
                self.words("expect ana tagged");
                self.value();
            }
            7 => {
                self.words("api POST \"https://a.example\" answers 200 json");
                self.answer();
            }
            _ => {
                self.word("expect");
                self.condition();
            }
        }
    }

    fn answer(&mut self) {
        let deep = self.depth > 4;
        match self.pick(if deep { 3 } else { 5 }) {
            0 => self.word("null"),
            1 => self.word("-2.5e3"),
            2 => self.word("\"a\\/b\""),
            3 => self.block_of(",", false, |source| {
                source.word("\"a\"");
                source.sign(":");
                source.may_end();
                source.answer();
            }),
            _ => {
                self.depth += 1;
                self.word("[");
                self.may_end();
                self.items(Source::answer);
                self.may_end();
                self.word("]");
                self.depth -= 1;
            }
        }
    }

    // Expressions.

    /// Items behind each other, parted by commas.
    fn items(&mut self, item: fn(&mut Self)) {
        item(self);
        for _ in 0..self.pick(3) {
            self.sign(",");
            self.may_end();
            item(self);
        }
    }

    /// Items in brackets.
    fn list(&mut self, item: fn(&mut Self)) {
        self.sign("(");
        self.may_end();
        self.items(item);
        if self.pick(4) == 3 {
            self.sign(",");
        }
        self.may_end();
        self.sign(")");
    }

    fn expression(&mut self) {
        if self.depth < 6 && self.pick(5) == 4 {
            self.depth += 1;
            self.word("if");
            self.condition();
            self.may_end();
            self.word("then");
            self.may_end();
            self.value();
            self.may_end();
            self.word("else");
            self.may_end();
            self.expression();
            self.depth -= 1;
        } else if self.depth < 6 && self.pick(8) == 7 {
            self.block_of(",", false, |source| {
                let name = source.one_of(NAMES);
                source.word(name);
                source.sign(":");
                source.out.push(' ');
                source.may_end();
                source.expression();
            });
        } else {
            self.condition();
        }
    }

    fn condition(&mut self) {
        self.test();
        for _ in 0..self.pick(4) {
            self.may_end();
            let word = self.one_of(&["and", "or"]);
            self.word(word);
            self.may_end();
            if self.pick(5) == 4 {
                self.word("not");
            }
            self.test();
        }
    }

    fn test(&mut self) {
        match self.pick(9) {
            0 => self.word("b"),
            8 => {
                self.words("any person.orders");
                self.filter();
            }
            1 => self.words("in segment Adults"),
            2 => self.happened(),
            3 => {
                self.value();
                self.words("was 3 days");
                let ago = self.one_of(&["", " ago"]);
                self.out.push_str(ago);
            }
            4 => {
                self.value();
                self.words("was within 3 days");
                let ago = self.one_of(&["", " ago"]);
                self.out.push_str(ago);
            }
            5 => {
                self.value();
                self.words("is not one of");
                self.list(Source::value);
            }
            _ => {
                self.value();
                let operator = self.one_of(&["<=", "is", "is not", "starts with", "less than"]);
                self.words(operator);
                self.may_end();
                self.value();
            }
        }
    }

    fn happened(&mut self) {
        self.words("happened addedToCart");
        if self.pick(2) == 1 {
            self.filter();
        }
        let count = self.one_of(&["", " at least  3 times", " at most 1 times within last 7 days"]);
        self.out.push_str(count);
        for _ in 0..self.pick(3) {
            self.followed();
        }
    }

    fn followed(&mut self) {
        self.may_end();
        let link = self.one_of(&["followed by itemPurchased", "not followed by change of plan to \"a\""]);
        self.words(link);
        if link.starts_with("followed") && self.pick(2) == 1 {
            self.filter();
        }
        let within = self.one_of(&["", " within 1 day", " within  days( 2 )"]);
        self.out.push_str(within);
    }

    fn filter(&mut self) {
        self.may_end();
        self.word("where");
        self.may_end();
        self.word("(");
        self.may_end();
        self.condition();
        self.may_end();
        self.word(")");
    }

    /// An argument, which may be items of a list.
    fn argument(&mut self) {
        self.expression();
        // A filter right behind a change would be one of what happens then, and changes have none.
        let ends_in_change = self.out.ends_with("\"a\"");
        if self.depth < 6 && !ends_in_change && self.pick(8) == 7 {
            self.filter();
        }
    }

    fn value(&mut self) {
        self.depth += 1;
        self.term();
        let count = if self.depth > 6 { 0 } else { self.pick(3) };
        for _ in 0..count {
            self.may_end();
            let operator = self.one_of(&["+", "-", "*", "/", "%", "??"]);
            self.word(operator);
            self.out.push(' ');
            self.may_end();
            self.term();
        }
        self.depth -= 1;
    }

    fn term(&mut self) {
        let deep = self.depth > 6;
        match self.pick(if deep { 4 } else { 8 }) {
            0 => self.word("x"),
            1 => {
                let name = self.one_of(NAMES);
                self.word(name);
            }
            2 => {
                let number = self.one_of(NUMBERS);
                self.word(number);
            }
            3 => {
                let text = self.one_of(TEXTS);
                self.word(text);
            }
            4 => {
                self.word("-");
                self.term();
            }
            5 => {
                self.word("round");
                self.list(Source::argument);
            }
            6 => {
                self.word("[");
                self.may_end();
                if self.pick(4) > 0 {
                    self.items(Source::expression);
                }
                self.may_end();
                self.sign("]");
            }
            _ => {
                self.word("(");
                self.may_end();
                self.expression();
                self.may_end();
                self.sign(")");
            }
        }
    }
}
