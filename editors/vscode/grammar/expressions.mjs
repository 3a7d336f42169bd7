// Remarks, texts, other literals, and what conditions and formulas are made of.

import { texts } from "./texts.mjs";
import { BEHIND, NAME, SCOPE, anyOf, match, token, use, words } from "./pieces.mjs";

const UNIT = String.raw`(?:second|minute|hour|day|week|month|year)s?\b`;
const DAY = String.raw`\d{4}-\d{2}-\d{2}`;
const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?`;
const ZONE = String.raw`(?:Z|[+-]\d{2}:\d{2})?`;

const literals = {
    literals: {
        patterns: [
            token("constant.numeric.datetime", String.raw`\b${DAY}[ T]${CLOCK}${ZONE}(?![\w])`),
            token("constant.numeric.date", String.raw`\b${DAY}(?![\w])`),
            token("constant.numeric.time", String.raw`\b${CLOCK}(?![\w])`),
            match(String.raw`\b(\d+)[ \t]+(${UNIT})`, "constant.numeric", "keyword.other.unit"),
            token("constant.numeric", String.raw`\b\d+(?:\.\d+)?(?![\w])`),
            token("constant.language", anyOf("true", "false", "empty")),
        ],
    },
};

// Phrases are tried longest first, and before the names that their words may be elsewhere.
const COMPARISONS = [
    String.raw`\bis(?:[ \t]+not)?[ \t]+(?:one[ \t]+of(?=[ \t]*\()|(?:between|exactly)(?=[ \t]+[^ \t=])|(?:today|tomorrow|yesterday)\b(?![(.]))`,
    String.raw`\bwas[ \t]+(?:within|more[ \t]+than)(?=[ \t])`,
    String.raw`\bwas[ \t]+(?:today|yesterday)\b(?![(.])`,
    String.raw`\bwill[ \t]+be[ \t]+(?:in|within|more[ \t]+than)(?=[ \t])`,
    String.raw`\bdoes[ \t]+not[ \t]+(?:contain|start[ \t]+with|end[ \t]+with)\b`,
    BEHIND + anyOf("contains", "starts with", "ends with", "matches", "ignoring year"),
    BEHIND + anyOf("less than or equal", "less than", "greater than or equal", "greater than"),
    // Behind a unit: `was 2 weeks ago`.
    String.raw`(?<=day|hour|week|year|month|minute|second|s)[ \t]+ago\b`,
    String.raw`\b(?:is|was|will)\b(?:[ \t]+not\b)?`,
];

const AMOUNT = String.raw`(?:exactly|at[ \t]+least|at[ \t]+most|more[ \t]+than|less[ \t]+than)`;

const conditions = {
    comparisons: { patterns: COMPARISONS.map((one) => token(SCOPE.operator, one)) },
    events: {
        patterns: [
            match(String.raw`\b(change[ \t]+of)[ \t]+(${NAME})`, SCOPE.clause, SCOPE.field),
            match(
                String.raw`\b((?:not[ \t]+)?followed[ \t]+by)[ \t]+(?!change[ \t]+of\b)(${NAME})`,
                SCOPE.operator,
                SCOPE.event,
            ),
            token(SCOPE.operator, String.raw`\b(?:not[ \t]+)?followed[ \t]+by\b`),
            match(String.raw`\b(happened)[ \t]+(?!change[ \t]+of\b)(${NAME})`, SCOPE.operator, SCOPE.event),
            match(String.raw`(?<=\()[ \t]*(event)[ \t]+(${NAME})`, SCOPE.declares, SCOPE.event),
            match(String.raw`\b(${AMOUNT})[ \t]+(\d+)[ \t]+(times)\b`, SCOPE.clause, "constant.numeric", SCOPE.clause),
            token(SCOPE.clause, BEHIND + anyOf("within last", "before last", "between last", "within", "between")),
            token(SCOPE.clause, BEHIND + anyOf("since", "until", "before", "after")),
            match(
                String.raw`${BEHIND}(of)[ \t]+(${NAME})(?:[ \t]+(version)[ \t]+(\d+))?`,
                SCOPE.clause,
                SCOPE.label,
                SCOPE.clause,
                "constant.numeric",
            ),
            // The sides of a change, behind the attribute.
            token(
                SCOPE.clause,
                String.raw`(?<=\w|${"`"})[ \t]+(?:from|to)(?=[ \t]+(?:["\d(]|empty\b|not[ \t]+empty\b|true\b|false\b))`,
            ),
        ],
    },
    questions: {
        patterns: [
            match(String.raw`\b(in[ \t]+segment)[ \t]+(${NAME})`, SCOPE.operator, "entity.name.type.segment"),
            token(SCOPE.operator, String.raw`\bhas[ \t]+(?:no[ \t]+)?tag(?=[ \t]+["(\p{L}])`),
            match(
                String.raw`\b(last[ \t]+contacted)\b(?:[ \t]+(by)[ \t]+(${NAME}))?`,
                SCOPE.operator,
                SCOPE.operator,
                SCOPE.channel,
            ),
            match(String.raw`\b(any|all)[ \t]+(${NAME}(?:\.${NAME})*)(?=[ \t]+where\b)`, SCOPE.operator, SCOPE.field),
            match(String.raw`${BEHIND}(in)[ \t]+(${UNIT})`, SCOPE.operator, "keyword.other.unit"),
        ],
    },
    logic: {
        patterns: [
            token("keyword.operator.wordlike.logical", anyOf("and", "or", "not")),
            token("keyword.control.conditional", anyOf("if", "then", "else")),
            token(SCOPE.clause, words("where")),
            token("keyword.operator.comparison", String.raw`==|!=|<=|>=|<|>`),
            token("keyword.operator.default", String.raw`\?\?`),
            token("keyword.operator.assignment", "="),
            token("keyword.operator.arithmetic", String.raw`[-+*%]|/(?!/)`),
        ],
    },
};

const names = {
    saved: {
        // `save itemId, total = price`
        begin: String.raw`(?<=^|[ \t])(save)(?=[ \t]+${NAME}[ \t]*(?:[,={;:}]|save\b|$|//))`,
        beginCaptures: { 1: { name: "keyword.other.clause.bourn" } },
        end: String.raw`(?=[{};])|(?<!,)$`,
        patterns: [
            match(String.raw`(?<=save|,)[ \t]*(${NAME})`, "variable.other.declaration"),
            match(String.raw`(?<==)[ \t]*(header)(?=[ \t]+")`, SCOPE.clause),
            ...use("jsonPath", "typed", "expression"),
        ],
    },
    names: {
        patterns: [
            match(String.raw`\b(person|event|flow|secret)(?=\.${NAME})`, "variable.language"),
            match(String.raw`(\.)(${NAME})`, "punctuation.accessor", SCOPE.field),
            match(String.raw`(${NAME})(?=[ \t]*=(?!=))`, "variable.other.assigned"),
            match(String.raw`(${NAME})(?=\()`, "entity.name.function"),
            token("variable.other.quoted", String.raw`${"`"}[^${"`"}\n]+${"`"}`),
            token("variable.other", NAME),
        ],
    },
    brackets: {
        begin: String.raw`\(`,
        end: String.raw`\)`,
        patterns: use("expression"),
    },
    list: {
        begin: String.raw`\[`,
        end: String.raw`\]`,
        patterns: use("object", "expression"),
    },
    object: {
        begin: String.raw`(?<=[=:,(\[])[ \t]*\{`,
        end: String.raw`\}`,
        patterns: [
            match(String.raw`(${NAME})[ \t]*(:)`, SCOPE.field, "punctuation.separator"),
            ...use("object", "expression"),
        ],
    },
};

/** The rules of expressions, by name. */
export const expressions = {
    ...texts,
    ...literals,
    ...conditions,
    ...names,
    expression: {
        patterns: use(
            "comments",
            "texts",
            "saved",
            "events",
            "questions",
            "comparisons",
            "literals",
            "logic",
            "object",
            "brackets",
            "list",
            "names",
        ),
    },
};
