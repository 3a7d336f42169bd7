// What rules are made of: names, places in a line, and short ways to write them.

/** A word that the language or its user made up: `plan`, `` `Contract Expiry Date` ``. */
export const NAME = String.raw`(?:[\p{L}_][\p{L}\p{N}\p{M}_]*|${"`"}[^${"`"}\n]+${"`"})`;

/** Blanks within a line. */
export const BLANK = String.raw`[ \t]+`;

/** Where a statement, field or step begins: at a line's start, or behind what ends the one before or opens a block. */
export const START = String.raw`(?<=^|[{};])[ \t]*`;

/** Where an element begins: as a statement, or behind its label. */
export const ELEMENT = String.raw`(?<=^|[{};]|:)[ \t]*`;

/** The last character of a value with a blank behind it: here a word may be an operator or open a clause. */
export const BEHIND = String.raw`(?<=[\p{L}\p{N}\p{M}_${"`"}"\)\]] )(?<!\band |\bor |\bnot |\bif |\bthen |\belse |\bwhere |\bwhen |\bhappened )`;

/** The end of a statement: with its block, or with its line. */
export const END = String.raw`(?<=\})|(?=[;}])|$`;

/** Several words with blanks between them, at word boundaries. */
export const words = (...phrase) => String.raw`\b${phrase.join(BLANK)}\b(?![\p{L}\p{M}])`;

/** Any of some phrases, each a text with single blanks. */
export const anyOf = (...phrases) => `(?:${phrases.map((phrase) => words(...phrase.split(" "))).join("|")})`;

/** What a rule gives its groups: scopes in order. */
export const captures = (...scopes) =>
    Object.fromEntries(scopes.map((name, index) => [index + 1, { name: `${name}.bourn` }]));

/** A rule for a stretch of text without parts. */
export const match = (match, ...scopes) => ({ match, captures: captures(...scopes) });

/** A rule for a stretch of text that is one thing. */
export const token = (name, match) => ({ name: `${name}.bourn`, match });

/** Rules of the repository, by their names. */
export const use = (...names) => names.map((name) => ({ include: `#${name}` }));

/** The scopes that are used over and over. */
export const SCOPE = {
    word: "keyword.control",
    clause: "keyword.other.clause",
    operator: "keyword.operator.wordlike",
    declares: "storage.type",
    event: "support.class.event",
    flow: "entity.name.type.flow",
    label: "entity.name.label",
    channel: "variable.other.constant.channel",
    field: "variable.other.property",
    title: "string.quoted.double",
};

/** A block between braces that holds other rules. */
export const block = (...patterns) => ({
    begin: String.raw`\{`,
    beginCaptures: { 0: { name: "punctuation.section.block.begin.bourn" } },
    end: String.raw`\}`,
    endCaptures: { 0: { name: "punctuation.section.block.end.bourn" } },
    patterns: patterns.flatMap((one) => (typeof one === "string" ? use(one) : [one])),
});

/** A rule for something with a head and, mostly, a block: from the head's words to the end of the block or line. */
export const headed = (begin, scopes, ...patterns) => ({
    begin,
    beginCaptures: captures(...scopes),
    end: END,
    patterns: patterns.flatMap((one) => (typeof one === "string" ? use(one) : [one])),
});
