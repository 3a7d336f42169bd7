// Declarations, types and fields.

import { BLANK, NAME, SCOPE, START, block, captures, headed, match, token, use } from "./pieces.mjs";

/** A head with a word, a name and what else stands before its block. */
const declaration = (head, scopes, ...patterns) => headed(String.raw`^[ \t]*${head}`, scopes, "comments", ...patterns);

const types = {
    type: {
        patterns: [
            token("keyword.other.type", String.raw`\blist[ \t]+of\b`),
            token("support.type", String.raw`\b(?:boolean|text|integer|number|date|datetime|duration)\b`),
            token("keyword.operator.optional", String.raw`\?(?!\?)`),
            block("fields"),
        ],
    },
    // What stands behind a `:`.
    typed: {
        begin: ":",
        end: String.raw`(?=[,;)=}]|//|\$)|$`,
        patterns: use("type"),
    },
    fields: {
        patterns: [
            ...use("comments", "allowance"),
            match(String.raw`\b(computed|readonly)(?=${BLANK}${NAME}[ \t]*:)`, "storage.modifier"),
            match(String.raw`(${NAME})(?=[ \t]*:)`, SCOPE.field),
            ...use("typed", "expression"),
        ],
    },
    parameters: {
        begin: String.raw`\(`,
        end: String.raw`\)`,
        patterns: [match(String.raw`(${NAME})(?=[ \t]*:)`, "variable.parameter"), ...use("typed", "expression")],
    },
};

const heads = {
    people: declaration("(people)(?=[ \\t]*\\{)", [SCOPE.declares], block("fields")),
    event: declaration(
        String.raw`(?:(channel|people|product|template)${BLANK})?(event)${BLANK}(${NAME})(?:${BLANK}(of)${BLANK}(${NAME}))?`,
        ["storage.modifier", SCOPE.declares, SCOPE.event, SCOPE.clause, SCOPE.channel],
        "texts",
        block("fields"),
    ),
    senders: declaration("(senders)(?=[ \\t]*\\{)", [SCOPE.declares], {
        ...block("comments", "allowance", "texts"),
        patterns: [
            ...use("comments", "allowance"),
            match(
                String.raw`(${NAME})${BLANK}(${NAME})[ \t]*(=)`,
                SCOPE.channel,
                "variable.other.sender",
                "keyword.operator.assignment",
            ),
            ...use("texts"),
        ],
    }),
    caps: declaration(String.raw`(caps)${BLANK}(${NAME})(?=[ \t]*\{)`, [SCOPE.declares, "entity.name.type.caps"], {
        ...block("rates"),
        patterns: [
            ...use("comments", "allowance"),
            match(String.raw`(${NAME})(?=${BLANK}at${BLANK}most\b)`, SCOPE.channel),
            ...use("rates"),
        ],
    }),
    segment: {
        match: String.raw`^[ \t]*(segment)${BLANK}(?!audience[ \t]*\{)(${NAME})`,
        captures: captures(SCOPE.declares, "entity.name.type.segment"),
    },
    function: declaration(
        String.raw`(function)${BLANK}(${NAME})(?=[ \t]*\()`,
        [SCOPE.declares, "entity.name.function"],
        "parameters",
        "typed",
    ),
    operators: declaration(
        String.raw`(operators)(?=${BLANK}${NAME})`,
        [SCOPE.declares],
        "operatorList",
        {
            match: String.raw`\b(extension)(?=[ \t]*\{)`,
            captures: captures("storage.modifier"),
        },
        "type",
    ),
    operatorList: {
        ...block("comments"),
        patterns: [
            ...use("comments", "texts"),
            token("entity.name.function.operator", String.raw`[\p{L}][\p{L}\p{N}_ ]*(?=\()`),
            { begin: String.raw`\(`, end: String.raw`\)`, patterns: use("type") },
        ],
    },
    channel: declaration(
        String.raw`(channel)${BLANK}(?!event\b)(${NAME})`,
        [SCOPE.declares, SCOPE.channel],
        "texts",
        "channelBlock",
    ),
    channelBlock: {
        ...block("comments"),
        patterns: [
            ...use("comments", "allowance"),
            match(String.raw`${START}(contact|sent)${BLANK}(${NAME})`, SCOPE.clause, "variable.other"),
            match(
                String.raw`${START}(outcome)${BLANK}([^={}\n]+?)[ \t]*(=)[ \t]*(${NAME})`,
                SCOPE.clause,
                "constant.language.outcome",
                "keyword.operator.assignment",
                SCOPE.event,
            ),
            headed(String.raw`${START}(content)(?=[ \t]*\{)`, [SCOPE.clause], block("fields")),
        ],
    },
    customElement: declaration(
        String.raw`(element)${BLANK}(${NAME})(?=[ \t]*\()`,
        [SCOPE.declares, "entity.name.function"],
        match(String.raw`\b(returns)(?=[ \t]*\()`, SCOPE.declares),
        "parameters",
        "texts",
        "body",
    ),
    flow: declaration(String.raw`(flow)${BLANK}(${NAME})`, [SCOPE.declares, SCOPE.flow], "texts", "body"),
    test: declaration(String.raw`(test)(?=${BLANK}")`, [SCOPE.declares], "texts", "steps"),
    fixture: declaration(
        String.raw`(fixture)${BLANK}(${NAME})(?=[ \t]*\{)`,
        [SCOPE.declares, "entity.name.type.fixture"],
        "steps",
    ),
};

/** The rules of declarations, by name. */
export const declarations = {
    ...types,
    allowance: headed(String.raw`^[ \t]*(allow)(?=\()`, ["keyword.other.allow"], {
        begin: String.raw`\(`,
        end: String.raw`\)`,
        patterns: [token("constant.other.code", String.raw`\b[EWN]\d{4}\b`), ...use("texts")],
    }),
    rates: {
        patterns: [
            match(
                String.raw`\b(at${BLANK}most)${BLANK}(\d+)${BLANK}(times${BLANK}per)${BLANK}(\p{L}+)`,
                SCOPE.clause,
                "constant.numeric",
                SCOPE.clause,
                "keyword.other.unit",
            ),
        ],
    },
    ...heads,
    declarations: {
        patterns: use("comments", "allowance", ...Object.keys(heads).filter((name) => !/Block|List/.test(name))),
    },
};
