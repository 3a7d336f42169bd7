// Remarks, texts with their placeholders, and paths into JSON.

import { use } from "./pieces.mjs";

const punctuation = (side) => ({ 0: { name: `punctuation.definition.string.${side}.bourn` } });

/** A text between two delimiters. */
const text = (kind, begin, end) => ({
    name: `string.quoted.${kind}.bourn`,
    begin,
    beginCaptures: punctuation("begin"),
    end,
    endCaptures: punctuation("end"),
    patterns: use("escapes", "placeholder"),
});

/** The rules of remarks and texts, by name. */
export const texts = {
    comments: {
        patterns: [
            { name: "comment.line.documentation.bourn", match: String.raw`///(?!/).*$` },
            { name: "comment.line.double-slash.bourn", match: String.raw`//.*$` },
        ],
    },
    texts: {
        patterns: [text("triple", '"""', '"""'), text("double", '"', String.raw`"|$`)],
    },
    escapes: {
        patterns: [
            { name: "constant.character.escape.bourn", match: String.raw`\\(?:\{\{|u\{[0-9A-Fa-f]{1,6}\}|[nt"\\])` },
            { name: "invalid.illegal.escape.bourn", match: String.raw`\\.` },
        ],
    },
    placeholder: {
        name: "meta.embedded.placeholder.bourn",
        begin: String.raw`\{\{`,
        beginCaptures: { 0: { name: "punctuation.section.embedded.begin.bourn" } },
        end: String.raw`\}\}`,
        endCaptures: { 0: { name: "punctuation.section.embedded.end.bourn" } },
        patterns: use("expression"),
    },
    jsonPath: {
        name: "string.unquoted.path.bourn",
        match: String.raw`\$(?:\[(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\]'"])*\]|[^ \t\n,;{}\[])*`,
    },
    json: {
        // The blanks belong to it, so that an object in an object is one of JSON, too.
        begin: String.raw`[ \t]*\{`,
        end: String.raw`\}`,
        patterns: [
            {
                match: String.raw`("(?:\\.|[^"\\])*"|[\p{L}_][\p{L}\p{N}\p{M}_]*)[ \t]*(:)`,
                captures: {
                    1: { name: "support.type.property-name.bourn" },
                    2: { name: "punctuation.separator.bourn" },
                },
            },
            ...use("jsonNull", "json", "jsonList", "expression"),
        ],
    },
    jsonList: {
        begin: String.raw`\[`,
        end: String.raw`\]`,
        patterns: use("jsonNull", "json", "jsonList", "expression"),
    },
    jsonNull: { name: "constant.language.bourn", match: String.raw`\bnull\b` },
};
