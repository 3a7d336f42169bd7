//! Pages of Markdown, and the blocks in them.

use std::fs;
use std::path::{Path, PathBuf};

/// A page.
pub(crate) struct Page {
    /// Its path below the root, with `/`.
    pub(crate) path: String,
    /// What stands in it.
    pub(crate) text: String,
    /// Its blocks of code and its hidden preludes, in order.
    pub(crate) blocks: Vec<Block>,
}

/// A fenced block of code, or a hidden prelude.
#[derive(Debug)]
pub(crate) struct Block {
    /// The line of the fence, from 1.
    pub(crate) line: usize,
    /// The first word behind the fence.
    pub(crate) language: String,
    /// The words that follow it.
    words: Vec<String>,
    /// What stands in it.
    pub(crate) text: String,
}

impl Block {
    pub(crate) fn is(&self, word: &str) -> bool {
        self.words.iter().any(|known| known == word)
    }

    /// What stands behind `name=`.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('='))
    }

    /// Whether something is done with it that can fail.
    #[allow(dead_code, reason = "the tests of documents and of specs read pages, and one of them asks")]
    pub(crate) fn is_executed(&self) -> bool {
        matches!(self.language.as_str(), "flow" | "toml" | "console")
    }

    /// The file that it stands for: parts of flows and lone conditions need something around them.
    pub(crate) fn as_file(&self) -> String {
        if self.is("inside") {
            inside(&self.text)
        } else if self.is("conditions") || self.is("formulas") {
            conditions(&self.text)
        } else {
            self.text.clone()
        }
    }

    fn new(line: usize, information: &str) -> Block {
        let mut words = information.split(',').map(|word| word.trim().to_owned());
        let language = words.next().unwrap_or_default();
        Block { line, language, words: words.collect(), text: String::new() }
    }
}

/// The folder of the package.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All pages of the package, in the order of their paths.
pub(crate) fn pages() -> Vec<Page> {
    let mut files = Vec::new();
    markdown_below(root(), &mut files);
    files.sort();
    files.iter().map(|file| Page::read(file)).collect()
}

fn markdown_below(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if path.is_dir() {
            let is_made = name == "target" || name == "node_modules" || path.join("CACHEDIR.TAG").exists();
            if !name.starts_with('.') && !is_made {
                markdown_below(&path, files);
            }
        } else if name.ends_with(".md") {
            files.push(path);
        }
    }
}

impl Page {
    fn read(file: &Path) -> Page {
        let path = file.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        Page::new(&path, fs::read_to_string(file).unwrap())
    }

    /// A page of this text.
    pub(crate) fn new(path: &str, text: String) -> Page {
        let blocks = blocks(&text);
        Page { path: path.to_owned(), text, blocks }
    }

    /// Whether it is one of those whose blocks are run.
    pub(crate) fn is_document(&self) -> bool {
        let below = |folder: &str| self.path.starts_with(folder);
        self.path == "README.md" || below("examples/") || below("docs/") && !below("docs/errors/")
    }

    /// The lines that are neither code nor comments, with their numbers from 1.
    pub(crate) fn prose(&self) -> impl Iterator<Item = (usize, &str)> {
        let mut fenced = false;
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        lines.filter(move |(_, line)| {
            let fence = line.trim_start().starts_with("```");
            fenced ^= fence;
            !fence && !fenced
        })
    }
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(Block, &str)> = None;
    for (at, line) in text.lines().enumerate() {
        match &mut open {
            Some((_, end)) if line.trim_end() == *end => blocks.extend(open.take().map(|(block, _)| block)),
            Some((block, _)) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            None if line.starts_with("```") => open = Some((Block::new(at + 1, &line[3..]), "```")),
            None if line.trim_end() == "<!-- prelude" => {
                open = Some((Block::new(at + 1, "flow,prelude"), "-->"));
            }
            None => {}
        }
    }
    assert!(open.is_none(), "a block is not closed: {open:?}");
    blocks
}

/// The first line, from 1, in which two texts differ.
pub(crate) fn first_difference(one: &str, other: &str) -> Option<usize> {
    if one == other {
        return None;
    }
    let same = one.lines().zip(other.lines()).take_while(|(one, other)| one == other).count();
    Some(same + 1)
}

/// A flow around settings and elements.
fn inside(text: &str) -> String {
    let has_entry = text.lines().any(|line| line.trim_start().starts_with("enter "));
    let entry = if has_entry { "" } else { "enter when happened itemViewed\n" };
    format!("flow Example {{\n{entry}{text}}}\n")
}

/// Segments of conditions.
fn conditions(text: &str) -> String {
    let lines = joined(text).into_iter().enumerate();
    lines.map(|(at, line)| format!("segment Condition{at} = {line}\n")).collect()
}

/// The lines of a block, each with those that it goes on in.
pub(crate) fn joined(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with("//")) {
        match lines.last_mut() {
            Some(last) if line.starts_with(' ') => {
                last.push('\n');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}
