//! Flows of a hundred elements, drawn by chance from a seed.

/// A source with one flow of 99 elements and an entry, nested up to five deep.
pub(crate) fn flow(seed: u64) -> String {
    let mut maker =
        Maker { state: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1, left: 99, text: String::new() };
    maker.text.push_str(
        "people { points: integer }\nevent bought { price: number }\nsenders { email shop = \"a@shop.example\" }\n\
         flow Large \"A flow of a hundred elements\" {\n    enter when happened bought\n    exit when happened emailUnsubscribed\n",
    );
    while maker.left > 0 {
        maker.element(1);
    }
    maker.text.push_str("}\n");
    maker.text
}

struct Maker {
    state: u64,
    left: usize,
    text: String,
}

impl Maker {
    fn below(&mut self, bound: u64) -> u64 {
        self.state =
            self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) % bound
    }

    fn line(&mut self, depth: usize, line: &str) {
        self.text.push_str(&"    ".repeat(depth));
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn element(&mut self, depth: usize) {
        self.left -= 1;
        let number = self.left;
        match self.below(if depth < 6 { 9 } else { 4 }) {
            0 => self.line(depth, &format!("pause {} hours", number + 1)),
            1 => self.line(depth, &format!("add tag \"tag number {number}\"")),
            2 => self.line(
                depth,
                &format!("m{number}: send email from shop {{ subject \"Message {number} for {{{{firstName ?? \"you\"}}}}\"; body \"…\" }}"),
            ),
            3 => self.line(depth, &format!("update profile {{ points = (points ?? 0) + {} }}", number + 1)),
            4 | 5 => {
                self.line(depth, "segment audience {");
                self.arm(depth, &format!("when points is {number}"), false);
                self.arm(depth, &format!("when points > {} and firstName starts with \"A\"", number + 100), true);
                self.arm(depth, "otherwise", false);
                self.line(depth, "}");
            }
            6 | 7 => {
                self.line(depth, &format!("wait for event up to {} days {{", number + 1));
                self.arm(depth, &format!("when happened bought where price > {number}"), false);
                self.arm(depth, "otherwise", true);
                self.line(depth, "}");
            }
            _ => {
                self.line(depth, &format!("s{number}: split audience {{"));
                self.arm(depth, "30% control", false);
                self.arm(depth, "40% first", false);
                self.arm(depth, "30% second", false);
                self.line(depth, "}");
            }
        }
    }

    fn arm(&mut self, depth: usize, head: &str, may_exit: bool) {
        self.line(depth + 1, &format!("{head} {{"));
        for _ in 0..self.below(4) {
            if self.left > 0 {
                self.element(depth + 2);
            }
        }
        if may_exit && self.left > 0 && self.below(3) == 0 {
            self.left -= 1;
            self.line(depth + 2, "exit");
        }
        self.line(depth + 1, "}");
    }
}
